"""What must be written sooner or later, and could not be when its time was."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Hashable

from bot.db.outage import OutageLog

logger = logging.getLogger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 2.0

Write = Callable[[], Awaitable[object]]


class SecondTries:
    """Tries again until it is written, or the process ends. Of the same key the last word counts."""

    def __init__(self, outages: OutageLog) -> None:
        self._outages = outages
        self._due: dict[Hashable, Write] = {}
        self._task: asyncio.Task[None] | None = None

    async def write(self, key: Hashable, write: Write) -> bool:
        """Write now; where the database is away, later. Return whether it is written. Other errors are raised."""
        self._due.pop(key, None)
        try:
            await write()
        except Exception as error:
            if not self._outages.covers(error):
                raise
            self._due[key] = write
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._try_again(), name="second tries")
            return False
        return True

    @property
    def waiting(self) -> int:
        return len(self._due)

    async def _try_again(self) -> None:
        pause_s = FIRST_PAUSE_S
        while self._due:
            await asyncio.sleep(pause_s)
            pause_s = FIRST_PAUSE_S if await self._written() else min(pause_s * 2, LONGEST_PAUSE_S)

    async def _written(self) -> bool:
        for key, write in list(self._due.items()):
            try:
                await write()
            except Exception as error:
                if self._outages.covers(error):
                    return False
                logger.exception("something that waited for the database cannot be written")
            if self._due.get(key) is write:  # no later word came meanwhile
                del self._due[key]
        return True

    async def aclose(self) -> None:
        """Try once more; what still cannot be written is left to whoever starts next."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._written()
