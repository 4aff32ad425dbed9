"""The jobs and what fires them.

A job's body is a function of `now` that catches up by itself, so one that fires late or twice does no harm. Under a
real clock APScheduler fires them; under the sandbox's virtual clock the sandbox asks the same triggers for their
fire times and APScheduler stays off.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from bot.observer import Observer
from domain.dates import SHANGHAI
from domain.ports import Clock

logger = logging.getLogger(__name__)

JobBody = Callable[[datetime], Awaitable[Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something done at set times. `run(now)` answers how many of what it did, for the log and the sandbox."""

    name: str
    trigger: BaseTrigger
    run: JobBody


def beijing_cron(**fields: str) -> CronTrigger:
    """A cron trigger read on the clocks in Beijing, whatever the machine's zone."""
    return CronTrigger(timezone=SHANGHAI, **fields)


def observed(jobs: Sequence[Job], observer: Observer) -> tuple[Job, ...]:
    """The same jobs, telling `observer` how each run ended."""

    def watch(job: Job) -> Job:
        async def run(now: datetime) -> Mapping[str, int]:
            result = None
            try:
                result = await job.run(now)
            finally:
                observer.job_done(job.name, result)
            return result

        return Job(job.name, job.trigger, run)

    return tuple(watch(job) for job in jobs)


async def run_once(job: Job, now: datetime) -> Mapping[str, int]:
    """Run the job's body and log the outcome; a failure is logged, and the next fire time comes all the same."""
    try:
        result = await job.run(now)
    except Exception:
        logger.exception("job failed", extra={"job": job.name})
        raise
    if any(result.values()):
        logger.info("job done: %s", job.name, extra={"job": job.name, "result": dict(result)})
    return result


def start_scheduler(jobs: Sequence[Job], clock: Clock) -> AsyncIOScheduler:
    """APScheduler on the running loop. A job late by any time still runs, once, and never beside itself."""
    scheduler = AsyncIOScheduler(timezone=SHANGHAI)

    async def fire(job: Job) -> None:
        await run_once(job, clock.now())

    for job in jobs:
        scheduler.add_job(
            fire,
            job.trigger,
            args=[job],
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # the default of one second drops late daily jobs in silence
        )
    scheduler.start()
    return scheduler
