"""Periods as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Period, is_meant_as_period, months_up_to, read_period, year_of

FIRST_QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-01-01 到 2026-03-31",
        "2026年1月1日至2026年3月31日",
        "2026.1.1-2026.3.31",
        "2026/1/1~2026/3/31",
        "２０２６－０１－０１ 到 ２０２６－０３－３１",
        "from 2026-01-01 to 2026-03-31",
        "从2026年1月1号到2026年3月31号",
        "2026-03-31 到 2026-01-01",
        "2026-01 到 2026-03",
        "對帳單 2026年1月至2026年3月",
        "对账单：2026-01-01 2026-03-31",
        "Statement 2026-01-01 - 2026-03-31",
    ],
)
def test_a_period_is_read_as_it_is_typed(typed: str) -> None:
    assert read_period(typed) == FIRST_QUARTER
    assert is_meant_as_period(typed)


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("对账单 2026-02", Period(date(2026, 2, 1), date(2026, 2, 28))),
        ("对账单2024年2月", Period(date(2024, 2, 1), date(2024, 2, 29))),
        ("对账单 2025年", year_of(date(2025, 6, 1))),
        ("对账单 2025", year_of(date(2025, 6, 1))),
        ("对账单 2026-02-03", Period(date(2026, 2, 3), date(2026, 2, 3))),
    ],
)
def test_after_the_word_one_day_month_or_year_is_enough(typed: str, period: Period) -> None:
    assert read_period(typed) == period
    assert is_meant_as_period(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-30 到 2026-03-01",
        "2026-13-01 到 2026-14-01",
        "对账单 10月",
        "对账单 2026-00",
        "对账单 第3期",
    ],
)
def test_what_cannot_be_read_is_still_meant_as_a_period(typed: str) -> None:
    assert read_period(typed) is None
    assert is_meant_as_period(typed)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "对账单",
        "我要对账单",
        "2026",
        "2026-01-01",
        "1200",
        "1,200.5",
        "200 到 300",
        "110101199003070011",
        "13800000000",
        "你好",
    ],
)
def test_other_words_are_no_period(words: str) -> None:
    assert not is_meant_as_period(words)


@given(days, days)
def test_any_two_days_make_the_period_between_them(one: date, other: date) -> None:
    assert read_period(f"{one} 到 {other}") == Period(min(one, other), max(one, other))


@given(days, st.integers(1, 24))
def test_months_up_to_a_day_are_whole_and_hold_the_day(day: date, count: int) -> None:
    period = months_up_to(day, count)
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    assert (period.first.day, months) == (1, count)
    assert period.first <= day <= period.last
    assert (period.last.year, period.last.month) == (day.year, day.month)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
