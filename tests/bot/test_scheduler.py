"""When jobs fire, and which fire times are passed over."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.scheduler import Job, beijing_cron, is_due, observed, start_scheduler
from domain.dates import SHANGHAI
from tests.support.clock import MovableClock

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"hour": "0,6,12,18", "minute": "5"},
        {"hour": "8-21", "minute": "0,30"},
        {"minute": "7,37"},
        {"hour": "*/6", "minute": "20"},
        {"hour": "9"},
        {"minute": "*"},
        {"day": "1", "hour": "9"},
        {"day_of_week": "mon"},
    ],
)
def test_a_trigger_fires_when_one_of_apscheduler_does(fields: dict[str, str]) -> None:
    ours, theirs = beijing_cron(**fields), CronTrigger(timezone=SHANGHAI, **fields)
    chance = random.Random(1)
    for _ in range(200):
        now = NOW + timedelta(seconds=chance.randrange(10**8), microseconds=chance.choice((0, 1, 999_999)))
        before = chance.choice((None, now - timedelta(days=chance.randrange(3)), now))
        assert ours.get_next_fire_time(before, now) == theirs.get_next_fire_time(before, now)


class Watcher:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def update_handled(self, seconds: float) -> None: ...

    def request_done(self, method: str, outcome: str, seconds: float) -> None: ...

    def job_done(self, job: str, result: Mapping[str, int] | None) -> None:
        self.told.append(f"{job} done")

    def job_passed_over(self, job: str) -> None:
        self.told.append(f"{job} passed over")


async def test_a_fire_time_before_there_is_something_to_do_is_passed_over() -> None:
    watcher, clock = Watcher(), MovableClock(NOW)

    async def run(now: datetime) -> Mapping[str, int]:
        return {"sent": 1}

    async def soon(_: datetime) -> datetime | None:
        return NOW + timedelta(hours=1)

    (job,) = observed([Job("notices", beijing_cron(minute="0"), run, soon)], watcher)
    scheduler = start_scheduler([job], clock, watcher)
    try:
        fire = scheduler.get_job("notices").func
        await fire(job)
        clock.advance(hours=1)
        await fire(job)
    finally:
        scheduler.shutdown(wait=False)
    assert watcher.told == ["notices passed over", "notices done"]


@pytest.mark.parametrize(
    ("due", "expected"),
    [(None, False), (NOW - timedelta(days=9), True), (NOW, True), (NOW + timedelta(microseconds=1), False)],
)
async def test_a_job_is_due_from_the_instant_it_names(due: datetime | None, expected: bool) -> None:
    async def run(_: datetime) -> Mapping[str, int]:
        return {}

    async def next_due(_: datetime) -> datetime | None:
        return due

    assert await is_due(Job("any", beijing_cron(minute="0"), run, next_due), NOW) is expected
