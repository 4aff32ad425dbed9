"""Instalments fall due a month apart, on the anchor day or the month's last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import add_months
from domain.rules.due_dates import first_due_date, monthly_dates
from domain.rules.errors import RuleError
from domain.rules.schedule import build_schedule
from domain.terms import DueDayRule
from tests.domain.rules.plans import flat, starts, unhurried


def due_dates(start: str, periods: int, first_due: str | None = None) -> list[str]:
    first = date.fromisoformat(first_due) if first_due else None
    plan = build_schedule(100_000, flat(periods=periods), date.fromisoformat(start), first)
    return [row.due_date.isoformat() for row in plan.rows]


def test_each_due_date_is_clamped_by_itself_and_the_anchor_comes_back() -> None:
    assert due_dates("2026-01-31", 4) == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_february_of_a_leap_year_has_a_29th() -> None:
    assert due_dates("2028-01-30", 2) == ["2028-02-29", "2028-03-30"]
    assert due_dates("2027-12-29", 3) == ["2028-01-29", "2028-02-29", "2028-03-29"]


def test_a_century_that_is_no_leap_year_has_none() -> None:
    assert due_dates("2100-01-31", 1) == ["2100-02-28"]


def test_due_dates_go_over_the_end_of_the_year() -> None:
    assert due_dates("2026-11-05", 3) == ["2026-12-05", "2027-01-05", "2027-02-05"]


def test_a_given_first_due_date_is_the_anchor() -> None:
    assert due_dates("2026-11-22", 3, "2027-01-31") == ["2027-01-31", "2027-02-28", "2027-03-31"]
    # The 28th of February is the 28th, though the start was a 31st.
    assert due_dates("2026-01-31", 2, "2026-02-28") == ["2026-02-28", "2026-03-28"]


@pytest.mark.parametrize("first_due", ["2026-01-05", "2026-01-04"])
def test_the_first_due_date_is_after_the_start(first_due: str) -> None:
    with pytest.raises(RuleError, match="must be after the start"):
        due_dates("2026-01-05", 3, first_due)


@pytest.mark.parametrize("start", ["9999-12-01", "9999-10-15"])
def test_a_plan_that_outlasts_the_calendar_is_refused(start: str) -> None:
    with pytest.raises(RuleError, match="beyond the year 9999"):
        due_dates(start, 3)


@unhurried
@given(starts, st.integers(1, 360), st.integers(0, 60))
def test_the_quick_way_is_month_after_month_from_the_first(start: date, count: int, gap_days: int) -> None:
    first = add_months(start, 1) + timedelta(days=gap_days)
    anchor_day = max(first.day, start.day)
    expected = (first, *(add_months(first, months, anchor_day=anchor_day) for months in range(1, count)))
    assert monthly_dates(first, count, anchor_day=anchor_day) == expected


def test_without_a_fixed_day_the_first_due_date_is_left_to_the_schedule() -> None:
    assert first_due_date(DueDayRule(), date(2026, 11, 22)) is None


@pytest.mark.parametrize(
    ("start", "min_days", "due"),
    [
        ("2026-11-04", 0, "2026-11-05"),
        ("2026-11-05", 0, "2026-12-05"),  # never on the day of the purchase itself
        ("2026-11-22", 13, "2026-12-05"),  # exactly min_days later is late enough
        ("2026-11-22", 14, "2027-01-05"),
        ("2026-11-22", 30, "2027-01-05"),
        ("2026-12-06", 70, "2027-03-05"),
    ],
)
def test_a_fixed_due_day_is_the_first_at_least_min_days_after_the_purchase(
    start: str, min_days: int, due: str
) -> None:
    rule = DueDayRule(day=5, min_days=min_days)
    assert first_due_date(rule, date.fromisoformat(start)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("start", "day", "statement_day", "due"),
    [
        ("2026-01-05", 25, 5, "2026-01-25"),  # bought on the statement day: it stands on that statement
        ("2026-01-06", 25, 5, "2026-02-25"),  # a day later: on the next one
        ("2026-01-31", 25, 5, "2026-02-25"),  # the same cycle, so the same bill
        ("2026-01-20", 8, 20, "2026-02-08"),
        ("2026-12-21", 8, 20, "2027-02-08"),
        ("2026-01-05", 5, 5, "2026-02-05"),  # due after the statement, never on it
    ],
)
def test_what_is_bought_in_one_cycle_is_due_on_the_day_after_its_statement(
    start: str, day: int, statement_day: int, due: str
) -> None:
    rule = DueDayRule(day=day, statement_day=statement_day)
    assert first_due_date(rule, date.fromisoformat(start)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    "rule", [{"statement_day": 5}, {"day": 25, "min_days": 10, "statement_day": 5}], ids=["no day", "both"]
)
def test_a_statement_day_goes_with_a_due_day_and_without_a_number_of_days(rule: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="statement day"):
        DueDayRule(**rule)


@unhurried
@given(starts, st.integers(1, 28), st.integers(0, 90))
def test_no_earlier_fixed_day_would_have_been_late_enough(start: date, day: int, min_days: int) -> None:
    due = first_due_date(DueDayRule(day=day, min_days=min_days), start)
    assert due is not None
    assert due.day == day
    assert (due - start).days >= max(min_days, 1)
    assert (add_months(due, -1) - start).days < max(min_days, 1)
