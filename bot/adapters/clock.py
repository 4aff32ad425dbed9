"""Real time."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock. Fulfils `domain.ports.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)
