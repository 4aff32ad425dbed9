"""Whole months from one day to another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import add_months, months_between


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), 0),
        (date(2026, 1, 5), date(2026, 2, 4), 0),
        (date(2026, 1, 5), date(2026, 2, 5), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 30), 1),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 12, 31), date(2026, 1, 1), 0),
    ],
)
def test_a_month_has_gone_on_the_day_of_the_same_number_or_the_end_of_a_shorter_one(
    first: date, last: date, months: int
) -> None:
    assert months_between(first, last) == months


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 4_000))
def test_so_many_months_have_gone_and_not_one_more(first: date, days: int) -> None:
    last = first + timedelta(days)
    months = months_between(first, last)
    assert add_months(first, months) <= last < add_months(first, months + 1)
