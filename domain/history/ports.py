"""Who makes a calendar into a file."""

from __future__ import annotations

from typing import Protocol

from domain.history.calendar_results import DueCalendar


class CalendarMaker(Protocol):
    async def make(self, calendar: DueCalendar, locale: str, *, with_amounts: bool) -> bytes:
        """Return the calendar as a file (.ics) in one language. Equal calendars give equal bytes."""
        ...
