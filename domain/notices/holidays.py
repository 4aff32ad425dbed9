"""When to fund a card for a due day around the long holidays (春节, 国庆), in which transfers can take days.

Which days are off is published by the State Council each autumn for the next year; before that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from domain.value import Value

LONGEST_BREAK = 15


class Holiday(StrEnum):
    SPRING_FESTIVAL = "spring_festival"
    NATIONAL_DAY = "national_day"


class UnknownYear(Exception):
    """The days off of that year are not published, or not known here."""


class DayOff(Value):
    """`holiday`: the long one it belongs to; None for weekends and short ones."""

    holiday: Holiday | None = None


class FundingAdvice(Value):
    """`fund_by`: the last working day before the days off; None where they are not known."""

    holiday: Holiday
    fund_by: date | None


def funding_advice(due: date, off_day: Callable[[date], DayOff | None]) -> FundingAdvice | None:
    """Return advice for a due day in a long holiday, or the first working day after it. `off_day` raises
    `UnknownYear`.
    """
    day = timedelta(days=1)
    try:
        inside = due if off_day(due) else due - day
        first = last = inside
        names = []
        for _ in range(LONGEST_BREAK):
            if (off := off_day(first)) is None:
                break
            names.append(off.holiday)
            first -= day
        for _ in range(LONGEST_BREAK):
            if (off := off_day(last)) is None:
                break
            names.append(off.holiday)
            last += day
    except UnknownYear:
        season = _season(due)
        return FundingAdvice(season, None) if season else None
    named = next((name for name in names if name is not None), None)
    return FundingAdvice(named, first) if named else None


def _season(due: date) -> Holiday | None:
    """Return which long holiday may be near, whatever the year: the lunar new year lies between 21 January and 20
    February.
    """
    if (1, 20) <= (due.month, due.day) <= (2, 29):
        return Holiday.SPRING_FESTIVAL
    if (10, 1) <= (due.month, due.day) <= (10, 9):
        return Holiday.NATIONAL_DAY
    return None
