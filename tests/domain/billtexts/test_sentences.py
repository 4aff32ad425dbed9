"""One sentence of the customer's own becomes a debt to note, with what is still to be asked."""

from __future__ import annotations

from datetime import date

from domain.billtexts.results import Conflict, Missing, SentenceKind
from domain.billtexts.sentences import read_sentence

TODAY = date(2026, 11, 30)


def test_an_instalment_is_read_whole() -> None:
    said = read_sentence("花呗分期 3999 分12期 每期357.24 每月10号还", TODAY)
    assert (said.kind, said.name, said.sender) == (SentenceKind.INSTALLMENT, "花呗分期", "花呗")
    assert (said.principal_fen, said.per_period_fen, said.periods, said.due_day) == (3_999_00, 357_24, 12, 10)
    assert (said.missing, said.conflict) == ((), None)


def test_what_was_not_said_is_asked_in_order() -> None:
    assert read_sentence("白条 还剩8期 每期268", TODAY).missing == (Missing.DUE,)
    assert read_sentence("每月10号还", TODAY).missing == (Missing.NAME, Missing.AMOUNT, Missing.PERIODS)


def test_a_debt_to_a_person_is_due_once() -> None:
    said = read_sentence("欠我哥2000 年底还", TODAY)
    assert (said.kind, said.name, said.principal_fen) == (SentenceKind.ONE_OFF, "欠我哥", 2_000_00)
    assert said.first_due == date(2026, 12, 31)


def test_periods_that_are_less_than_what_was_borrowed_are_named() -> None:
    assert read_sentence("花呗 3999分12期 每期300", TODAY).conflict is Conflict.TOO_LITTLE
