"""When instalments fall due (还款日): month after month from an anchor day, clamped to the month's end each time."""

from __future__ import annotations

from calendar import isleap
from datetime import date

from domain.dates import add_months
from domain.rules.errors import RuleError
from domain.terms import DueDayRule

_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def first_due_date(rule: DueDayRule, start: date) -> date | None:
    """Return the first such day of the month after `start` and at least `min_days` later, or after the first statement from
    `start` on; None: a month after `start`.
    """
    if rule.day is None:
        return None
    if rule.statement_day is None:
        return _first_on(rule.day, start, max(rule.min_days, 1))
    statement = _first_on(rule.statement_day, start, 0)
    return _first_on(rule.day, statement, 1)


def _first_on(day_of_month: int, since: date, least_days: int) -> date:
    day = since.replace(day=day_of_month)
    while (day - since).days < least_days:
        day = add_months(day, 1)
    return day


def monthly_dates(first: date, count: int, *, anchor_day: int) -> tuple[date, ...]:
    """`count` dates from `first` on, a month apart, on `anchor_day` or the month's last day.

    Same as `add_months` from the first date, but quick: a schedule is made for every plan of every order page.
    """
    year, month = first.year, first.month
    dates = [first]
    for _ in range(count - 1):
        month += 1
        if month > 12:
            month, year = 1, year + 1
        dates.append(_clamped(year, month, anchor_day))
    return tuple(dates)


def _clamped(year: int, month: int, day: int) -> date:
    if year > date.max.year:
        raise RuleError("The last due date is beyond the year 9999.")
    if day > 28:
        last_day = 29 if month == 2 and isleap(year) else _DAYS_IN_MONTH[month - 1]
        day = min(day, last_day)
    return date(year, month, day)
