"""Whose turn it is to write, among the transactions of one process on SQLite."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque

from sqlalchemy.exc import OperationalError

logger = logging.getLogger(__name__)


class WriterTurn:
    """A lock that is handed on in the order in which it was asked for, and whose line does not wait for ever behind one who
    keeps it.

    `patience_s`: how long one transaction may keep it while others wait. `times_stuck`: how often that was too long.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._taken = False
        self._line: deque[asyncio.Future[None]] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self.times_stuck = 0

    async def take(self) -> None:
        """Wait for the turn. Raises OperationalError, as a lock of another process would, where it is not given back."""
        if not self._taken:
            self._taken = True
            return
        place = asyncio.get_running_loop().create_future()
        self._line.append(place)
        if self._alarm is None:
            self._set_alarm()
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.give_back()  # it had just been handed over
            raise

    def give_back(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        while self._line:
            place = self._line.popleft()
            if not place.done():
                place.set_result(None)
                if self._line:
                    self._set_alarm()
                return
        self._taken = False

    def _set_alarm(self) -> None:
        self._alarm = asyncio.get_running_loop().call_later(self._patience_s, self._refuse_all)

    def _refuse_all(self) -> None:
        """Nobody can take it from whoever has it; but nobody else need wait for that."""
        self._alarm = None
        self.times_stuck += 1
        logger.error("a transaction has kept the turn to write for more than %g s", self._patience_s)
        while self._line:
            place = self._line.popleft()
            if not place.done():
                refusal = sqlite3.OperationalError("database is locked (by a transaction of this process)")
                place.set_exception(OperationalError("BEGIN IMMEDIATE", None, refusal))
