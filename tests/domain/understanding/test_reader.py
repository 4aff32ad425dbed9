"""What is read of questions that were never trained on, of several in one sentence, and of what nobody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.understanding.reader import Decision, Reader, open_reader
from domain.understanding.topics import Intent
from tools.understanding.sentences import Question, read_questions

HELD_OUT = read_questions(Path(__file__).with_name("held_out.tsv"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader()


@pytest.mark.parametrize(("part", "least"), [("K", 0.94), ("R", 0.93)])
def test_questions_never_trained_on_are_understood(reader: Reader, part: str, least: float) -> None:
    asked = [question for question in HELD_OUT if question.part == part]
    assert len(asked) > 150
    readings = [(question, reader.read(question.text)) for question in asked]
    right = [reading.intent.value in question.intents for question, reading in readings]
    assert sum(right) / len(asked) >= least
    named = [any(one.intent.value in q.intents for one in r.candidates) for q, r in readings]
    assert sum(named) / len(asked) >= 0.98


def test_what_is_answered_is_nearly_always_right(reader: Reader) -> None:
    in_scope = [question for question in HELD_OUT if "other" not in question.intents]
    answered = [
        (question, reading)
        for question in in_scope
        if (reading := reader.read(question.text)).decision is Decision.ANSWER
    ]
    assert len(answered) / len(in_scope) >= 0.8
    assert sum(_is_right(question, reading.intent) for question, reading in answered) / len(answered) >= 0.95


def _is_right(question: Question, intent: Intent) -> bool:
    return intent.value in question.intents


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("货退了利息给退不 额度回来不", {"refund_cancel", "limit"}),
        ("拖两天罚几块 银行会知道不", {"overdue", "credit_record"}),
        ("想换卡 顺便把这期还了", {"card_binding_change", "repay_now"}),
        ("找个活人 再看看我额度多少", {"human", "limit"}),
    ],
)
def test_two_questions_are_two(reader: Reader, text: str, intents: set[str]) -> None:
    assert {intent.value for intent in reader.read(text).intents} == intents


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ufffd\ufffd", "。。。", "😀", "\u200b", "qwzx vbnm", "9" * 4096, "啊" * 4096]
)
def test_what_nobody_can_read_is_declined_and_never_answered(reader: Reader, text: str) -> None:
    assert reader.read(text).decision is not Decision.ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "王五 13800138000 北京市朝阳区建国路88号",
        "江苏省南京市公安局家属院3栋",
        "6222020000000000018",
        "欧阳示例",
    ],
)
def test_an_answer_to_a_question_tells_of_no_crisis_and_no_fraud(reader: Reader, text: str) -> None:
    assert reader.read(text).topic not in ("faq.crisis", "faq.fraud")


def test_the_same_words_are_always_read_the_same() -> None:
    from domain.understanding.model import open_model

    text = "我昨天还了怎么今天还显示没还"
    assert Reader(open_model()).read(text) == Reader(open_model()).read(text)
