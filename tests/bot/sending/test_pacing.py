"""No second holds more messages than are allowed, whatever comes when; answers go first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.adapters.clock import SystemClock
from bot.db.engine import create_engine
from bot.db.outage import OutageLog
from bot.db.send_slots import SharedSendSlots
from bot.sending.pacing import FREE_PER_S, LOOKED_AT, STAND_BACK_S, TOO_MANY, OwnSendSlots, Pace, tempo_for
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases


class Simulation:
    """Reminders without end and answers as they come, on a clock that jumps from one event to the next."""

    def __init__(self, per_s: int) -> None:
        self.now_s = 0.0
        self.tempo = tempo_for(per_s)
        self.schedule = OwnSendSlots(lambda: self.now_s)
        self.sent: list[float] = []
        self.waits: list[float] = []

    def take(self, count: int, before_s: float) -> float:
        coroutine = self.schedule.take(count, before_s, self.tempo.slack_s, self.tempo.rate)
        try:
            coroutine.send(None)
        except StopIteration as done:
            return float(done.value)
        raise AssertionError("it waits for nothing")

    def run(self, answers: list[float], until_s: float, late_s: float = 0.0) -> None:
        """Each reminder wakes up `late_s` after its time."""
        waiting = sorted(answers)
        reminder_at = 0.0
        while True:
            answer_at = waiting[0] if waiting else until_s
            self.now_s = max(self.now_s, min(answer_at, reminder_at))
            if self.now_s >= until_s:
                return
            if waiting and self.now_s >= answer_at:
                self._answer(waiting)
            else:
                reminder_at = self._remind(late_s)

    def _answer(self, waiting: list[float]) -> None:
        wait_s = self.take(1, self.tempo.early_s)
        if wait_s > 0:
            waiting[0] = self.now_s + wait_s + 1e-9  # first in line all the same
            self.waits.append(wait_s)
        else:
            waiting.pop(0)
            waiting.sort()
            self.sent.append(self.now_s)

    def _remind(self, late_s: float) -> float:
        wait_s = self.take(self.tempo.most, 0.0)
        if wait_s > 0:
            return self.now_s + wait_s + late_s + 1e-9
        self.sent += [self.now_s] * self.tempo.most
        return self.now_s

    def busiest_second(self) -> int:
        sent = sorted(self.sent)
        first, most = 0, 0
        for last, at in enumerate(sent):
            while at - sent[first] >= 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most


@pytest.mark.parametrize("per_s", [10, 30, 100, 1000])
@given(answers=st.lists(st.floats(0, 5), max_size=60), late_ms=st.integers(0, 20))
@settings(deadline=None, max_examples=40)
def test_no_second_holds_more_than_are_allowed(per_s: int, answers: list[float], late_ms: int) -> None:
    simulation = Simulation(per_s)
    simulation.run(answers, 6.0, late_ms / 1000)
    assert simulation.busiest_second() <= per_s


@pytest.mark.parametrize(("per_s", "least"), [(30, 27.0), (1000, 900.0)])
def test_reminders_alone_use_what_is_allowed(per_s: int, least: float) -> None:
    simulation = Simulation(per_s)
    simulation.run([], 60.0, late_s=0.002)
    assert len(simulation.sent) / 60 >= least


def test_an_answer_now_and_then_does_not_wait_for_reminders() -> None:
    simulation = Simulation(30)
    simulation.run([0.5 + 0.37 * number for number in range(100)], 60.0)
    assert simulation.waits == []


async def test_three_refusals_in_a_row_hold_the_reminders_back_and_not_the_answers() -> None:
    pace = Pace(OwnSendSlots(), tempo_for(1000), SystemClock())
    for _ in range(TOO_MANY):
        pace.refused(30.0)
    await asyncio.wait_for(pace.answer(1), 5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pace.reminders(1), 0.2)


async def test_one_chat_that_is_refused_now_and_then_holds_nobody_back() -> None:
    pace = Pace(OwnSendSlots(), tempo_for(1000), SystemClock())
    for _ in range(5):
        pace.refused(30.0)
        for _ in range(LOOKED_AT - 1):
            pace.taken()
    assert await asyncio.wait_for(pace.reminders(1), 5) == 1


async def test_two_reminders_to_one_chat_are_a_second_apart(slept_s: list[float]) -> None:
    pace = Pace(OwnSendSlots(), tempo_for(1000), SystemClock())
    await pace.apart(1)
    await pace.apart(2)
    assert slept_s == []
    await pace.apart(1)
    assert slept_s == [pytest.approx(1.0, abs=0.2)]


async def test_where_the_clock_has_leapt_on_meanwhile_nobody_waits(slept_s: list[float]) -> None:
    clock = MovableClock()
    pace = Pace(OwnSendSlots(), tempo_for(1000), clock)
    await pace.apart(1)
    clock.advance(days=2)
    await pace.apart(1)
    assert slept_s == []


async def test_a_clock_that_is_put_back_holds_nobody_longer_than_a_second(slept_s: list[float]) -> None:
    clock = MovableClock()
    pace = Pace(OwnSendSlots(), tempo_for(1000), clock)
    await pace.apart(1)
    clock.advance(days=-2)
    await pace.apart(1)
    assert slept_s == [pytest.approx(1.0, abs=0.2)]


@pytest.fixture
def shared_url(postgres_databases: PostgresDatabases) -> str:
    return postgres_databases.fresh()


@pytest.mark.postgres
async def test_processes_on_one_database_share_one_schedule(shared_url: str) -> None:
    engines = [create_engine(shared_url) for _ in range(3)]
    tempo = tempo_for(30)
    try:
        paces = [
            Pace(SharedSendSlots(engine, OutageLog(), OwnSendSlots()), tempo, SystemClock())
            for engine in engines
        ]

        sent = 0

        async def keep_sending(remind: Callable[[int], Awaitable[int]]) -> None:
            nonlocal sent
            while sent < 60:
                sent += await remind(5)

        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(keep_sending(pace.reminders) for pace in paces))
        took_s = asyncio.get_running_loop().time() - began
    finally:
        for engine in engines:
            await engine.dispose()
    assert took_s > (sent - 30) / 30 - 0.1  # a second's worth at once; this clock is not the database's


@pytest.mark.postgres
async def test_a_schedule_from_before_the_clock_of_the_database_was_set_back_holds_nobody_up(
    shared_url: str,
) -> None:
    engine, tempo = create_engine(shared_url), tempo_for(30)
    try:
        slots = SharedSendSlots(engine, OutageLog(), OwnSendSlots())
        for ahead, waits in (("59 seconds", True), ("2 hours", False), ("0 seconds", False)):
            async with engine.begin() as connection:
                await connection.execute(
                    text(f"UPDATE send_tempo SET next_at = clock_timestamp() + interval '{ahead}'")
                )
            assert (await slots.take(1, tempo.early_s, tempo.slack_s, tempo.rate) > 0) is waits
    finally:
        await engine.dispose()


def quiet_pace() -> Pace:
    return Pace(OwnSendSlots(), tempo_for(FREE_PER_S), SystemClock())


async def test_work_on_reminders_stands_back_until_the_person_is_answered() -> None:
    pace, order = quiet_pace(), list[str]()

    async def reminding() -> None:
        await pace.give_way()
        order.append("reminded")

    with pace.answering():
        work = asyncio.create_task(reminding())
        for _ in range(3):
            await asyncio.sleep(0)
        order.append("answered")
    await work
    assert order == ["answered", "reminded"]


async def test_an_answer_that_takes_long_does_not_hold_reminders_up() -> None:
    pace = quiet_pace()
    with pace.answering():
        began = asyncio.get_running_loop().time()
        await pace.give_way()
        assert asyncio.get_running_loop().time() - began >= STAND_BACK_S * 0.9


async def test_with_nobody_to_answer_only_what_has_come_in_goes_before() -> None:
    pace, came = quiet_pace(), list[str]()
    asyncio.get_running_loop().call_soon(came.append, "tap")
    await pace.give_way()
    assert came == ["tap"]
