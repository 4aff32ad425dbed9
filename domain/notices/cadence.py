"""On which days a customer is written to about a bill (提醒节奏); see docs/rules/notices.md.

A step is a number of days from the due day, negative before it. A day that nobody could write on is made up for by the
next one: what was reached since the last day that was planned is spoken of in one message, worded for today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from domain.terms import NoticeTerms

# A bill is told to become a credit record so many days before the lender reports it, and never before it is late.
REPORT_NOTICE_DAYS = 3
# With automatic debit one notice is enough, on this day before.
DAY_BEFORE = 1
# Later than so many days a step is not made up for; it would only add to what is known.
CATCH_UP_DAYS = 7


def before(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(-day for day in days)


def before_report(terms: NoticeTerms) -> tuple[int, ...]:
    if terms.reported_after is None:
        return ()
    return (max(1, terms.reported_after - REPORT_NOTICE_DAYS),)


def is_reached(steps: Collection[int], due: date, since: date, until: date) -> bool:
    """Return whether a bill came to one of the steps after `since`, up to `until`."""
    return any(since < due + timedelta(days=step) <= until for step in steps)


def due_days(steps: Collection[int], since: date, until: date) -> list[date]:
    """Return the due days of all bills that came to one of the steps after `since`, up to `until`; in order."""
    days = range(1, (until - since).days + 1)
    return sorted({since + timedelta(days=day - step) for day in days for step in steps})
