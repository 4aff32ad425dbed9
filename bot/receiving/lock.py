"""Exactly one process receives and handles updates: conversation states are read once, at its start.

On PostgreSQL the others stand by and one of them takes over within seconds. On SQLite a second process is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.settings import SettingsError
from bot.supervision.failure import described

# Any number will do, as long as every process of this program uses the same.
LOCK_KEY = 0x66656E7169
TRY_AGAIN_S = 1.0
HEARTBEAT_S = 2.0
ANSWERS_WITHIN_S = 30.0

logger = logging.getLogger(__name__)


class LockLost(ConnectionResetError):
    """With its connection, or so it seems."""


@contextlib.asynccontextmanager
async def receiving_alone(
    engine: AsyncEngine, stopped: asyncio.Event, say: Callable[[str], None]
) -> AsyncIterator[Callable[[], bool]]:
    """Hold the lock while the block runs; yields what says whether it is held: not where asked to stop while standing by.
    Sets `stopped` where the lock was lost with its connection, and raises `LockLost` at the end of the block: begin anew,
    by when another process may have it."""
    hold = _postgres if engine.dialect.name == "postgresql" else _sqlite
    async with hold(engine, stopped, say) as is_held:
        yield is_held


@contextlib.asynccontextmanager
async def _sqlite(
    engine: AsyncEngine, stopped: asyncio.Event, say: Callable[[str], None]
) -> AsyncIterator[Callable[[], bool]]:
    if not engine.url.database:
        yield lambda: True
        return
    path = Path(engine.url.database).with_suffix(".lock")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it when the process ends
        except BlockingIOError:
            raise SettingsError(
                "DATABASE_URL is in use: another process already receives on this SQLite database."
                " For several processes use PostgreSQL."
            ) from None
        yield lambda: True


@contextlib.asynccontextmanager
async def _postgres(
    engine: AsyncEngine, stopped: asyncio.Event, say: Callable[[str], None]
) -> AsyncIterator[Callable[[], bool]]:
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        came = await _wait_for_lock(connection, stopped, say)
        heart = asyncio.create_task(_beat(connection, stopped), name="lock")
        try:
            yield lambda: came and not heart.done()
        finally:
            heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await heart
            with contextlib.suppress(SQLAlchemyError):  # of a lost connection, too
                await connection.execute(text("SELECT pg_advisory_unlock_all()"))
        if not heart.cancelled():
            raise LockLost("the connection to it was lost")


@contextlib.asynccontextmanager
async def nobody_receiving(engine: AsyncEngine) -> AsyncIterator[None]:
    """Hold the lock while the block runs, so that nobody begins to receive. Raises `SettingsError` where somebody does."""
    if engine.dialect.name != "postgresql":
        async with _sqlite(engine, asyncio.Event(), lambda _: None):
            yield
        return
    async with engine.connect() as connection:
        if not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}):
            raise SettingsError("DATABASE_URL is in use: a process receives on this database. Stop it first.")
        await connection.commit()  # the lock is the session's; a transaction left open would hold up others
        yield
        await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})


async def somebody_receives(engine: AsyncEngine) -> bool:
    """Return whether a process holds the lock just now."""
    if engine.dialect.name != "postgresql":
        try:
            async with _sqlite(engine, asyncio.Event(), lambda _: None):
                return False
        except SettingsError:
            return True
    async with engine.connect() as connection:
        free = await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        return not free


async def _wait_for_lock(
    connection: AsyncConnection, stopped: asyncio.Event, say: Callable[[str], None]
) -> bool:
    """Return whether it came before the word to stop."""
    said = False
    while not stopped.is_set():
        if await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}):
            return True
        if not said:
            say("Another process is receiving; standing by to take over.")
            said = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), TRY_AGAIN_S)
    return False


async def _beat(connection: AsyncConnection, stopped: asyncio.Event) -> None:
    """Watch the lock, which lives as long as its connection; without it, or where nobody knows, this process must not go
    on."""
    try:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            async with asyncio.timeout(
                ANSWERS_WITHIN_S
            ):  # a connection may be gone without anybody saying so
                await connection.execute(text("SELECT 1"))
    except Exception as error:  # whatever it is, it is not known that the lock is held
        logger.error("the lock by which one process receives is lost: %s", described(error))
        stopped.set()
