"""Whether anything can be written: found out by writing, since a database that answers may still be full or locked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from sqlalchemy import literal, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from domain.outbox.tables import WriteProbe

# Asked more often it answers what it found; one write in this time costs nothing.
HOLDS_S = 10.0
WITHIN_S = 5.0

_WRITE = update(WriteProbe).where(col(WriteProbe.id) == 1).values(written=col(WriteProbe.written) + 1)


async def takes_writes(engine: AsyncEngine) -> bool:
    """Return whether a transaction that writes can be begun; nothing is written. However long that takes."""
    try:
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.execute(select(literal(1)))
    except (DBAPIError, PoolTimeout):
        return False
    return True


class ProbeDesk:
    """Writes its row at most every ten seconds, however often it is asked."""

    def __init__(self, engine: AsyncEngine, now_s: Callable[[], float] = monotonic) -> None:
        self._engine = engine.execution_options(writes=True)
        self._now_s = now_s
        self._one_at_a_time = asyncio.Lock()
        self._asked_at_s: float | None = None
        self._can_write = False
        self._writing: asyncio.Task[bool] | None = None

    async def can_write(self) -> bool:
        """Return whether a write was committed within five seconds, now or in the last ten."""
        async with self._one_at_a_time:
            if self._asked_at_s is None or self._now_s() - self._asked_at_s > HOLDS_S:
                self._can_write = await self._writes_in_time()
                self._asked_at_s = self._now_s()
            return self._can_write

    async def _writes_in_time(self) -> bool:
        """Not broken off when it takes too long: a thread that waits for a lock cannot be, and the next one to ask sees
        whether it came through."""
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="write probe")
        await asyncio.wait({self._writing}, timeout=WITHIN_S)
        if not self._writing.done():
            return False
        written, self._writing = self._writing.result(), None
        return written

    async def _write(self) -> bool:
        try:
            async with self._engine.begin() as connection:
                return bool((await connection.execute(_WRITE)).rowcount)
        except Exception:  # whatever it is, nothing was written
            return False
