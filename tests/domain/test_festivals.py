"""The days of festivals, held against the dates that calendars print."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.festivals import FESTIVALS, day_in, lunar_day, new_year, next_day


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("春节", ["2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2033-01-31", "2034-02-19", "2050-01-23"]),
        ("端午", ["2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2030-06-05"]),
        ("中秋", ["2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2033-09-08"]),
        ("清明", ["2025-04-04", "2026-04-05", "2027-04-05", "2028-04-04"]),
        ("冬至", ["2026-12-22", "2027-12-22", "2028-12-21"]),
        ("除夕", ["2026-02-16", "2027-02-05"]),
        ("重阳", ["2026-10-18", "2028-10-26"]),
        ("国庆", ["2026-10-01"]),
    ],
)  # fmt: skip
def test_a_festival_is_on_its_day(name: str, days: list[str]) -> None:
    wanted = [date.fromisoformat(day) for day in days]
    assert [day_in(FESTIVALS[name], day.year) for day in wanted] == wanted


def test_the_next_one_is_from_today_on() -> None:
    eve = date(2027, 2, 5)
    assert next_day(FESTIVALS["除夕"], eve) == eve
    assert next_day(FESTIVALS["除夕"], eve + timedelta(days=1)) == date(2028, 1, 25)
    assert next_day(FESTIVALS["腊八"], date(2026, 12, 31)) == date(2027, 1, 15)


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 0), (1, 31), (2, 30)])
def test_a_day_that_the_lunar_year_does_not_have_is_none(month: int, day: int) -> None:
    assert lunar_day(2026, month, day) is None


def test_what_the_table_does_not_hold_is_not_made_up() -> None:
    assert lunar_day(2024, 1, 1) is None
    assert lunar_day(2050, 5, 5) is not None
    assert lunar_day(2051, 5, 5) is None
    assert day_in(FESTIVALS["端午"], 2051) is None
    assert next_day(FESTIVALS["端午"], date(2051, 1, 1)) is None


def test_lunar_years_follow_one_another_without_a_gap() -> None:
    for year in range(2025, 2050):
        length = (new_year(year + 1) - new_year(year)).days
        assert length in (353, 354, 355, 383, 384, 385)
        last = lunar_day(year, 12, 30) or lunar_day(year, 12, 29)
        assert last == new_year(year + 1) - timedelta(days=1)
