"""What is kept of a text of a bill that nobody noted before."""

from __future__ import annotations

from datetime import date

import pytest

from domain.billtexts.messages import read_message
from domain.tracked.receipts import terms_of
from domain.tracked.results import TrackedField
from domain.tracked.rules import missing

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("said", "first_no", "periods"),
    [
        ("剩余22期", 1, 22),
        ("共24期，剩余22期", 3, 24),
        ("剩余22/24期", 3, 24),
        ("第3/24期，剩余22期", 3, 24),
    ],
)
def test_the_periods_that_a_text_says_to_be_left_are_not_asked_for(
    said: str, first_no: int, periods: int
) -> None:
    (read,) = read_message(f"【招联金融】您本期应还413.25元，{said}，还款日12月8日", TODAY).bills
    terms = terms_of(read, TODAY)
    assert (terms.first_no, terms.periods) == (first_no, periods)
    assert missing(terms) is None


def test_the_whole_of_a_plan_is_kept_as_no_periods_amount_and_asked_for() -> None:
    text = "【招联金融】您的借款总金额12,000元，分24期，第1/24期，每期本金500元，还款日12月8日"
    (read,) = read_message(text, TODAY).bills
    terms = terms_of(read, TODAY)
    assert terms.amount_fen is None
    assert missing(terms) is TrackedField.AMOUNT
