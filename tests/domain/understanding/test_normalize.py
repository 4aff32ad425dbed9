"""Words are read in one width, case and script, and what only stands for its kind is folded into it."""

from __future__ import annotations

import pytest

from domain.understanding.normalize import LONGEST, normalize, plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("提早結清會退手續費嗎", "提早结清会退手续费吗"),
        ("Ｈｏｗ ＭＵＣＨ", "how much"),
        ("  我 还\n多少 ", "我 还 多少"),
        ("a\x00b\u2028c", "a b c"),
    ],
)
def test_width_case_script_and_spaces_do_not_matter(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("花呗怎么还款", "X怎么还款"),
        ("蚂蚁借呗和花被", "X和X"),
        ("招商银行的卡", "Y的卡"),
        ("五千分十二期每月多少", "五千分N期每月多少"),
        ("先还600元", "先还V"),
        ("12月5号那期", "D那期"),
        ("为什么是357不是333", "为什么是M不是M"),
    ],
)
def test_names_and_numbers_are_read_by_their_kind(text: str, read: str) -> None:
    assert normalize(text) == read


def test_of_a_very_long_text_its_beginning_and_its_end_are_read() -> None:
    read = plain("头" + "啊" * 10_000 + "尾")
    assert len(read) <= LONGEST + 1
    assert read[0] == "头"
    assert read[-1] == "尾"
