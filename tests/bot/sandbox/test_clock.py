"""The virtual clock and the assistant processes that follow it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.adapters.virtual_clock import VirtualClock, coming_fires
from bot.sandbox.clock.position import BEIJING
from bot.sandbox.events import event_stream
from bot.sandbox.server import Sandbox, SandboxConfig, running_sandbox
from bot.scheduler import Job, beijing_cron
from domain.value import replace
from tests.bot.sandbox.conftest import PERSON, START, eventually
from tests.support.installation import free_port
from tests.support.sandbox_client import SandboxClient, SandboxError


async def nothing(_: datetime) -> Mapping[str, int]:
    return {}


async def no_day(after: date) -> date | None:
    return None


class Assistant:
    """A process that notes what it was made to do."""

    def __init__(self) -> None:
        self.clock: VirtualClock
        self.ran: list[tuple[str, datetime, datetime]] = []
        self.in_flight = 0

    def job(self, name: str, sent: int = 1, **cron: str) -> Job:
        async def run(now: datetime) -> Mapping[str, int]:
            self.ran.append((name, now, self.clock.now()))
            return {"sent": sent}

        return Job(name, beijing_cron(**cron), run)


@asynccontextmanager
async def attached(
    sandbox: Sandbox,
    *make_jobs: Callable[[Assistant], Job],
    next_due_day: Callable[[date], Awaitable[date | None]] = no_day,
) -> AsyncIterator[Assistant]:
    assistant = Assistant()
    assistant.clock = await VirtualClock.connect(sandbox.clock_url)
    jobs: Sequence[Job] = [make(assistant) for make in make_jobs]
    assistant.clock.serve_jobs(jobs=jobs, busy=lambda: assistant.in_flight, next_due_day=next_due_day)
    try:
        yield assistant
    finally:
        await assistant.clock.aclose()


def morning(assistant: Assistant) -> Job:
    return assistant.job("morning", hour="9", minute="0")


def hourly(assistant: Assistant) -> Job:
    return assistant.job("hourly", minute="0")


async def test_the_clock_stands_still_where_it_was_put(people: SandboxClient) -> None:
    clock = await people.clock()
    assert (clock["now"], clock["running"]) == ("2026-01-05T10:00:00+08:00", False)


async def test_a_move_runs_every_job_at_its_own_time_in_order(
    sandbox: Sandbox, people: SandboxClient
) -> None:
    async with attached(sandbox, morning, hourly) as assistant:
        ran = await people.move_to("2026-01-06T10:30:00+08:00")
        assert len(ran) == 24 + 1
        at_nine = [entry["job"] for entry in ran if entry["at"] == "2026-01-06T09:00:00+08:00"]
        assert at_nine == ["morning", "hourly"]
        assert all(earlier["at"] <= later["at"] for earlier, later in pairwise(ran))
        assert ran[0] == {"job": "hourly", "at": "2026-01-05T11:00:00+08:00", "result": {"sent": 1}}
        assert [(name, now.isoformat()) for name, now, _ in assistant.ran[:1]] == [
            ("hourly", "2026-01-05T03:00:00+00:00")
        ]
        assert all(now == shown for _, now, shown in assistant.ran)
        assert assistant.clock.now() == datetime(2026, 1, 6, 2, 30, tzinfo=UTC)
    assert (await people.clock())["now"] == "2026-01-06T10:30:00+08:00"


async def test_a_fire_time_belongs_to_one_move_only(sandbox: Sandbox, people: SandboxClient) -> None:
    async with attached(sandbox, morning):
        assert len(await people.move_to("2026-01-06T09:00:00")) == 1
        assert await people.advance("PT23H59M59S") == []
        assert len(await people.advance("PT1S")) == 1


async def test_a_long_move_asks_in_batches_and_loses_nothing(sandbox: Sandbox, people: SandboxClient) -> None:
    async with attached(sandbox, lambda a: a.job("minutely", minute="*"), hourly) as assistant:
        ran = await people.advance("P1D")
        assert len(ran) == 24 * 60 + 24
        assert len({(name, now) for name, now, _ in assistant.ran}) == len(ran)


async def test_results_of_all_processes_are_added_up(sandbox: Sandbox, people: SandboxClient) -> None:
    async with attached(sandbox, morning) as one, attached(sandbox, morning, hourly) as other:
        ran = await people.advance("P1D")
        assert [entry["result"] for entry in ran if entry["job"] == "morning"] == [{"sent": 2}]
        assert [entry["result"] for entry in ran if entry["job"] == "hourly"] == [{"sent": 1}] * 24
        assert one.clock.now() == other.clock.now() == START + timedelta(days=1)


async def test_a_failing_job_is_told_by_name_and_the_walk_goes_on(
    sandbox: Sandbox, people: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: datetime) -> Mapping[str, int]:
        raise LookupError("secret")

    async with attached(sandbox, lambda _: Job("bad", beijing_cron(hour="9", minute="0"), fail), hourly):
        ran = await people.advance("P1D")
        assert [entry["result"] for entry in ran if entry["job"] == "bad"] == [{"error": "LookupError"}]
        assert len(ran) == 25
    assert "the sandbox's request failed" in caplog.text


async def test_a_stop_waits_until_the_assistant_has_nothing_in_flight(
    sandbox: Sandbox, people: SandboxClient
) -> None:
    seen: list[int] = []

    async with attached(sandbox) as assistant:

        async def work_on(_: datetime) -> Mapping[str, int]:
            seen.append(assistant.in_flight)
            assistant.in_flight += 1
            asyncio.get_running_loop().call_later(0.05, finish)
            return {"sent": 1}

        def finish() -> None:
            assistant.in_flight -= 1

        job = Job("hourly", beijing_cron(minute="0"), work_on)
        assistant.clock.serve_jobs(jobs=[job], busy=lambda: assistant.in_flight, next_due_day=no_day)
        await people.advance("PT3H")
        assert assistant.in_flight == 0
    assert seen == [0, 0, 0]


async def test_a_process_that_dies_on_the_way_is_left_behind(sandbox: Sandbox, people: SandboxClient) -> None:
    async with attached(sandbox, hourly) as survivor, attached(sandbox) as dying:

        async def die(_: datetime) -> Mapping[str, int]:
            asyncio.get_running_loop().call_soon(asyncio.ensure_future, dying.clock.aclose())
            await asyncio.sleep(60)
            return {}

        job = Job("fatal", beijing_cron(hour="12", minute="0"), die)
        dying.clock.serve_jobs(jobs=[job], busy=lambda: 0, next_due_day=no_day)
        ran = await people.advance("PT5H")
        assert [entry["job"] for entry in ran] == ["hourly"] * 5
        assert len(survivor.ran) == 5


async def test_without_a_process_the_clock_just_moves(people: SandboxClient) -> None:
    await people.say(PERSON, "waits for a bot that is not there")
    assert await people.advance("P30D") == []


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"to": "2026-01-05T09:59:59+08:00"}, "cannot move back"),
        ({"to": "morning"}, "not an ISO 8601 instant"),
        ({"advance": "3 days"}, "not an ISO 8601 duration"),
        ({"advance": "P"}, "not an ISO 8601 duration"),
        ({"advance": "P9999Y"}, "the calendar ends"),
        ({"advance": "P9999999D"}, ""),
        ({}, "give either"),
        ({"advance": "P1D", "to": "2026-02-01"}, "give either"),
    ],
)
async def test_a_move_that_makes_no_sense_is_refused(
    people: SandboxClient, body: dict[str, str], part: str
) -> None:
    answer = await people.http.post("/sandbox/clock", json=body)
    assert answer.status_code == 400
    assert part in answer.json()["error"]
    assert (await people.clock())["now"] == "2026-01-05T10:00:00+08:00"


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("PT90M", "2026-01-05T11:30:00+08:00"),
        ("P1W", "2026-01-12T10:00:00+08:00"),
        ("P1M", "2026-02-05T10:00:00+08:00"),
        ("P1Y2M3DT4H5M6S", "2027-03-08T14:05:06+08:00"),
    ],
)
async def test_durations_are_read_as_iso_8601(people: SandboxClient, duration: str, expected: str) -> None:
    await people.advance(duration)
    assert (await people.clock())["now"] == expected


async def test_a_month_later_is_clamped_to_the_months_end(people: SandboxClient) -> None:
    await people.move_to("2026-01-31T10:00:00")
    await people.advance("P1M")
    assert (await people.clock())["now"] == "2026-02-28T10:00:00+08:00"


async def test_the_next_due_day_comes_from_the_assistant(sandbox: Sandbox, people: SandboxClient) -> None:
    days = [date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 5)]  # the first is late already

    async def due(after: date) -> date | None:
        return next((day for day in days if day > after), None)

    assert await people.next_due() is None
    async with attached(sandbox, next_due_day=due):
        assert await people.next_due() == "2026-01-05"
        assert await people.next_due(after="2026-01-05") == "2026-02-05"
        assert await people.next_due(after="2026-02-05") is None
        with pytest.raises(SandboxError) as error:
            await people.next_due(after="soon")
        assert error.value.status == 400


async def test_a_move_that_is_stopped_stays_where_it_came_to_and_goes_on_from_there(
    sandbox: Sandbox, people: SandboxClient
) -> None:
    at_work, let_go = asyncio.Event(), asyncio.Event()

    async def dawdle(now: datetime) -> Mapping[str, int]:
        at_work.set()
        await let_go.wait()
        return {"sent": 1}

    async with attached(sandbox, lambda _: Job("slow", beijing_cron(hour="12", minute="0"), dawdle), hourly):
        assert (await people.stop_clock())["stopping"] is False
        moving = asyncio.create_task(people.move_clock({"advance": "P3D"}))
        await at_work.wait()
        assert (await people.stop_clock())["stopping"] is True
        let_go.set()
        stopped = await moving
        assert (stopped["now"], stopped["stopped"]) == ("2026-01-05T12:00:00+08:00", True)
        assert [entry["job"] for entry in stopped["ran"]] == ["hourly", "slow", "hourly"]
        went_on = await people.move_clock({"advance": "PT2H"})
    assert went_on["now"] == "2026-01-05T14:00:00+08:00"
    assert "stopped" not in went_on
    assert [entry["job"] for entry in went_on["ran"]] == ["hourly", "hourly"]


async def test_the_stream_tells_from_where_to_where_a_move_leads(
    sandbox: Sandbox, people: SandboxClient
) -> None:
    at_work, let_go = asyncio.Event(), asyncio.Event()

    async def dawdle(now: datetime) -> Mapping[str, int]:
        at_work.set()
        await let_go.wait()
        return {"sent": 1}

    async with attached(sandbox, lambda _: Job("slow", beijing_cron(hour="12", minute="0"), dawdle)):
        stream = event_stream(sandbox.backend)
        assert "moving" not in json.loads((await anext(stream)).removeprefix("data: "))
        moving = asyncio.create_task(people.advance("P1D"))
        await at_work.wait()
        event = json.loads((await anext(stream)).removeprefix("data: "))
        assert event["moving"] == ["2026-01-05T10:00:00+08:00", "2026-01-06T10:00:00+08:00"]
        assert event["now"] == "2026-01-05T12:00:00+08:00"
        let_go.set()
        await moving
        assert "moving" not in json.loads((await anext(stream)).removeprefix("data: "))


async def test_idle_waits_for_a_busy_process(sandbox: Sandbox, people: SandboxClient) -> None:
    async with attached(sandbox) as assistant:
        await people.idle()
        assistant.in_flight = 1
        with pytest.raises(SandboxError) as error:
            await people.idle(timeout_s=0.1)
        assert error.value.status == 504
        asyncio.get_running_loop().call_later(0.05, setattr, assistant, "in_flight", 0)
        await people.idle()


async def test_idle_waits_for_unconfirmed_updates(people: SandboxClient) -> None:
    told = await people.say(PERSON, "x")
    with pytest.raises(SandboxError) as error:
        await people.idle(timeout_s=0.05)
    assert error.value.body["unconfirmed_updates"] == 1
    await people.bot("getUpdates", offset=told["update_id"] + 1)
    await people.idle()


async def test_a_clock_that_runs_moves_by_itself_and_runs_jobs(config: SandboxConfig) -> None:
    before_nine = datetime(2026, 1, 6, 0, 59, 59, tzinfo=UTC)
    running = replace(config, clock_running=True, start_at=before_nine)
    async with running_sandbox(running) as sandbox, attached(sandbox, morning) as assistant:
        await eventually(lambda: assistant.ran)
        assert assistant.ran[0][:2] == ("morning", datetime(2026, 1, 6, 1, 0, tzinfo=UTC))
        async with SandboxClient(sandbox.base_url) as people:
            await people.advance("P1D")
            assert len(assistant.ran) == 2
            assert (await people.clock())["running"]
        moved = assistant.clock.now()
        await asyncio.sleep(0.01)
        assert assistant.clock.now() > moved


async def test_the_clock_goes_on_where_it_was_after_a_restart(config: SandboxConfig) -> None:
    async with running_sandbox(config) as sandbox, SandboxClient(sandbox.base_url) as people:
        await people.advance("P3D")
    async with running_sandbox(config) as sandbox, SandboxClient(sandbox.base_url) as people:
        assert (await people.clock())["now"] == "2026-01-08T10:00:00+08:00"
    elsewhere = replace(config, start_at=datetime(2026, 6, 1, tzinfo=UTC))
    async with running_sandbox(elsewhere) as sandbox, SandboxClient(sandbox.base_url) as people:
        assert (await people.clock())["now"] == "2026-06-01T08:00:00+08:00"


async def test_an_assistant_finds_the_server_again_after_its_restart(config: SandboxConfig) -> None:
    async with running_sandbox(config) as sandbox:
        port = int(sandbox.base_url.rsplit(":", 1)[1])
        clock = await VirtualClock.connect(sandbox.clock_url)
        clock.serve_jobs(
            jobs=[Job("hourly", beijing_cron(minute="0"), nothing)], busy=lambda: 0, next_due_day=no_day
        )
    assert clock.now() == START
    async with running_sandbox(replace(config, port=port)) as sandbox:
        assert sandbox.base_url.endswith(f":{port}")
        await eventually(lambda: sandbox.backend.processes)
        async with SandboxClient(sandbox.base_url) as people:
            assert len(await people.advance("PT2H")) == 2
        await clock.aclose()


async def test_nobody_at_the_clock_is_told_plainly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.adapters.virtual_clock._CONNECT_TIMEOUT_S", 0.1)
    with pytest.raises(ConnectionError, match="no sandbox clock answers"):
        await VirtualClock.connect(f"http://127.0.0.1:{free_port()}/sandbox/clock")


# A job that says when it has something to do


async def in_no_time(_: datetime) -> datetime | None:
    return None


async def test_fire_times_of_one_instant_are_never_parted() -> None:
    jobs = [Job(name, beijing_cron(minute="0"), nothing, in_no_time) for name in "abc"]
    coming = await coming_fires(jobs, START, START + timedelta(hours=5), 1)
    assert [(name, order, due) for name, _, order, due in coming] == [
        ("a", 0, False),
        ("b", 1, False),
        ("c", 2, False),
    ]
    assert len(await coming_fires(jobs, START, START + timedelta(hours=5), 100)) == 15


async def test_fire_times_are_told_up_to_the_first_that_is_worth_a_run() -> None:
    async def at_noon(_: datetime) -> datetime | None:
        return START + timedelta(hours=2)

    jobs = [
        Job("idle", beijing_cron(minute="0,30"), nothing, in_no_time),
        Job("noon", beijing_cron(minute="0"), nothing, at_noon),
    ]
    coming = await coming_fires(jobs, START, START + timedelta(hours=5), 100)
    assert [(name, due) for name, _, _, due in coming] == [
        ("idle", False),
        ("idle", False),
        ("noon", False),
        ("idle", False),
        ("idle", False),
        ("noon", True),
    ]


async def test_what_has_nothing_to_do_is_answered_without_a_run(
    sandbox: Sandbox, people: SandboxClient
) -> None:
    due_at = START + timedelta(hours=20)

    async def due(_: datetime) -> datetime | None:
        return due_at

    def rare(assistant: Assistant) -> Job:
        return replace(hourly(assistant), next_due=due, idle={"sent": 0})

    async with attached(sandbox, rare, morning) as assistant:
        ran = await people.advance("P1D")
        assert [entry["at"] for entry in ran if entry["job"] == "hourly"] == [
            (START + timedelta(hours=hour)).astimezone(BEIJING).isoformat() for hour in range(1, 25)
        ]
        assert [entry["result"]["sent"] for entry in ran if entry["job"] == "hourly"] == [0] * 19 + [1] * 5
        assert [now for name, now, _ in assistant.ran if name == "hourly"] == [
            START + timedelta(hours=hour) for hour in range(20, 25)
        ]
        assert [name for name, _, _ in assistant.ran].count("morning") == 1


async def test_a_run_can_give_another_job_something_to_do_at_the_same_instant_and_later(
    sandbox: Sandbox, people: SandboxClient
) -> None:
    found: list[datetime] = []

    async def find(now: datetime) -> Mapping[str, int]:
        found.append(now)
        return {"sent": 1}

    async def at_nine(now: datetime) -> datetime | None:
        return START + timedelta(hours=23) if not found else None

    async def once_found(_: datetime) -> datetime | None:
        return found[0] + timedelta(minutes=30) if found else None

    async with attached(sandbox) as assistant:
        jobs = [
            Job("finder", beijing_cron(minute="0"), find, at_nine),
            replace(hourly(assistant), name="teller", next_due=once_found),
        ]
        assistant.clock.serve_jobs(jobs=jobs, busy=lambda: 0, next_due_day=no_day)
        await people.advance("P2D")
        assert [now for _, now, _ in assistant.ran] == [
            START + timedelta(hours=hour) for hour in range(23, 49)
        ]
        assert found == [START + timedelta(hours=23)]


async def test_what_is_due_in_one_process_is_run_in_all(sandbox: Sandbox, people: SandboxClient) -> None:
    def idle(assistant: Assistant) -> Job:
        return replace(morning(assistant), next_due=in_no_time, idle={"sent": 0})

    async with attached(sandbox, idle), attached(sandbox, morning):
        assert [entry["result"] for entry in await people.advance("P1D")] == [{"sent": 2}]
    async with attached(sandbox, idle), attached(sandbox, idle):
        assert [entry["result"] for entry in await people.advance("P1D")] == [{"sent": 0}]


async def test_a_job_that_cannot_say_when_it_is_due_is_run(
    sandbox: Sandbox, people: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: datetime) -> datetime | None:
        raise LookupError("secret")

    async with attached(sandbox, lambda a: replace(hourly(a), next_due=fail)) as assistant:
        await people.advance("PT3H")
        assert len(assistant.ran) == 3
    assert "job cannot say when it is due" in caplog.text
