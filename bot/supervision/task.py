"""One background task: a round that is made over and over.

A round that returns went well; one that raises, or takes longer than it may, failed, and the next one comes after a pause
that doubles. What passes by itself (Telegram or the database away) is given an hour, anything else a number of failures in
a row.
"""

from __future__ import annotations

import asyncio
import logging
import math
import traceback
from collections.abc import Awaitable, Callable
from time import monotonic

from telegram.error import RetryAfter

from bot.db.outage import is_outage
from bot.observer import Observer
from bot.supervision.failure import PASSING, GaveUp, Stuck, described, is_ended
from domain.value import Value
from handlers.ui.sending import seconds_asked_for

logger = logging.getLogger(__name__)
# While the database is away it costs nothing to look again soon, and everybody waits for it.
LONGEST_AWAY_S = 2.0
AWAY_LOGGED_EVERY_S = 60.0
Round = Callable[[], Awaitable[object]]


class Patience(Value):
    """How long a failing task is begun again. `most_failures`: in a row, of kinds that do not pass by themselves;
    `longest_outage_s`: without a round that went well, whatever the reason. None: for ever."""

    first_pause_s: float = 1.0
    longest_pause_s: float = 30.0
    most_failures: int | None = 20
    longest_outage_s: float | None = 3600.0


USUAL = Patience()
# For what nobody needs in order to be answered.
ENDLESS = Patience(longest_pause_s=600.0, most_failures=None, longest_outage_s=None)


class Task:
    """One background task. `every_s`: between two rounds that went well. `limit_s`: how long a round may take. `fresh_s`:
    how old the last round that went well may be where the process is to count as ready; None where that does not matter.
    `is_doubtful`: whether a round that went well found that something else does not.
    """

    def __init__(
        self,
        name: str,
        work: Round,
        observer: Observer,
        *,
        every_s: float = 0.0,
        limit_s: float | None = None,
        fresh_s: float | None = None,
        patience: Patience = USUAL,
        is_doubtful: Callable[[], bool] = lambda: False,
    ) -> None:
        self.name = name
        self.was_tried, self.went_well = asyncio.Event(), asyncio.Event()
        self._work = work
        self._observer = observer
        self._every_s = every_s
        self._limit_s = limit_s
        self._fresh_s = fresh_s
        self._patience = patience
        self._is_doubtful = is_doubtful
        self._well_at_s = self._patient_from_s = monotonic()
        self._away_logged_s = -math.inf
        self._failures = 0  # in a row
        self._unexpected = 0  # among them
        self._traced: set[tuple[object, ...]] = set()

    @property
    def is_stale(self) -> bool:
        """Return whether it has not gone well for longer than may be; not before its first round went well, either."""
        if self._fresh_s is None:
            return False
        if self._is_doubtful():
            return True
        return not self.went_well.is_set() or monotonic() - self._well_at_s > self._fresh_s

    def note_well(self) -> None:
        """Note that it goes well: after a round, or because something else shows it."""
        self._well_at_s = self._patient_from_s = monotonic()
        self._failures = self._unexpected = 0
        self.went_well.set()

    async def run_forever(self) -> None:
        """Make one round after the other. Raises `GaveUp`."""
        while True:
            pause_s = await self._round()
            await asyncio.sleep(pause_s)

    async def run_once(self) -> None:
        """Make rounds until one went well. Raises `GaveUp`."""
        while True:
            pause_s = await self._round()
            if self.went_well.is_set():
                return
            await asyncio.sleep(pause_s)

    async def _round(self) -> float:
        """Make a round, and return how long to wait before the next."""
        try:
            await self._limited()
        except asyncio.CancelledError as error:
            if is_ended():
                raise
            return self._failed(error)  # what it waited for was broken off by another
        except Exception as error:
            return self._failed(error)
        else:
            self.note_well()
            return self._every_s
        finally:
            self.was_tried.set()

    async def _limited(self) -> None:
        limit = asyncio.timeout(self._limit_s)
        try:
            async with limit:
                await self._work()
        except TimeoutError:
            if limit.expired():
                raise Stuck(f"not done within {self._limit_s:.0f} s") from None
            raise

    def _failed(self, error: BaseException) -> float:
        """Say and count it; return how long to wait. Raises `GaveUp`."""
        if isinstance(error, RetryAfter):  # no failure: Telegram says when
            pause_s = seconds_asked_for(error)
            logger.warning("%s: asked to come again in %.0f s", self.name, pause_s)
            self._patient_from_s = monotonic() + pause_s
            return pause_s
        self._failures += 1
        self._unexpected += not isinstance(error, PASSING)
        self._observer.task_failed(self.name)
        doubled_s = self._patience.first_pause_s * float(2 ** min(self._failures - 1, 30))
        away = is_outage(error)
        longest_s = min(self._patience.longest_pause_s, LONGEST_AWAY_S if away else math.inf)
        pause_s = min(doubled_s, longest_s)
        self._log(error, pause_s, away=away)
        self._require_patience(error)
        return pause_s

    def _log(self, error: BaseException, pause_s: float, *, away: bool) -> None:
        """In a line; of a database that is away, one a minute."""
        if away and monotonic() - self._away_logged_s < AWAY_LOGGED_EVERY_S:
            return
        if away:
            self._away_logged_s = monotonic()
        trace = error if self._is_news(error) else None
        logger.warning("%s: %s; again in %.0f s", self.name, described(error), pause_s, exc_info=trace)

    def _is_news(self, error: BaseException) -> bool:
        """Return whether a traceback says something that has not been said: one of each kind is enough."""
        if isinstance(error, (*PASSING, Stuck)):
            return False
        places = traceback.extract_tb(error.__traceback__)[-1:]
        kind = (type(error), *((place.filename, place.lineno) for place in places))
        known = kind in self._traced
        self._traced.add(kind)
        return not known

    def _require_patience(self, error: BaseException) -> None:
        most, longest_s = self._patience.most_failures, self._patience.longest_outage_s
        if most is not None and self._unexpected >= most:
            raise GaveUp(f"{self.name} failed {self._failures} times in a row ({type(error).__name__})")
        if longest_s is not None and monotonic() - self._patient_from_s > longest_s:
            raise GaveUp(f"{self.name} has not gone well for {longest_s / 60:.0f} minutes")
