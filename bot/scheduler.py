"""The jobs and what fires them.

A job's body is a function of `now` that catches up by itself, so one that fires late or twice does no harm. Under a
real clock APScheduler fires them; under the sandbox's virtual clock the sandbox asks the same triggers for their
fire times and APScheduler stays off. Either way a fire time before the job has something to do is passed over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise, product
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.db.outage import is_outage
from bot.observer import Observer
from domain.dates import SHANGHAI
from domain.ports import Clock
from domain.value import Value, field, replace

logger = logging.getLogger(__name__)

JobBody = Callable[[datetime], Awaitable[Mapping[str, int]]]
NextDue = Callable[[datetime], Awaitable[datetime | None]]
# No run takes as long, but for notices: of those there may be more than go out in a day.
LONGEST_RUN_S = 2 * 3600.0
# How often it is looked whether a fire time has come. APScheduler sleeps until the next one by a clock that no change of the
# time of day reaches: set forward by hours, it would sleep for those hours all the same.
WAKE_S = 20.0
# How long a run that is broken off may take to let go.
LET_GO_S = 10.0
# How old the last look may be in a process that counts as ready.
FRESH_S = 90.0
_TICK, _DAY = timedelta(microseconds=1), timedelta(days=1)
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
# Beijing is eight hours ahead all year round, and has been since 1991.
_DAY_S, _AHEAD_S = 86_400, 8 * 3600


async def at_once(now: datetime) -> datetime | None:
    """Return now, for a job that cannot tell: every fire time is worth a run."""
    return now


class Job(Value):
    """Something done at set times. `run(now)` answers how many of what it did, for the log and the sandbox.

    `next_due(now)`: the instant from which on a run finds something to do, as things stand; it may be past, and None says
    that nothing is in sight. Too early costs a run that finds nothing, too late loses what was to be done.
    `idle`: what a run answers that finds nothing. `longest_s`: a run that takes longer is stuck, and is broken off; what it
    left is caught up by the next.
    """

    name: str
    trigger: BaseTrigger
    run: JobBody
    next_due: NextDue = at_once
    idle: Mapping[str, int] = field(default_factory=dict)
    longest_s: float = LONGEST_RUN_S


class BeijingCron(CronTrigger):  # type: ignore[misc]  # APScheduler has no types
    """A cron trigger read on the clocks in Beijing, whatever the machine's zone.

    One of hours and minutes fires alike on every day, for there is no summer time: it is asked thousands of times for a
    month on the virtual clock, so it looks into a list instead of searching the calendar.
    """

    def __init__(self, **fields: str) -> None:
        super().__init__(timezone=SHANGHAI, **fields)
        self._daily = _times_of_day(self.fields) if fields.keys() <= {"hour", "minute"} else None
        self._seconds = [3600 * at.hour + 60 * at.minute for at in self._daily or ()]

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        if self._daily is None:
            found: datetime | None = super().get_next_fire_time(previous_fire_time, now)
            return found
        if previous_fire_time is not None:
            now = min(now, previous_fire_time + _TICK)
        local = now.astimezone(SHANGHAI)
        place = bisect_left(self._daily, local.time())
        if place < len(self._daily):
            return datetime.combine(local, self._daily[place], tzinfo=SHANGHAI)
        return datetime.combine(local + _DAY, self._daily[0], tzinfo=SHANGHAI)

    def first_after(self, moment: datetime) -> datetime | None:
        """Return the first fire time after `moment`, in UTC."""
        if not self._seconds:
            found: datetime | None = self.get_next_fire_time(None, (moment + _TICK).astimezone(UTC))
            return found.astimezone(UTC) if found else None
        day, second = divmod(moment.timestamp() + _AHEAD_S, _DAY_S)
        place = bisect_right(self._seconds, second)
        fire = self._seconds[place] if place < len(self._seconds) else _DAY_S + self._seconds[0]
        return datetime.fromtimestamp(day * _DAY_S + fire - _AHEAD_S, UTC)


def _times_of_day(fields: Sequence[Any]) -> list[time]:
    """Return when a trigger fires whose `fields` say hours and minutes only, in order."""
    hours, minutes = (_values(next(one for one in fields if one.name == name)) for name in ("hour", "minute"))
    return [time(hour, minute) for hour, minute in product(hours, minutes)]


def _values(field: Any) -> Iterator[int]:
    """Yield the values of a trigger's hour or minute, in order."""
    asked = datetime(2026, 1, 1, tzinfo=SHANGHAI)
    last = field.get_max(asked)
    while (value := field.get_next_value(asked)) is not None:
        yield value
        if value == last:
            return
        asked = asked.replace(**{field.name: value + 1})


def beijing_cron(**fields: str) -> BeijingCron:
    return BeijingCron(**fields)


def next_fire(job: Job, after: datetime) -> datetime | None:
    """Return the first fire time of the job after `after`, in UTC."""
    if isinstance(job.trigger, BeijingCron):
        return job.trigger.first_after(after)
    fire = job.trigger.get_next_fire_time(None, (after + _TICK).astimezone(UTC))
    return fire.astimezone(UTC) if fire else None


def late_after_s(job: Job) -> float:
    """Return how long after a run that went well the next one must have gone well: the longest pause between two fire times
    of a week, and the longest that a run may take."""
    fires = [_ANY_DAY]
    while fires[-1] < _ANY_DAY + timedelta(days=8):
        following = next_fire(job, fires[-1])
        if following is None:
            break
        fires.append(following)
    pauses = [later - earlier for earlier, later in pairwise(fires[1:])]
    return max(pauses, default=timedelta(0)).total_seconds() + job.longest_s


async def is_due(job: Job, now: datetime) -> bool:
    """Return whether a run now finds something to do; where that cannot be found out, it is tried."""
    due = await when_due(job, now)
    return due is not None and due <= now


async def when_due(job: Job, now: datetime) -> datetime | None:
    """`Job.next_due`; now, where that cannot be found out."""
    try:
        return await job.next_due(now)
    except Exception as error:
        _log_failure("job cannot say when it is due", job, error)
        return now


def _log_failure(what: str, job: Job, error: Exception) -> None:
    """In one line where the database is away: there is nothing to be found out from a traceback."""
    away = is_outage(error)
    words = f"{what}: the database cannot be used" if away else what
    logger.error(words, exc_info=None if away else error, extra={"job": job.name})


def observed(
    jobs: Sequence[Job], observer: Observer, note: Callable[[str, Exception], None] = lambda _, __: None
) -> tuple[Job, ...]:
    """Return the same jobs, telling `observer` how each run ended; `note` is told of which job failed and why, unless the
    database is away."""

    def watch(job: Job) -> Job:
        observer.job_planned(job.name, partial(late_after_s, job))

        async def run(now: datetime) -> Mapping[str, int]:
            result = None
            try:
                result = await job.run(now)
            except Exception as error:
                if not is_outage(error):
                    note(job.name, error)
                raise
            finally:
                observer.job_done(job.name, result)
            return result

        return replace(job, run=run)

    return tuple(watch(job) for job in jobs)


async def run_once(job: Job, now: datetime) -> Mapping[str, int]:
    """Run the job's body and log the outcome; a failure is logged, and the next fire time comes all the same."""
    try:
        async with asyncio.timeout(job.longest_s):
            result = await job.run(now)
    except Exception as error:
        _log_failure("job failed", job, error)
        raise
    if any(result.values()):
        logger.info("job done: %s", job.name, extra={"job": job.name, "result": dict(result)})
    return result


class Firing:
    """Fires jobs at their times, on APScheduler, and keeps it at it: `look` is to be called every `WAKE_S`."""

    def __init__(self, jobs: Sequence[Job], clock: Clock, observer: Observer) -> None:
        self._jobs = jobs
        self._clock = clock
        self._observer = observer
        self._in_hand: dict[str, asyncio.Task[object] | None] = {}
        self.scheduler = AsyncIOScheduler(timezone=SHANGHAI)

    def start(self) -> None:
        """Plan the jobs; one late by any time still runs, once, and never beside itself."""
        for job in self._jobs:
            self._schedule(job)
        self.scheduler.start()

    async def stop(self) -> None:
        """Break off what runs, as a kill would, and wait until it has let go of what it holds."""
        self.scheduler.shutdown(wait=False)
        running = [task for task in self._in_hand.values() if task is not None and not task.done()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=LET_GO_S)

    async def catch_up(self) -> None:
        """Run each job once, for what came due while nobody was there."""
        for job in self._jobs:
            await self._run(job, self._clock.now())

    async def look(self) -> None:
        """Let APScheduler see what time it is; set right what would not fire when it should."""
        for job in self._jobs:
            planned = self.scheduler.get_job(job.name)
            if planned is None:
                logger.error("a job was no longer planned; planned again", extra={"job": job.name})
                self._schedule(job)
            elif (fire := next_fire(job, self._clock.now())) and planned.next_run_time > fire:
                # The clock was set back: what was planned by the old one is too far away.
                self.scheduler.modify_job(job.name, next_run_time=fire)
        self.scheduler.wakeup()

    async def fire(self, job: Job) -> None:
        """Run the job where it has something to do."""
        if await is_due(job, now := self._clock.now()):
            await self._run(job, now)
        else:
            self._observer.job_passed_over(job.name)

    async def _run(self, job: Job, now: datetime) -> None:
        if job.name in self._in_hand:
            return  # the one that runs sees what there is to do
        self._in_hand[job.name] = asyncio.current_task()
        try:
            with contextlib.suppress(Exception):  # logged where it happened; the next fire time comes
                await run_once(job, now)
        finally:
            del self._in_hand[job.name]

    def _schedule(self, job: Job) -> None:
        self.scheduler.add_job(
            self.fire,
            job.trigger,
            args=[job],
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # the default of one second drops late daily jobs in silence
        )
