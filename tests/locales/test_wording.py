"""One thing has one word in each language, as docs/glossary.md settles it, and sentences are written in one form."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from locales.catalogue import LOCALES, SOURCE_LOCALE, TRANSLATED, load

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
HEADER = "| zh_CN | never | zh_TW | never | English | never | why |"
COLUMN = {"zh_CN": 1, "zh_TW": 3, "en": 5}
CHINESE = ("zh_CN", "zh_TW")
HAN = "[\u3400-\u9fff]"
# What a placeholder shows is a figure, where it is one.
FIGURE = r"(?:\d|%\(\w+\)d)"
# Sentences of consent and of the card step, which are written together with the authorization's next version.
WITH_THE_AUTHORIZATION = ("卡号只交给支付机构", "提交即", "回答即", "您撤回过实名信息")
# Said as one word with its figure, like the days of a date: 3天后.
WITHOUT_SPACE = re.compile(r"^%\(days\)d天[后前後]$|%\(last\)s24:00|%\(day\)s24:00")


@cache
def sentences(locale: str) -> list[tuple[str, str]]:
    return [(str(message.id), str(message.string)) for message in load(locale) if message.id]


def never(locale: str) -> list[str]:
    """The words that the glossary keeps out of a language."""
    _, _, table = GLOSSARY.read_text(encoding="utf-8").partition(HEADER)
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    between = "," if locale == "en" else "、"
    return [word.strip() for row in rows for word in row[COLUMN[locale]].split(between) if word.strip()]


def found(locale: str, pattern: str, flags: int = 0) -> list[str]:
    """The sentences of a language in which the pattern occurs."""
    return [
        text
        for msgid, text in sentences(locale)
        if re.search(pattern, text, flags) and not msgid.startswith(WITH_THE_AUTHORIZATION)
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_has_a_word_that_the_glossary_keeps_out(locale: str) -> None:
    words = never(locale)
    assert len(words) > 20
    whole = r"\b" if locale == "en" else ""
    strays = {word: found(locale, f"{whole}{re.escape(word)}{whole}", re.IGNORECASE) for word in words}
    assert {word: texts for word, texts in strays.items() if texts} == {}


@pytest.mark.parametrize("locale", CHINESE)
def test_chinese_is_punctuated_as_chinese(locale: str) -> None:
    assert found(locale, f"{HAN}[,;:!?]{HAN}") == []
    assert found(locale, "／") == []


@pytest.mark.parametrize("locale", CHINESE)
def test_a_figure_stands_between_spaces_in_chinese(locale: str) -> None:
    close = re.compile(f"{HAN}{FIGURE}|{FIGURE}{HAN}")
    assert [text for text in found(locale, close.pattern) if not WITHOUT_SPACE.search(text)] == []


@pytest.mark.parametrize("locale", CHINESE)
def test_a_sentence_does_not_end_in_a_space(locale: str) -> None:
    assert found(locale, "^ | $|  ") == []


def test_what_is_missing_is_said_as_a_sentence_and_not_as_a_name() -> None:
    """「还没有到期的账单。」 reads as the name of a thing; 「您还没有…」 and 「目前没有…」 say it."""
    assert found(SOURCE_LOCALE, r"^\W*还没有[^，。；]*的[^，。；]*[，。]") == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_writes_a_day_as_a_machine_does(locale: str) -> None:
    assert found(locale, r"(?<!\d)\d{1,2}-\d{1,2}(?!\d)|\d{4}-\d{2}|%\(month\)d") == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_button_is_quoted_by_its_label(locale: str) -> None:
    labels = dict(sentences(locale))
    quotes = {"zh_TW": ("「", "」"), "en": ("“", "”")}[locale]
    strays = [
        text
        for msgid, text in labels.items()
        for label in re.findall("「([^」]+)」", msgid)
        if label in labels and quotes[0] in text and quotes[0] + labels[label] + quotes[1] not in text
    ]
    # The words that help suggests are typed, and no labels.
    assert [text for text in strays if "去逛逛" not in text and "shop" not in text] == []


def test_two_sentences_do_not_say_the_same() -> None:
    """Where both translations of two msgids are equal, so is what they say: one of the two is enough."""
    said: dict[tuple[str, ...], list[str]] = defaultdict(list)
    languages = [dict(sentences(locale)) for locale in TRANSLATED]
    for msgid in languages[0]:
        said[tuple(language[msgid] for language in languages)].append(msgid)
    assert [same for same in said.values() if len(same) > 1] == []
