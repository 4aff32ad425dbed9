"""What was deleted or replaced leaves SQLite's write-ahead log, too, a few seconds later.

SQLite overwrites what is deleted in the database file (`secure_delete`), but a page as it was before stands in the log until
that is written over, which may take days. So whatever stands there is moved into the file, and the log is cut to nothing:
of every change, by whatever process, for nobody can tell at the place of a change what a person would miss.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import UNAVAILABLE
from bot.db.sqlite_inline import empty_log

logger = logging.getLogger(__name__)
EVERY_S = 5.0
# Somebody who reads for minutes holds it up; trying costs writers a moment each time.
SELDOM_S = 60.0
SAID_AFTER_S = 600.0


class LogSweep:
    """Empties the log of one engine, time and again. Other databases have none of this kind."""

    def __init__(self, engine: AsyncEngine, now_s: Callable[[], float] = monotonic) -> None:
        database = engine.url.database if engine.dialect.name == "sqlite" else None
        self._log = Path(f"{database}-wal") if database else None
        self._engine = engine
        self._now_s = now_s
        self._next_s = 0.0
        self._pause_s = EVERY_S
        self._held_up_since_s: float | None = None
        self._said = False

    async def sweep(self) -> None:
        """Empty the log where there is something in it, unless that failed a moment ago."""
        now_s = self._now_s()
        if now_s < self._next_s or not self._is_filled():
            return
        try:
            emptied = await empty_log(self._engine)
        except UNAVAILABLE:  # the disk is full, another process keeps the lock: all this is tried again
            emptied = False
        if emptied:
            self._pause_s, self._held_up_since_s, self._said = EVERY_S, None, False
            return
        self._next_s, self._pause_s = now_s + self._pause_s, min(self._pause_s * 2, SELDOM_S)
        self._note_held_up(now_s)

    def _is_filled(self) -> bool:
        try:
            return self._log is not None and self._log.stat().st_size > 0
        except FileNotFoundError:
            return False

    def _note_held_up(self, now_s: float) -> None:
        if self._held_up_since_s is None:
            self._held_up_since_s = now_s
        if not self._said and now_s - self._held_up_since_s >= SAID_AFTER_S:
            self._said = True
            logger.warning(
                "the write-ahead log could not be emptied for %.0f minutes: something reads the database all the time,"
                " or the disk is full; what was deleted since then still stands in it",
                (now_s - self._held_up_since_s) / 60,
            )
