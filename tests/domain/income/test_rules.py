"""What has to be set aside until the next income, and whether each is enough until the one after it; the figures of
docs/rules/income-days.md.
"""

from __future__ import annotations

from datetime import date

import pytest

from domain.income.results import Enough, IncomeTerms
from domain.income.rules import arrivals, stretches
from domain.income.sentences import incomes_in, is_an_income
from domain.tracked.results import TrackedDueView, TrackedKind

TODAY = date(2026, 12, 5)


def note(day: date, amount_fen: int | None, paid_on: date | None = None) -> TrackedDueView:
    return TrackedDueView("b", 1, day, amount_fen, paid_on, "车贷", TrackedKind.LOAN, None)


def test_each_income_has_to_last_to_the_day_of_the_next_one() -> None:
    """Paid on the 10th and the 25th; due on the 8th, the 10th, the 20th and the 5th of January."""
    due = [
        note(date(2026, 12, 8), 1_200_00),
        note(date(2026, 12, 10), 357_24),
        note(date(2026, 12, 20), 6_000_00),
        note(date(2027, 1, 5), 268_00),
    ]
    first, second, third = stretches([IncomeTerms(10, 5_000_00), IncomeTerms(25, 2_000_00)], [], due, TODAY)[
        :3
    ]
    assert (first.until, first.needed_fen, first.arrival) == (date(2026, 12, 10), 1_557_24, None)
    assert (second.needed_fen, second.enough, second.left_fen) == (6_000_00, Enough.NO, -1_000_00)
    assert (third.needed_fen, third.enough, third.left_fen) == (268_00, Enough.YES, 1_732_00)


def test_what_is_due_on_the_day_of_an_income_counts_before_it() -> None:
    due = [note(date(2026, 12, 10), 357_24)]
    first, second = stretches([IncomeTerms(10, 100_00)], [], due, TODAY)[:2]
    assert (first.needed_fen, second.needed_fen) == (357_24, 0)


def test_an_amount_nobody_said_makes_enough_unknown_but_never_not_enough_known() -> None:
    due = [note(date(2026, 12, 20), None), note(date(2026, 12, 21), 500_00)]
    enough = stretches([IncomeTerms(10, 600_00)], [], due, TODAY)[1]
    assert (enough.enough, enough.without_amount, enough.left_fen) == (Enough.UNKNOWN, 1, 100_00)
    short = stretches([IncomeTerms(10, 400_00)], [], due, TODAY)[1]
    assert short.enough is Enough.NO
    unsaid = stretches([IncomeTerms(10)], [], due, TODAY)[1]
    assert (unsaid.enough, unsaid.left_fen, unsaid.needed_fen) == (Enough.UNKNOWN, None, 500_00)


def test_what_was_said_to_be_paid_needs_nothing() -> None:
    due = [note(date(2026, 12, 8), 1_200_00, paid_on=TODAY)]
    assert stretches([IncomeTerms(10)], [], due, TODAY)[0].needed_fen == 0


def test_the_last_day_of_the_month_and_the_31st_are_that_of_shorter_months() -> None:
    found = arrivals([IncomeTerms(31, 1)], date(2027, 2, 1), date(2027, 3, 1))
    assert [one.day for one in found] == [date(2027, 2, 28), date(2027, 3, 31)]


def test_several_on_one_day_are_one_income_and_one_unsaid_amount_makes_it_unsaid() -> None:
    (first, *_) = arrivals([IncomeTerms(30, 5), IncomeTerms(31, 7)], date(2027, 2, 1), date(2027, 2, 2))
    assert (first.day, first.amount_fen) == (date(2027, 2, 28), 12)
    (first, *_) = arrivals([IncomeTerms(30, 5), IncomeTerms(31)], date(2027, 2, 1), date(2027, 2, 2))
    assert first.amount_fen is None


def test_without_an_income_there_is_nothing_to_say() -> None:
    assert stretches([], [], [note(date(2026, 12, 8), 1)], TODAY) == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("每月 10 号 8000", (IncomeTerms(10, 8_000_00),)),
        ("10号8000，25号2000", (IncomeTerms(10, 8_000_00), IncomeTerms(25, 2_000_00))),
        ("每月十号发工资八千", (IncomeTerms(10, 8_000_00),)),
        ("我每月5号发工资，6500", (IncomeTerms(5, 6_500_00),)),
        ("工资每月15号8,000.50", (IncomeTerms(15, 8_000_50),)),
        ("月底", (IncomeTerms(31),)),
        ("10号 不固定", (IncomeTerms(10),)),
        ("on the 10th 8000", (IncomeTerms(10, 8_000_00),)),
        ("40号 8000", ()),
        ("8000", ()),
        ("10号 8000 房租", ()),
        ("10号和25号各5000", ()),
    ],
)
def test_days_and_amounts_are_read_as_people_type_them_and_never_guessed(
    typed: str, read: tuple[IncomeTerms, ...]
) -> None:
    assert incomes_in(typed) == read


@pytest.mark.parametrize(
    ("words", "plainly"),
    [
        ("每月10号发工资8000", True),
        ("工资每月10号", True),
        ("每月10号还白条268", False),
        ("发工资再还", False),
        ("工资15号到，能晚点还吗", False),
        ("每月10号 8000", False),
    ],
)
def test_only_a_sentence_that_says_so_is_taken_for_an_income_unasked(words: str, plainly: bool) -> None:
    assert is_an_income(words) is plainly
