"""A clock that stands where it is put."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self, cast

from domain.dates import at_beijing


class MovableClock:
    """Fulfils `domain.ports.Clock`."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move_to(self, day: date, clock_time: time = time(10, 0)) -> datetime:
        """To a time of day in Beijing."""
        self._now = at_beijing(day, clock_time)
        return self._now

    def advance(self, **delta: float) -> datetime:
        self._now += timedelta(**delta)
        return self._now


def settable(clock: MovableClock) -> type[datetime]:
    """`datetime`, for a module that asks it what time it is."""

    class Settable(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cast(Self, clock.now().astimezone(tz))

    return Settable
