"""When what is owed on a loan is not spoken of, because a person looks at it (暂停提醒); see docs/rules/cases.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from domain.cases.types import Hold


def loans_on_hold(holds: Iterable[Hold], today: date) -> set[str]:
    """Return the loans of which nothing is said today."""
    return {one.loan_id for one in holds if one.until is None or today <= one.until}


def loans_released(holds: Collection[Hold], since: date, today: date) -> set[str]:
    """Return the loans whose hold ran out after `since`, up to `today`: what became of them meanwhile is told in one
    message.
    """
    ended = {
        one.loan_id
        for one in holds
        if one.until is not None and since < one.until + timedelta(days=1) <= today
    }
    return ended - loans_on_hold(holds, today)


def promise_days(oldest_due: date, today: date, most_days: int) -> tuple[date, ...]:
    """Return the days on which a late bill can be paid instead (发工资再还): from tomorrow until `most_days` after its due
    day, so that a promise made anew does not move it any further.
    """
    first, last = today + timedelta(days=1), oldest_due + timedelta(days=most_days)
    return tuple(first + timedelta(days=day) for day in range((last - first).days + 1))
