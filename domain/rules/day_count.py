"""For how many days of which year a period bears interest (计息天数)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from domain.dates import add_months
from domain.terms import DayCount

MONTH_DAYS = 30
_BY_CALENDAR = (DayCount.ACTUAL_360, DayCount.ACTUAL_365)


def year_days(day_count: DayCount) -> int:
    """Return the year that interest days are a part of: a month under `monthly` is 30/360, which is 1/12."""
    return 365 if day_count is DayCount.ACTUAL_365 else 360


def interest_days(day_count: DayCount, start: date, end: date) -> int:
    """Days between two dates that need not be a month apart; 30/360 takes the 31st for the 30th."""
    if day_count is not DayCount.D30_360:
        return (end - start).days
    months = (end.year - start.year) * 12 + end.month - start.month
    return months * MONTH_DAYS + min(end.day, MONTH_DAYS) - min(start.day, MONTH_DAYS)


def period_days(day_count: DayCount, start: date, due_dates: Sequence[date], *, regular: bool) -> list[int]:
    """Interest days of each period. `regular`: the first period is a month; if not, it is charged by its days."""
    if day_count in _BY_CALENDAR:
        ordinals = [start.toordinal(), *(day.toordinal() for day in due_dates)]
        return [end - begin for begin, end in pairwise(ordinals)]
    days = [MONTH_DAYS] * len(due_dates)
    if not regular:
        days[0] = interest_days(day_count, start, due_dates[0])
    return days


def is_month(begin: date, end: date) -> bool:
    """Return whether a period from one due date to the next is a month, whichever of the two the month's end cut short."""
    return end == add_months(begin, 1) or begin == add_months(end, -1)


def moved_days(day_count: DayCount, start: date, due_dates: Sequence[date]) -> list[int]:
    """Interest days of each period, as `period_days`, where due dates may have been moved: a period that is no month any
    more is charged by its days.
    """
    regular = due_dates[0] == add_months(start, 1)
    days = period_days(day_count, start, due_dates, regular=regular)
    if day_count in _BY_CALENDAR:
        return days
    for place, (begin, end) in enumerate(pairwise(due_dates), 1):
        if not is_month(begin, end):
            days[place] = interest_days(day_count, begin, end)
    return days
