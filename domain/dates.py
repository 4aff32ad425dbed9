"""Business days. A day is a `date` in Asia/Shanghai, an instant an aware UTC `datetime`; a day ends at 24:00."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def business_day(instant: datetime) -> date:
    """Return the day in Beijing at `instant` (aware)."""
    if instant.tzinfo is None:
        raise ValueError("an instant carries its time zone")
    return instant.astimezone(SHANGHAI).date()


def at_beijing(day: date, clock_time: time) -> datetime:
    """Return the UTC instant at which the clocks in Beijing show `clock_time` on `day`."""
    return datetime.combine(day, clock_time, tzinfo=SHANGHAI).astimezone(UTC)


def earliest(*instants: datetime | None) -> datetime | None:
    """Return the first of these; None where all are."""
    return min((instant for instant in instants if instant is not None), default=None)


def add_months(day: date, months: int, *, anchor_day: int | None = None) -> date:
    """`months` after `day` on `anchor_day` (default: the day itself), clamped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor_day or day.day, last))


def months_between(first: date, last: date) -> int:
    """Return how many whole months have gone from `first` to `last`: of a day that a month does not have, its end."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
