"""A character is shown or is said to be missing; it is never silently left out."""

from __future__ import annotations

import re

import pytest

from bot.documents.font import FONT_PATH, code_points, printable
from bot.documents.pdf import render
from bot.documents.receipt import receipt_document
from domain.value import replace
from handlers.ui.i18n import texts_for
from locales.catalogue import LOCALES, load
from tests.bot.documents.samples import HOLDER, ISSUE, PURCHASE, RECEIPT, pages_of, squeezed
from tests.support.builders import text

_MEGABYTE = 1_000_000


@pytest.mark.parametrize("locale", LOCALES)
def test_a_character_outside_the_font_is_a_box_and_a_note_says_so(locale: str) -> None:
    t = texts_for(locale)
    odd = replace(RECEIPT, holder=replace(HOLDER, name_mask="𠮷*"))
    note = squeezed(t("□ 表示字库里没有的字，不影响本文件的其他内容。"))
    assert note in "".join(pages_of(render(t, receipt_document(t, ISSUE, odd))))
    assert note not in "".join(pages_of(render(t, receipt_document(t, ISSUE, RECEIPT))))


def test_the_box_stands_where_the_character_stood() -> None:
    t = texts_for("zh_CN")
    odd = replace(RECEIPT, purchase=replace(PURCHASE, title=text("礼盒🎁红")))
    assert "礼盒□红" in "".join(pages_of(render(t, receipt_document(t, ISSUE, odd))))


def test_missing_characters_are_counted() -> None:
    assert printable("欧阳**") == ("欧阳**", 0)
    assert printable("𠮷🎁a") == ("□□a", 2)


def test_a_lost_accent_is_missing_too() -> None:
    assert printable("x\u0323") == ("x□", 1)


def test_an_accent_that_the_font_has_in_one_is_shown() -> None:
    assert printable("Rene\u0301") == ("René", 0)


def test_what_cannot_be_seen_is_left_out() -> None:
    assert printable("手机\ufe0f\u200d\u202e壳") == ("手机壳", 0)


def test_a_text_is_one_line() -> None:
    assert printable(" 小米\n手机\t15\u3000黑 ") == ("小米 手机 15 黑", 0)


def test_a_box_that_was_typed_is_not_missing() -> None:
    assert printable("□") == ("□", 0)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_font_has_every_character_of_the_sentences_in_documents(locale: str) -> None:
    sentences = "".join(
        f"{message.id}{message.string}"
        for message in load(locale)
        if any(file.startswith("bot/documents/") for file, _ in message.locations)
    )
    assert sentences
    emoji_aside = re.sub("[\U0001f300-\U0001faff\u2600-\u27bf\u23e9-\u23fa\ufe0f\n]", "", sentences)
    assert {char for char in emoji_aside if ord(char) not in code_points()} == set()


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "big5"])
def test_the_font_has_the_chinese_characters_of_both_scripts(encoding: str) -> None:
    chinese = {chr(code) for code in range(0x4E00, 0x9FA6) if chr(code).encode(encoding, "ignore")}
    assert len(chinese) > 6_000
    assert {char for char in chinese if ord(char) not in code_points()} == set()


def test_the_font_is_small_and_has_its_licence_beside_it() -> None:
    assert FONT_PATH.stat().st_size < 9 * _MEGABYTE
    assert "SIL OPEN FONT LICENSE Version 1.1" in FONT_PATH.with_name("OFL.txt").read_text(encoding="utf-8")
