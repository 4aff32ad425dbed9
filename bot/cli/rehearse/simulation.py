"""The walk over the coming days: the production's jobs at their fire times, on a clock that costs no time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.cli.rehearse.channel import RehearsalClock
from bot.cli.rehearse.queries import CopyQueries
from bot.cli.rehearse.record import Batch, Record
from bot.scheduler import Job, is_due
from bot.shutdown import Stopped, go_on
from domain.dates import SHANGHAI, at_beijing, business_day
from domain.notices.delivery import CONTACT_UNTIL

logger = logging.getLogger(__name__)
DELIVERY = "deliver_notices"
LONGEST = timedelta(hours=1)  # a batch should be out by then, or "at nine" means little
_TICK = timedelta(microseconds=1)


class Simulation:
    def __init__(
        self,
        jobs: Sequence[Job],
        clock: RehearsalClock,
        record: Record,
        look: CopyQueries,
        spacing: timedelta,
        stopped: asyncio.Event,
    ) -> None:
        self._jobs = jobs
        self._clock = clock
        self._record = record
        self._look = look
        self._spacing = spacing
        self._stopped = stopped
        self._faulty: set[tuple[str, date, str]] = set()

    async def run(self, until: datetime, passed: Callable[[datetime], None]) -> None:
        """Run to the instant `until`. As in a process that starts now, each job catches up first; one that is late
        because another lasted runs once. `passed` hears of every step. Raises `Stopped`.
        """
        for job in self._jobs:
            await self._fire(job)
        due = {job.name: self._next(job) for job in self._jobs}
        while (job := min(self._jobs, key=lambda one: due[one.name])) and due[job.name] < until:
            await go_on(self._stopped)
            self._clock.reach(due[job.name])
            if await is_due(job, self._clock.now()):  # as the scheduler does
                await self._fire(job)
            due[job.name] = self._next(job)
            passed(self._clock.now())

    def _next(self, job: Job) -> datetime:
        fire = job.trigger.get_next_fire_time(None, (self._clock.now() + _TICK).astimezone(UTC))
        return fire.astimezone(UTC) if fire else datetime.max.replace(tzinfo=UTC)

    async def _fire(self, job: Job) -> None:
        start, before = self._clock.now(), self._record.total
        try:
            await job.run(start)
        except Stopped:
            raise
        except Exception as error:  # there it is logged, and the next fire time comes all the same
            logger.debug("job broke off in the rehearsal", exc_info=True)
            whose = await self._look.broke_off_at() if job.name == DELIVERY else None
            where = f"customer {whose}" if whose else _clock_time(start)
            self._record.fault(f"{job.name} broke off ({type(error).__name__})", where)
        if job.name == DELIVERY:
            await self._judge(Batch(start, self._clock.now(), self._record.total - before))

    async def _judge(self, batch: Batch) -> None:
        self._record.batch(batch)
        for notice in await self._look.not_worked_out() - self._faulty:
            self._faulty.add(notice)
            self._record.fault(f"{notice[0]} cannot be worked out", f"customer {notice[2]}")
        told = f"{_clock_time(batch.start)}, {batch.count} notices"
        if batch.end - batch.start > LONGEST:
            self._record.fault("a batch takes more than an hour", f"{told}, out at {_clock_time(batch.end)}")
        night = at_beijing(business_day(batch.start), CONTACT_UNTIL)
        if batch.start < night <= batch.end and (left := await self._look.waiting(batch.end)):
            late = f"{told}; {left} more would be out at {_clock_time(batch.end + left * self._spacing)}"
            self._record.fault("a batch is not out by 22:00; the rest waits for the morning", late)


def end_of(now: datetime, days: int) -> datetime:
    """Return the end of the last of so many days, of which today is the first."""
    return at_beijing(business_day(now) + timedelta(days=days), time(0))


def _clock_time(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
