"""Anger and worry are heard, and questions that only sound like them are not taken for them."""

from __future__ import annotations

import pytest

from domain.understanding.feelings import Feeling, feeling_in
from domain.understanding.languages import answered_in, language_of
from domain.understanding.normalize import plain
from domain.understanding.reader import open_reader


@pytest.mark.parametrize(
    ("words", "feeling"),
    [
        ("怎么又扣我钱", Feeling.CHARGED),
        ("凭什么扣我的钱", Feeling.CHARGED),
        ("為什麼又扣我錢", Feeling.CHARGED),
        ("why did you charge me again", Feeling.CHARGED),
        ("烦死了天天催", Feeling.PRESSED),
        ("别催了", Feeling.PRESSED),
        ("你们抢钱啊", Feeling.FLEECED),
        ("这利息也太黑了", Feeling.FLEECED),
        ("气死我了", Feeling.ANGRY),
        ("垃圾平台", Feeling.ANGRY),
        ("我好害怕影响征信", Feeling.WORRIED),
        ("急死了怎么办", Feeling.WORRIED),
    ],
)
def test_what_is_felt_is_heard(words: str, feeling: Feeling) -> None:
    assert feeling_in(plain(words)) is feeling


@pytest.mark.parametrize(
    "words",
    [
        "怎么扣款", "怎么扣钱的", "几点扣款", "为什么扣款失败", "自动扣款怎么关", "垃圾桶能分期吗", "我还欠多少", "客服在吗",
        "催收电话几点能打", "账单明细在哪", "想买个电暖气", "提前还款要手续费吗", "how much do i owe",
        "Why was nothing debited?", "why was my card not charged", "why did you never debit it",
    ],
)  # fmt: skip
def test_a_plain_question_is_only_that(words: str) -> None:
    assert feeling_in(plain(words)) is None


def test_what_is_felt_is_part_of_how_a_sentence_is_read() -> None:
    reading = open_reader().read("利息这么高抢钱呢")
    assert reading.feeling is Feeling.FLEECED
    assert reading.topic is not None
    assert open_reader().read("我还欠多少").feeling is None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("how much do I owe?", "en"),
        ("When is my next payment", "en"),
        ("我還欠多少", "zh_TW"),
        ("下個月要繳多少", "zh_TW"),
        ("我还欠多少", None),
        ("wo hai qian duo shao", None),
        ("zenme huankuan", None),
        ("iphone 15", None),
        ("ok", None),
        ("hi", None),
        ("我的bill在哪", None),
        ("", None),
    ],
)
def test_a_language_is_known_where_it_is_plain(words: str, language: str | None) -> None:
    assert language_of(words) == language


@pytest.mark.parametrize(
    ("words", "chosen", "language"),
    [
        ("我还欠多少钱", "en", "zh_CN"),
        ("明天要交多少", "en", "zh_CN"),
        ("我还欠多少钱", "zh_TW", "zh_CN"),
        ("明天要交多少", "zh_TW", "zh_TW"),
        ("我還欠多少錢", "zh_CN", "zh_TW"),
        ("我還欠多少錢", "en", "zh_TW"),
        ("how much do I owe", "zh_TW", "en"),
        ("wo hai qian duo shao", "en", "en"),
        ("12", "zh_TW", "zh_TW"),
    ],
)
def test_it_is_answered_in_the_language_of_the_sentence(words: str, chosen: str, language: str) -> None:
    assert answered_in(words, chosen) == language
