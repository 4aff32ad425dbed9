"""Once a night the SQLite file is written anew.

`secure_delete` overwrites a row that is deleted, but not what SQLite left of it elsewhere when it moved rows between pages
before: of 15,000 changed rows 0 to 10 were still found whole. A file that is written anew holds rows that exist, and
nothing else. The file itself notes the day, in `user_version`.
"""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import UNAVAILABLE
from bot.db.sqlite_inline import rewrite
from domain.dates import SHANGHAI, business_day
from domain.ports import Clock

logger = logging.getLogger(__name__)
LOOK_EVERY_S = 600.0
HOUR = 4  # in Beijing: nobody is told anything, and next to nobody writes
OVERDUE_DAYS = 7  # of one that is never up at that hour
# Writers wait meanwhile. What is larger is left to the operator, who knows when nobody minds.
LARGEST = 200_000_000  # bytes


class NightlyRewrite:
    """Of one engine; other databases clean up by themselves. `clock`: the real one."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._said_on: date | None = None

    async def look(self) -> None:
        """Write the file anew where it is time to. What fails is tried again at the next look."""
        if self._engine.dialect.name != "sqlite" or not self._engine.url.database:
            return
        now = self._clock.now()
        today = business_day(now)
        try:
            days = today.toordinal() - await _written_on(self._engine)
            if not (days >= OVERDUE_DAYS or (days >= 1 and now.astimezone(SHANGHAI).hour == HOUR)):
                return
            if Path(self._engine.url.database).stat().st_size > LARGEST:
                self._leave(today)
                return
            await rewrite_on(self._engine, today)
        except UNAVAILABLE as error:
            logger.warning("the database file could not be written anew: %s", getattr(error, "orig", error))

    def _leave(self, today: date) -> None:
        if self._said_on != today:
            self._said_on = today
            logger.warning(
                "the database file is too large to be written anew beside the chat: now and then run"
                " `python -m bot migrate --rewrite`, so that nothing is left in it of what was deleted"
            )


async def was_ever_written_anew(engine: AsyncEngine) -> bool:
    """Return whether all that was deleted since is overwritten; not so in a file of an older version."""
    return await _written_on(engine) > 0


async def rewrite_on(engine: AsyncEngine, day: date) -> None:
    """Write the file anew and note the day. Raises `DBAPIError`, also where there is no room."""
    await rewrite(engine, day.toordinal())


async def note_new(engine: AsyncEngine, day: date) -> None:
    """Note the day of a file that was made on it, from which nothing was deleted yet."""
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.exec_driver_sql(f"PRAGMA user_version={day.toordinal()}")


async def _written_on(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.exec_driver_sql("PRAGMA user_version")).scalar_one())
