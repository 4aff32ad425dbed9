"""How far to move: an ISO 8601 duration, or an instant."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import MAXYEAR, datetime, timedelta
from typing import Any

from bot.sandbox.clock.position import BEIJING
from domain.patterns import pattern

_DURATION = pattern(
    r"P(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,5})M)?(?:(?P<weeks>[0-9]{1,6})W)?(?:(?P<days>[0-9]{1,7})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,8})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,11})S)?)?",
    re.ASCII,
)


class MoveError(ValueError):
    """The move asked for is not understood."""


def read_move(body: dict[str, Any]) -> Callable[[datetime], datetime]:
    """Read where `{"advance": "P3D"}` or `{"to": "2026-02-05T09:00:00+08:00"}` leads. Raises MoveError.

    An instant without an offset is Beijing time.
    """
    if len(body.keys() & {"advance", "to"}) != 1:
        raise MoveError('give either "advance" (an ISO 8601 duration) or "to" (an ISO 8601 instant)')
    if "advance" in body:
        return _advance(str(body["advance"]))
    try:
        to = datetime.fromisoformat(str(body["to"]))
    except ValueError:
        raise MoveError(f"{body['to']!r} is not an ISO 8601 instant") from None
    target = to if to.tzinfo else to.replace(tzinfo=BEIJING)
    return lambda _: target


def _advance(text: str) -> Callable[[datetime], datetime]:
    match = _DURATION.fullmatch(text)
    parts = {name: int(value) for name, value in match.groupdict().items() if value} if match else {}
    if not parts:
        raise MoveError(f"{text!r} is not an ISO 8601 duration like P3D or PT2H")
    months = parts.pop("years", 0) * 12 + parts.pop("months", 0)
    return lambda now: _add_months(now, months) + timedelta(**parts)


def _add_months(now: datetime, months: int) -> datetime:
    """Calendar months on the clocks in Beijing; the day is clamped to the month's end."""
    if months == 0:
        return now
    local = now.astimezone(BEIJING)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    if year > MAXYEAR:
        raise MoveError(f"the calendar ends before {year}")
    first = local.replace(year=year, month=month + 1, day=1)
    next_month = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    last_day = (next_month - timedelta(days=1)).day
    return first.replace(day=min(local.day, last_day))
