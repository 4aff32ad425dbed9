"""The daily backup: made by a process of its own, so that nobody in the chat waits for it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from datetime import UTC, datetime, time, timedelta

from bot.db.backup.shelf import Occasion, Shelf
from bot.settings import Settings
from domain.dates import SHANGHAI
from domain.ports import Clock

logger = logging.getLogger(__name__)
LOOK_EVERY_S = 60.0
LIMIT_S = 6 * 3600.0
_AGAIN = timedelta(hours=1)  # after one that failed


class DailyBackup:
    """Made at `BACKUP_AT` in Beijing; what was missed while nobody was there is made at the next look. `clock`: the real
    one.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._shelf = Shelf(settings)
        self._not_before = datetime.min.replace(tzinfo=UTC)

    async def look(self) -> None:
        """Make the backup where it is time to. What fails is logged, and tried again an hour later."""
        now = self._clock.now()
        if self._settings.daily_backup is None or now < self._not_before:
            return
        newest = self._shelf.newest(Occasion.SCHEDULED)
        if newest is not None and newest >= _last(self._settings.daily_backup, now):
            return
        code, said = await self._run()
        if code:
            self._not_before = now + _AGAIN
            logger.error("the daily backup failed (exit code %s): %s", code, said or "it said nothing")

    async def _run(self) -> tuple[int, str]:
        """Run `python -m bot backup`; return its exit code and its last sentence."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "backup",
            env=os.environ | {"DATABASE_URL": self._settings.database_url},  # not where everybody sees it
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            _, errors = await child.communicate()
        except asyncio.CancelledError:
            if child.returncode is None:
                child.terminate()
                await child.wait()
            raise
        lines = errors.decode(errors="replace").strip().splitlines()
        return child.returncode or 0, lines[-1] if lines else ""


def _last(at: time, now: datetime) -> datetime:
    """Return when a backup was to be made last."""
    today = datetime.combine(now.astimezone(SHANGHAI), at, tzinfo=SHANGHAI)
    return today if today <= now else today - timedelta(days=1)
