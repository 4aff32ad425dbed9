"""Whether the process does what it is for (`/readyz`): it receives, its jobs are fired, its database takes what is written.

By the monotonic clock: under a virtual one, too, what goes well was seen to go well a moment ago.
"""

from __future__ import annotations

from bot.db.write_probe import ProbeDesk
from bot.supervision.supervisor import Supervisor

DATABASE = "database"


class Readiness:
    def __init__(self, supervisor: Supervisor, probe: ProbeDesk) -> None:
        self._supervisor = supervisor
        self._probe = probe

    async def failing(self) -> list[str]:
        """Return what is not well, by name; nothing where the process is ready."""
        failing = self._supervisor.stale()
        return failing if await self._probe.can_write() else [*failing, DATABASE]
