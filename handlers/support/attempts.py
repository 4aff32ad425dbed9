"""When what could not be brought is tried again. Kept in memory: a new process tries at once."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=30), timedelta(days=1)


class Attempts:
    """At bringing something to one chat. After a failure the next is due in half an hour, then in twice as long, up to
    a day.

    `failing`: the last one came to nothing.
    """

    def __init__(self) -> None:
        self.failing = False
        self._pause = timedelta(0)
        self._next_at: datetime | None = None

    def due(self, now: datetime) -> datetime:
        """Return when the next attempt is due: now, where nothing speaks against it."""
        return now if self._next_at is None else self._next_at

    def failed(self, now: datetime) -> bool:
        """Note a failure; return whether that is news. One before its time (somebody else wanted something brought) moves
        nothing.
        """
        if now >= self.due(now):
            self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
            self._next_at = now + self._pause
        news, self.failing = not self.failing, True
        return news

    def succeeded(self) -> bool:
        """Begin anew; return whether that is news."""
        self.hurry()
        news, self.failing = self.failing, False
        return news

    def hurry(self) -> None:
        """Let the next attempt be due at once, and the pauses begin with the first."""
        self._pause, self._next_at = timedelta(0), None
