"""One sentence of the customer's own becomes a debt to note, with what is still to be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.billtexts.results import Conflict, Missing, SentenceKind
from domain.billtexts.sentences import read_sentence
from tests.domain.billtexts.scores import of_sentences, rows

TODAY = date(2026, 11, 30)


def test_an_instalment_is_read_whole() -> None:
    said = read_sentence("花呗分期 3999 分12期 每期357.24 每月10号还", TODAY)
    assert (said.kind, said.name, said.sender) == (SentenceKind.INSTALLMENT, "花呗分期", "花呗")
    assert (said.principal_fen, said.per_period_fen, said.periods, said.due_day) == (3_999_00, 357_24, 12, 10)
    assert (said.missing, said.conflict) == ((), None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("花唄分期 3999 分12期 每期357.24 每月10號還", "花唄分期"),
        ("iPhone分期 5999 分12期 每月10号还", "iPhone分期"),
        ("房貸 每月15號 4,213.55 還到2041年", "房貸"),
    ],
)
def test_a_name_keeps_the_letters_it_was_typed_in(text: str, name: str) -> None:
    assert read_sentence(text, TODAY).name == name


def test_what_was_not_said_is_asked_in_order() -> None:
    assert read_sentence("白条 还剩8期 每期268", TODAY).missing == (Missing.DUE,)
    assert read_sentence("每月10号还", TODAY).missing == (Missing.NAME, Missing.AMOUNT, Missing.PERIODS)


def test_a_debt_to_a_person_is_due_once() -> None:
    said = read_sentence("欠我哥2000 年底还", TODAY)
    assert (said.kind, said.name, said.principal_fen) == (SentenceKind.ONE_OFF, "欠我哥", 2_000_00)
    assert said.first_due == date(2026, 12, 31)


def test_periods_that_are_less_than_what_was_borrowed_are_named() -> None:
    assert read_sentence("花呗 3999分12期 每期300", TODAY).conflict is Conflict.TOO_LITTLE


@pytest.mark.parametrize(("text", "expected"), [*rows("seen_sentences.tsv")])
def test_what_was_learnt_from_is_read_right(text: str, expected: dict[str, Any]) -> None:
    assert of_sentences([(text, expected)]).wrong == []


def test_periods_that_end_in_another_year_than_said_are_named() -> None:
    assert read_sentence("车贷 还剩8期 还到2041年 每月2933 6号", TODAY).conflict is Conflict.UNTIL
    assert read_sentence("车贷 还剩8期 还到2027年 每月2933 6号", TODAY).conflict is None


def test_what_belongs_to_a_thing_s_name_is_no_amount() -> None:
    said = read_sentence("苹果17 8999 24期 每期375 每月15号", TODAY)
    assert (said.principal_fen, said.per_period_fen, said.name) == (8_999_00, 375_00, "苹果17")


def test_two_amounts_for_one_thing_are_none() -> None:
    said = read_sentence("花呗 每期357 每期400 10号", TODAY)
    assert said.per_period_fen is None


def test_money_that_is_not_yuan_is_named_and_not_read() -> None:
    said = read_sentence("欠姐姐 HK$3000 下月1号", TODAY)
    assert said.foreign_money and said.principal_fen is None


def test_the_month_s_end_is_the_31st() -> None:
    assert read_sentence("房贷 每月月底 3008", TODAY).due_day == 31


@pytest.mark.parametrize(
    ("text", "says"),
    [("今天天气不错", False), ("你好", False), ("明天还花呗", True), ("每月20号", True), ("3000 12期", True)],
)
def test_a_date_alone_is_no_debt(text: str, says: bool) -> None:
    assert read_sentence(text, TODAY).says_anything is says
