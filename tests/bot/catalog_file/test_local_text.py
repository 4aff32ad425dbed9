"""A text of the catalog in one language or another."""

from __future__ import annotations

import pytest

from domain.text import LocalText


def test_an_empty_translation_falls_back_to_chinese() -> None:
    assert LocalText({"zh_CN": "手机", "en": ""}).in_("en") == "手机"


def test_a_text_without_chinese_is_refused() -> None:
    with pytest.raises(ValueError, match="zh_CN"):
        LocalText({"en": "Phone"})


def test_equal_texts_are_one_in_a_set() -> None:
    assert len({LocalText({"zh_CN": "机", "en": "P"}), LocalText({"en": "P", "zh_CN": "机"})}) == 1


def test_the_dictionary_given_out_is_a_copy() -> None:
    text = LocalText({"zh_CN": "手机"})
    text.as_dict()["zh_CN"] = "x"
    assert text.in_("zh_CN") == "手机"
