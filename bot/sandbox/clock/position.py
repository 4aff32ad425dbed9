"""Where the virtual clock stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.store.database import StoredSettings

BEIJING = ZoneInfo("Asia/Shanghai")
_NAME = "clock"


class Position:
    """The time of the sandbox: frozen, or running at real speed from where it was last set.

    Kept in the store, so a restarted server goes on where it was. A start time other than at the last start
    wins over what is kept; without one a running clock never lags behind real time.
    """

    def __init__(
        self,
        settings: StoredSettings,
        *,
        start_at: datetime | None,
        running: bool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._start_at = start_at.isoformat() if start_at else None
        self.running = running
        self._anchor = _first_position(settings.get(_NAME), start_at, running)
        self._anchored_s = monotonic()
        self.set(self._anchor)

    def now(self) -> datetime:
        """Aware, UTC."""
        if not self.running:
            return self._anchor
        return self._anchor + timedelta(seconds=self._monotonic() - self._anchored_s)

    def set(self, now: datetime) -> None:
        self._anchor = now.astimezone(UTC)
        self._anchored_s = self._monotonic()
        self._settings.put(_NAME, {"now": self._anchor.isoformat(), "start_at": self._start_at})

    def set_running(self, running: bool) -> None:
        now = self.now()
        self.running = running
        self.set(now)

    def unix_time(self) -> int:
        return int(self.now().timestamp())


def beijing_text(instant: datetime) -> str:
    """ISO 8601 as the people side shows it, with +08:00."""
    return instant.astimezone(BEIJING).isoformat()


def _first_position(kept: dict[str, str | None] | None, start_at: datetime | None, running: bool) -> datetime:
    real = datetime.now(UTC).replace(microsecond=0)
    start = start_at or real
    if kept is None or kept["now"] is None or (start_at and kept["start_at"] != start_at.isoformat()):
        return start.astimezone(UTC)
    last = datetime.fromisoformat(kept["now"])
    return max(last, real) if running and start_at is None else last
