"""Periods of whole days, and how people type them: 2026-01-01 到 2026-03-31, 2026年1月, 2025年.

What is not plainly a period is not read at all: it is asked for again rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from domain.dates import add_months, month_end
from domain.patterns import pattern
from domain.text import folded, is_digits
from domain.value import Value

_POINT = pattern(
    r"(?P<year>20[0-9]{2})\s*(?:[-/.年]\s*(?P<month>[0-9]{1,2})\s*(?:[-/.月]\s*(?P<day>[0-9]{1,2})\s*[日号號]?|月)?|年)?"
)
_BEFORE = pattern(r"^(?:对[账帐]单|對帳單|statement\b)[\s:]*")
_BETWEEN = pattern(r"(?:\s|[,，、~～〜\-‐-―−至到从從自起止]|to|from|until|between|and)*")


class Period(Value):
    """From `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a period does not end before it begins")


def months_up_to(day: date, count: int = 1) -> Period:
    """Return the month of `day`, and the ones before it that make up `count`."""
    return Period(add_months(day, 1 - count, anchor_day=1), month_end(day))


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def read_period(text: str) -> Period | None:
    """Read a day, month or year, or from one to another, in either order, after a word like 对账单; None where there is
    none.
    """
    try:
        spans = [_span(point) for point in _points(_said_after(text))]
    except ValueError:  # no such day
        return None
    if not 1 <= len(spans) <= 2:
        return None
    return Period(min(span.first for span in spans), max(span.last for span in spans))


def is_meant_as_period(text: str) -> bool:
    """Return whether nothing but a statement's period can be meant, right or mistyped: 对账单 and a number, or two days
    or months and nothing else.
    """
    rest = _said_after(text)
    if rest != folded(text):
        return any(map(is_digits, rest))
    points = _points(rest)
    return len(points) == 2 and all(point["month"] for point in points)


def _said_after(text: str) -> str:
    return _BEFORE.sub("", folded(text))


def _points(folded: str) -> Sequence[re.Match[str]]:
    """Return the points of time in the words; none where there is anything else in them."""
    return list(_POINT.finditer(folded)) if _BETWEEN.fullmatch(_POINT.sub("", folded)) else []


def _span(point: re.Match[str]) -> Period:
    """Return the day, month or year. Raises `ValueError` where there is no such one."""
    year, month, day = (int(part) if part else None for part in point.group("year", "month", "day"))
    assert year is not None
    if month is None:
        return year_of(date(year, 1, 1))
    if day is None:
        return months_up_to(date(year, month, 1))
    return Period(date(year, month, day), date(year, month, day))
