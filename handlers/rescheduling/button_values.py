"""What the buttons that sign new dates carry: little enough for 64 bytes."""

from __future__ import annotations

from datetime import date

from domain.errors import Stale
from domain.rescheduling.results import MoveKind
from handlers.ui.components import LANGUAGE_NAMES

# An instalment put off by so many days is this number and the days; below it stands a day of the month.
_LATER = 100
_LOCALES = tuple(LANGUAGE_NAMES)


def move_number(kind: MoveKind, value: int) -> int:
    return value if kind is MoveKind.DUE_DAY else _LATER + value


def move_of(number: int) -> tuple[MoveKind, int]:
    """Return what is moved, and to what."""
    return (MoveKind.DUE_DAY, number) if number < _LATER else (MoveKind.DEFERRAL, number - _LATER)


def day_number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def day_of(number: int) -> date:
    """Raise `Stale` where it is none."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        raise Stale() from None


def shown_number(day: date, locale: str) -> int:
    """Return the day and the language in which the text was shown."""
    return day_number(day) * 10 + _LOCALES.index(locale)


def shown_of(number: int) -> tuple[date, str]:
    """Raise `Stale` where it is none."""
    day, place = divmod(number, 10)
    if place >= len(_LOCALES):
        raise Stale()
    return day_of(day), _LOCALES[place]
