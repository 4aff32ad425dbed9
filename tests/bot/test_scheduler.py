"""When jobs fire, and which fire times are passed over."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.observer import NobodyWatches
from bot.scheduler import WAKE_S, Firing, Job, beijing_cron, is_due, late_after_s, observed
from domain.dates import SHANGHAI
from tests.support.clock import MovableClock, settable

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
        later = ours.first_after(now)
        assert later == theirs.get_next_fire_time(None, now + timedelta(microseconds=1))
        assert later is None or ours.first_after(later) == theirs.get_next_fire_time(
            None, later + timedelta(microseconds=1)
        )


class Watcher(NobodyWatches):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def job_done(self, job: str, result: Mapping[str, int] | None) -> None:
        self.told.append(f"{job} done")

    def job_passed_over(self, job: str) -> None:
        self.told.append(f"{job} passed over")


@pytest.mark.parametrize(
    ("fields", "pause_h"),
    [({"minute": "10"}, 1), ({"hour": "8-21", "minute": "0,30"}, 10.5), ({"hour": "4", "minute": "40"}, 24)],
)
def test_a_job_is_late_after_its_longest_pause_and_the_longest_a_run_may_take(
    fields: dict[str, str], pause_h: float
) -> None:
    job = Job("any", beijing_cron(**fields), idle, longest_s=1800)
    assert late_after_s(job) == pause_h * 3600 + 1800


async def test_a_fire_time_before_there_is_something_to_do_is_passed_over() -> None:
    watcher, clock = Watcher(), MovableClock(NOW)

    async def run(now: datetime) -> Mapping[str, int]:
        return {"sent": 1}

    async def soon(_: datetime) -> datetime | None:
        return NOW + timedelta(hours=1)

    (job,) = observed([Job("notices", beijing_cron(minute="0"), run, soon)], watcher)
    firing = Firing([job], clock, watcher)
    await firing.fire(job)
    clock.advance(hours=1)
    await firing.fire(job)
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


# The clock of the machine


async def idle(_: datetime) -> Mapping[str, int]:
    return {}


async def test_a_clock_set_forward_fires_what_came_due_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """APScheduler alone sleeps on for the hours that the clock has leapt over."""
    ran, began = asyncio.Event(), datetime(2026, 1, 5, 2, 1, tzinfo=UTC)
    clock = MovableClock(began)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", settable(clock))

    async def deliver(_: datetime) -> Mapping[str, int]:
        ran.set()
        return {}

    firing = Firing([Job("deliver_notices", beijing_cron(minute="0,30"), deliver)], clock, Watcher())
    firing.start()
    try:
        await asyncio.sleep(0.05)
        await firing.look()
        await asyncio.sleep(0.05)
        assert not ran.is_set()
        clock.advance(hours=5)
        await asyncio.sleep(0.05)
        assert not ran.is_set()  # this is what the looks are for
        await firing.look()
        await asyncio.wait_for(ran.wait(), 5)
    finally:
        await firing.stop()
    assert WAKE_S <= 60


async def test_a_clock_set_back_does_not_leave_jobs_waiting_for_the_old_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = MovableClock(NOW + timedelta(hours=7))
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", settable(clock))
    firing = Firing([Job("deliver_notices", beijing_cron(minute="0,30"), idle)], clock, Watcher())
    firing.start()
    try:
        clock.advance(hours=-7)
        await firing.look()
        assert firing.scheduler.get_job("deliver_notices").next_run_time == NOW + timedelta(minutes=30)
    finally:
        await firing.stop()


async def test_a_job_that_is_no_longer_planned_is_planned_again() -> None:
    firing = Firing([Job("notices", beijing_cron(minute="0"), idle)], MovableClock(NOW), Watcher())
    firing.start()
    try:
        firing.scheduler.remove_job("notices")
        await firing.look()
        assert firing.scheduler.get_job("notices") is not None
    finally:
        await firing.stop()


async def test_a_job_that_is_stuck_is_broken_off_and_runs_at_its_next_time() -> None:
    runs = 0

    async def hang(_: datetime) -> Mapping[str, int]:
        nonlocal runs
        runs += 1
        if runs == 1:
            await asyncio.Event().wait()
        return {}

    watcher = Watcher()
    (job,) = observed([Job("notices", beijing_cron(minute="0"), hang, longest_s=0.05)], watcher)
    firing = Firing([job], MovableClock(NOW), watcher)
    async with asyncio.timeout(5):
        await firing.fire(job)
        await firing.fire(job)
    assert runs == 2


async def test_what_fires_while_it_catches_up_does_not_run_beside_itself() -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    runs = 0

    async def slow(_: datetime) -> Mapping[str, int]:
        nonlocal runs
        runs += 1
        began.set()
        await go_on.wait()
        return {}

    job = Job("notices", beijing_cron(minute="0"), slow)
    firing = Firing([job], MovableClock(NOW), Watcher())
    catching_up = asyncio.create_task(firing.catch_up())
    await began.wait()
    await firing.fire(job)
    go_on.set()
    await catching_up
    assert runs == 1


async def test_a_run_in_hand_has_let_go_when_the_firing_is_stopped() -> None:
    began, let_go = asyncio.Event(), False

    async def hold(_: datetime) -> Mapping[str, int]:
        nonlocal let_go
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            let_go = True
        return {}

    job = Job("notices", beijing_cron(minute="0"), hold)
    firing = Firing([job], MovableClock(NOW), Watcher())
    firing.start()
    task = asyncio.create_task(firing.fire(job))
    await began.wait()
    await firing.stop()
    assert let_go
    await asyncio.gather(task, return_exceptions=True)
