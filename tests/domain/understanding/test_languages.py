"""English is told from pinyin by its words: whoever types either is answered in a language they read."""

from __future__ import annotations

import pytest

from domain.understanding.languages import language_of
from tools.understanding.sentences import read_sentences

# Of sentences of pinyin; no English one has any of them.
PINYIN = ("zenme", "huan", "weishenme", "duoshao", "keyi", "ma", "le", "wo", "shi", "yao")


@pytest.mark.parametrize(
    "words",
    [
        "can I speak to a human", "speak to a person", "this loan isn't mine", "I'm bored", "turn off autopay", "thank you",
        "what's the APR", "stop calling me", "I have a new number", "talk to someone",
    ],
)  # fmt: skip
def test_english_is_english(words: str) -> None:
    assert language_of(words) == "en"


def test_no_sentence_in_pinyin_is_taken_for_english() -> None:
    typed = [one.text.lower() for one in read_sentences() if one.text.isascii()]
    pinyin = [text for text in typed if {*PINYIN} & {*text.split()}]
    assert len(pinyin) > 100
    assert [text for text in pinyin if language_of(text) is not None] == []


def test_nearly_every_other_sentence_of_latin_words_is() -> None:
    typed = [one.text.lower() for one in read_sentences() if one.text.isascii() and " " in one.text]
    english = [text for text in typed if {"i", "a", "the", "my", "me", "you", "is", "can"} & {*text.split()}]
    assert len(english) > 200
    assert sum(language_of(text) == "en" for text in english) / len(english) >= 0.98
