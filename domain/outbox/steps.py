"""The steps of a cadence: numbers of days from a due day, negative before it.

A day that nobody could write on is made up for by the next one: what was reached since the last day that was planned is
spoken of in one message, worded for today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta


def before(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(-day for day in days)


def is_reached(steps: Collection[int], due: date, since: date, until: date) -> bool:
    """Return whether a bill came to one of the steps after `since`, up to `until`."""
    return any(since < due + timedelta(days=step) <= until for step in steps)


def due_days(steps: Collection[int], since: date, until: date) -> list[date]:
    """Return the due days of all bills that came to one of the steps after `since`, up to `until`; in order."""
    days = range(1, (until - since).days + 1)
    return sorted({since + timedelta(days=day - step) for day in days for step in steps})
