"""A start survives what passes at Telegram, and the process says whether it does what it is for."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from datetime import time as time_of_day
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot import first_contact, gc_tuning, scheduler
from bot import run as running_module
from bot.db import write_probe
from bot.receiving import receiver as receiving
from bot.receiving import webhook
from bot.run import run_assistant, run_deliverer
from bot.settings import Settings, SettingsError
from bot.supervision.failure import GaveUp
from bot.wiring import build_container, delivery_service
from tests.bot.receiving.test_polling import message
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock, settable
from tests.support.databases import Shop, SqliteDatabases
from tests.support.installation import WEBHOOK_SECRET, free_port
from tests.support.moody_telegram import (
    BROKEN,
    CUT,
    GATEWAY_TIMEOUT,
    PASSING,
    TOO_MANY,
    Fault,
    MoodyTelegram,
    chance_of,
    moody_telegram,
)
from tests.support.people import arrive, buy
from tests.support.processes import running
from tests.support.thorough import by_turns, either

pytestmark = pytest.mark.long

EACH = (
    "getMe",
    "deleteWebhook",
    "setMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "setWebhook",
    "getUpdates",
)
LISTENS, DELIVERS = "The assistant is listening", "Delivering notices"
FAULTS = [
    pytest.param(fault, id=name)
    for fault, name in zip(PASSING, ("429", "500", "502", "504", "cut"), strict=True)
]
AN_HOUR = Fault(429, 3600)
WITHIN_S = 60.0
# By hand: MOODY_STARTS=32.
STARTS, RATE = int(os.environ.get("MOODY_STARTS", either("4", "8"))), 0.06


@pytest.fixture(autouse=True)
def _memory_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A start in this process sets how memory is looked through. Here it holds all tests there are, half a second to look
    through: each start is the first.
    """
    monkeypatch.setattr(gc_tuning, "_starts", itertools.count())
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        yield server


@pytest.fixture
def settings(telegram: MoodyTelegram, tmp_path: Path, sqlite_databases: SqliteDatabases) -> Settings:
    return Settings(
        bot_token=SecretStr("1:sandbox"),
        bot_api_base_url=telegram.url,
        database_url=sqlite_databases.fresh(tmp_path, Shop.SYNTHETIC),
        data_dir=tmp_path / "data",
    )


class Started:
    """An assistant in this process, over a real socket."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.stopped = asyncio.Event()
        self.ended: asyncio.Task[None] | None = None

    async def hears(self, beginning: str) -> None:
        assert self.ended is not None
        async with asyncio.timeout(WITHIN_S):
            while not any(line.startswith(beginning) for line in self.said):
                if self.ended.done():
                    await self.ended
                await asyncio.sleep(0.01)

    async def end(self) -> float:
        """Ask it to stop; how long that takes."""
        assert self.ended is not None
        began_s = time.monotonic()
        self.stopped.set()
        async with asyncio.timeout(WITHIN_S):
            await self.ended
        return time.monotonic() - began_s


@contextlib.asynccontextmanager
async def started(settings: Settings, *, deliverer: bool = False) -> AsyncIterator[Started]:
    one = Started()
    work = run_deliverer if deliverer else run_assistant
    one.ended = asyncio.create_task(work(settings, stopped=one.stopped, say=one.said.append))
    try:
        yield one
    finally:
        one.stopped.set()
        with contextlib.suppress(BaseException):
            await one.ended


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not holds():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


async def until_asked(telegram: MoodyTelegram, method: str, times: int = 1) -> None:
    await until(lambda: telegram.asked[method] - telegram.refused[method] >= times)


@pytest.mark.parametrize(("method", "fault"), by_turns([pytest.param(one, id=one) for one in EACH], FAULTS))
async def test_a_start_survives_a_fault_of_every_request(
    settings: Settings, telegram: MoodyTelegram, method: str, fault: Fault
) -> None:
    telegram.fail(method, fault)
    if method == "setWebhook":
        port = free_port()
        settings = settings.model_copy(
            update={
                "webhook_url": f"http://127.0.0.1:{port}/telegram",
                "webhook_secret": SecretStr(WEBHOOK_SECRET),
                "web_port": port,
            }
        )
    async with started(settings) as assistant:
        await assistant.hears(LISTENS)
        await until_asked(telegram, method)
        await assistant.end()
    assert telegram.refused[method] == 1


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])
async def test_a_demo_that_leaves_this_machine_says_that_it_is_one(
    settings: Settings, host: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The first address is this machine's by another name than those that are known as such."""
    elsewhere = settings.bot_api_base_url.replace("127.0.0.1", host)
    async with started(settings.model_copy(update={"bot_api_base_url": elsewhere})) as assistant:
        await assistant.hears(LISTENS)
        await assistant.end()
    assert ("OPERATOR_MODE is demo" in caplog.text) is warned


async def test_with_six_in_a_hundred_requests_failing_every_start_succeeds(
    settings: Settings, telegram: MoodyTelegram
) -> None:
    telegram.by_chance = chance_of(RATE, seed=20260105)
    for number in range(STARTS):
        polls = telegram.asked["getUpdates"] - telegram.refused["getUpdates"]
        async with started(settings) as assistant:
            await assistant.hears(LISTENS)
            await until_asked(telegram, "getUpdates", polls + 1)
            telegram.updates = [message(number, "/start")]
            await until(lambda: not telegram.updates)
            await assistant.end()
    assert sum(telegram.refused.values()) >= STARTS // 4  # or nothing was tried


@pytest.mark.parametrize("method", ["deleteWebhook", "setMyCommands", "setMyDescription"])
async def test_who_writes_does_not_wait_for_what_telegram_puts_off_by_an_hour(
    settings: Settings, telegram: MoodyTelegram, method: str
) -> None:
    telegram.fail(method, *[AN_HOUR] * 10)
    began_s = time.monotonic()
    async with started(settings) as assistant:
        await assistant.hears(LISTENS)
        telegram.updates = [message(1, "/start")]
        await until(lambda: telegram.sent)
        assert time.monotonic() - began_s < 10
        assert await assistant.end() < 5


@pytest.mark.parametrize("method", ["setMyCommands", "setMyDescription", "setMyShortDescription"])
async def test_what_is_said_before_a_chat_begins_is_there_in_the_end(
    settings: Settings, telegram: MoodyTelegram, method: str
) -> None:
    telegram.fail(method, TOO_MANY, Fault(400))
    async with started(settings) as assistant:
        await assistant.hears(LISTENS)
        await until_asked(telegram, method, 3)


@pytest.mark.parametrize("command", ["run", "deliver"])
async def test_asked_to_stop_while_telegram_says_in_an_hour_it_ends_at_once(
    settings: Settings, telegram: MoodyTelegram, tmp_path: Path, command: str
) -> None:
    telegram.fail("getMe", AN_HOUR)
    environment = {
        "BOT_TOKEN": "1:sandbox",
        "BOT_API_BASE_URL": telegram.url,
        "DATABASE_URL": settings.database_url,
    }
    async with running(command, cwd=tmp_path, **environment) as process:
        await process.line("Telegram asks to come again in 3600 s.")
        began_s = time.monotonic()
        assert await process.stop() == 0
        assert time.monotonic() - began_s < 5
        assert "Traceback" not in str(process.lines)
    assert telegram.asked["getMe"] == 1


async def test_asked_to_stop_while_telegram_says_nothing_it_ends_at_once(
    settings: Settings, telegram: MoodyTelegram
) -> None:
    telegram.fail("getMe", Fault(500, hangs_s=3600))
    async with started(settings) as assistant:
        await until(lambda: telegram.asked["getMe"])
        assert await assistant.end() < 5


async def test_the_deliverer_starts_through_faults_as_well(
    settings: Settings, telegram: MoodyTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_contact, "FIRST_PAUSE_S", 0.05)
    odd = Fault(200, body=b'{"ok": true, "result": 7}')
    telegram.fail("getMe", TOO_MANY, CUT, GATEWAY_TIMEOUT, Fault(200, body=b"[]"), odd)
    async with started(settings, deliverer=True) as deliverer:
        await deliverer.hears(DELIVERS)
        await deliverer.end()
    assert [line.split(" ")[1] for line in deliverer.said] == ["asks", *["cannot"] * 4, "notices."]


async def test_the_days_backup_is_made_beside_the_chat_and_does_not_hold_up_a_stop(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))  # for the process that makes it
    shop = settings.model_copy(update={"backup_at": "03:30"})
    made = settings.data_dir / "backups"
    async with started(shop) as assistant:
        await assistant.hears(LISTENS)
        await assistant.end()
        assert not made.exists() or not [*made.glob("*.backup")]
    async with started(shop) as assistant:
        await assistant.hears(LISTENS)
        await until(lambda: [*made.glob("fenqi-*-scheduled.backup")])
        assert await assistant.end() < 20


async def test_a_wrong_token_is_final(settings: Settings, telegram: MoodyTelegram) -> None:
    telegram.fail("getMe", Fault(401))
    with pytest.raises(SettingsError, match="BOT_TOKEN is wrong"):
        await run_assistant(settings, stopped=asyncio.Event())


@pytest.mark.parametrize(
    "name", ["Application:1:update_fetcher", "Application:1:persistence_updater", "web", "metrics"]
)
async def test_the_end_of_a_task_that_cannot_be_begun_again_ends_the_process(
    settings: Settings, name: str
) -> None:
    settings = settings.model_copy(update={"web_port": free_port(), "metrics_port": free_port()})
    async with started(settings) as assistant:
        await assistant.hears(LISTENS)
        next(task for task in asyncio.all_tasks() if task.get_name() == name).cancel()
        assert assistant.ended is not None
        with pytest.raises(GaveUp, match=f"{name} ended"):
            async with asyncio.timeout(WITHIN_S):
                await assistant.ended


# Whether it is ready


@pytest.fixture
def metrics_port() -> int:
    return free_port()


@pytest.fixture
async def watched(
    settings: Settings, metrics_port: int, telegram: MoodyTelegram, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """An assistant that listens, seen over HTTP; what is fresh for a minute otherwise is so for half a second."""
    monkeypatch.setattr(receiving, "FRESH_POLL_S", 0.5)
    monkeypatch.setattr(write_probe, "HOLDS_S", 0.0)
    monkeypatch.setattr(write_probe, "WITHIN_S", 0.5)
    settings = settings.model_copy(update={"web_port": free_port(), "metrics_port": metrics_port})
    async with (
        started(settings) as assistant,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.web_port}") as http,
    ):
        await assistant.hears(LISTENS)
        yield http


async def readiness(http: httpx.AsyncClient) -> tuple[int, list[str]]:
    answer = await http.get("/readyz")
    said = answer.json()
    assert said["ready"] is not bool(said["failing"])
    return answer.status_code, said["failing"]


async def until_ready(http: httpx.AsyncClient, *failing: str) -> None:
    async with asyncio.timeout(WITHIN_S):
        while await readiness(http) != (503 if failing else 200, list(failing)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert (await http.get("/healthz")).status_code == 200


async def test_without_a_poll_that_went_well_it_is_not_ready(
    watched: httpx.AsyncClient, metrics_port: int, telegram: MoodyTelegram
) -> None:
    await until_ready(watched)
    telegram.by_chance = lambda: BROKEN
    await until_ready(watched, "polling")
    counted = (await watched.get(f"http://127.0.0.1:{metrics_port}/metrics")).text
    assert 'fenqi_task_restarts_total{task="polling"}' in counted
    telegram.by_chance = lambda: None
    await until_ready(watched)


def _has_begun(connection: sqlite3.Connection) -> bool:
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
    return connection.in_transaction


async def test_a_database_that_takes_nothing_is_not_ready(
    watched: httpx.AsyncClient, settings: Settings
) -> None:
    await until_ready(watched)
    other = sqlite3.connect(settings.database_url.partition("///")[2], timeout=0, isolation_level=None)
    await until(
        lambda: _has_begun(other)
    )  # whoever writes just now is of this process, and ends while this waits
    await until_ready(watched, "database")
    other.execute("ROLLBACK")
    other.close()
    await until_ready(watched)


async def test_where_nobody_looks_for_jobs_any_more_it_is_not_ready(
    watched: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until_ready(watched)
    jobs = next(task for task in asyncio.all_tasks() if task.get_name() == "jobs")
    jobs.cancel()
    monkeypatch.setattr("bot.supervision.task.monotonic", lambda: time.monotonic() + scheduler.FRESH_S)
    await until_ready(watched, "jobs", "polling")


async def test_before_telegram_has_answered_it_is_not_ready_but_alive(
    settings: Settings, telegram: MoodyTelegram
) -> None:
    telegram.fail("getMe", AN_HOUR)
    settings = settings.model_copy(update={"web_port": free_port()})
    async with (
        started(settings) as assistant,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.web_port}") as http,
    ):
        await assistant.hears("Telegram asks")
        await until_ready(http, "receiving")


# The webhook


@pytest.fixture
def by_webhook(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Looked after ten times a second."""
    monkeypatch.setattr(receiving, "WATCH_S", 0.1)
    monkeypatch.setattr(webhook, "LOOK_AGAIN_S", 0.5)
    port = free_port()
    return settings.model_copy(
        update={
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_secret": SecretStr(WEBHOOK_SECRET),
            "web_port": port,
        }
    )


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ({"url": ""}, "removed"),
        ({"url": "https://another.invalid/hook"}, "replaced"),
        ({"allowed_updates": ["message"]}, "changed"),
        ({"last_error_date": 1_767_225_600, "last_error_message": "Connection refused"}, "erring"),
    ],
    ids=["gone", "another's", "for less", "with an error"],
)
async def test_a_webhook_that_does_not_bring_updates_any_more_is_set_again_counted_and_not_ready_meanwhile(
    by_webhook: Settings, telegram: MoodyTelegram, metrics_port: int, found: dict[str, object], reason: str
) -> None:
    by_webhook = by_webhook.model_copy(update={"metrics_port": metrics_port})
    address = f"http://127.0.0.1:{by_webhook.web_port}"
    async with started(by_webhook) as assistant, httpx.AsyncClient(base_url=address) as http:
        await assistant.hears(LISTENS)
        await until_asked(telegram, "getWebhookInfo", 2)
        await until_ready(http)
        assert telegram.asked["setWebhook"] == 1
        telegram.webhook |= found
        await until_ready(http, "webhook")
        await until_ready(http)
        assert telegram.webhook["url"] == by_webhook.webhook_url
        await until_asked(telegram, "getWebhookInfo", telegram.asked["getWebhookInfo"] + 3)
        assert telegram.asked["setWebhook"] == 2  # and then it is left alone
        counted = (await http.get(f"http://127.0.0.1:{metrics_port}/metrics")).text
        assert f'fenqi_webhook_set_again_total{{reason="{reason}"}} 1.0' in counted


async def test_a_webhook_that_goes_on_erring_is_not_ready_until_something_is_brought(
    by_webhook: Settings, telegram: MoodyTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "LOOK_AGAIN_S", 0.1)
    address = f"http://127.0.0.1:{by_webhook.web_port}"
    failed_at = iter(range(1_767_225_600, 1_800_000_000))
    async with started(by_webhook) as assistant, httpx.AsyncClient(base_url=address) as http:
        await assistant.hears(LISTENS)
        await until_ready(http)
        before = telegram.asked["getWebhookInfo"]

        async def goes_on_erring() -> None:
            while True:
                telegram.webhook["last_error_date"] = next(failed_at)
                await asyncio.sleep(0.01)

        erring = asyncio.create_task(goes_on_erring())
        await until_asked(telegram, "getWebhookInfo", before + 8)  # over several rounds
        assert await readiness(http) == (503, ["webhook"])
        erring.cancel()
        secret = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET}
        answer = await http.post("/telegram", json=message(1, "/start"), headers=secret)
        assert answer.status_code == 200
        await until_ready(http)


async def test_an_hour_until_the_webhook_may_be_set_holds_up_nobody_whom_it_still_brings(
    by_webhook: Settings, telegram: MoodyTelegram
) -> None:
    telegram.fail("setWebhook", AN_HOUR)
    address = f"http://127.0.0.1:{by_webhook.web_port}"
    async with started(by_webhook) as assistant, httpx.AsyncClient(base_url=address) as http:
        await assistant.hears(LISTENS)
        await until_ready(http, "webhook")
        secret = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET}
        answer = await http.post("/telegram", json=message(1, "/start"), headers=secret)
        assert answer.status_code == 200
        await until(lambda: telegram.sent)
        assert await assistant.end() < 5


# The clock of the machine


async def test_a_clock_set_forward_wakes_the_deliverer(
    settings: Settings, telegram: MoodyTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = MovableClock()
    container = build_container(settings, clock)
    await buy(container, await arrive(container))
    notices = delivery_service(container, RecordingChannel())
    await notices.plan(clock.move_to(date(2026, 2, 2), time_of_day(7, 1)))
    await container.aclose()
    for module in ("bot.adapters.clock", "apscheduler.schedulers.base"):
        monkeypatch.setattr(f"{module}.datetime", settable(clock))
    monkeypatch.setattr(running_module, "WAKE_S", 0.1)  # for 20 s
    async with started(settings, deliverer=True) as deliverer:
        await deliverer.hears(DELIVERS)
        await asyncio.sleep(0.5)
        assert telegram.sent == []  # it is night in Beijing
        clock.move_to(date(2026, 2, 2), time_of_day(10, 1))
        await until(lambda: telegram.sent)
