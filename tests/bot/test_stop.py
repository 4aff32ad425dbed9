"""SIGTERM and Ctrl+C end `run`, `deliver` and `migrate` within two seconds, whatever they wait for."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from tests.bot.receiving.test_polling import message
from tests.support.black_hole import BlackHole, black_hole, way_to_port, way_to_postgres
from tests.support.databases import PostgresDatabases, Shop, SqliteDatabases
from tests.support.installation import WEBHOOK_SECRET, free_port
from tests.support.moody_telegram import MESSAGE, Fault, MoodyTelegram, moody_telegram
from tests.support.processes import Birth, Process, born, running
from tests.support.thorough import by_turns

pytestmark = pytest.mark.long

# Two, and a machine that has much else to do; what is not listened to takes ten and more.
WITHIN_S = 8.0
LISTENS = {"run": "The assistant is listening", "deliver": "Delivering notices"}
BOTH = pytest.mark.parametrize("command", list(LISTENS))
_SIGNALS = [pytest.param(number, id=number.name) for number in (signal.SIGTERM, signal.SIGINT)]
SIGNALS = pytest.mark.parametrize("number", _SIGNALS)
EACH_WITH_ONE = pytest.mark.parametrize(("command", "number"), by_turns(list(LISTENS), _SIGNALS))
# As the C library does it whose servers are silent: it gives up after very long, and cannot be broken off meanwhile.
SILENT_NAMES = """
import socket, time
found = socket.getaddrinfo
def getaddrinfo(host, *arguments, **options):
    if isinstance(host, str) and host.endswith(".silent.invalid"):
        print("looking up", host, flush=True)
        time.sleep(60)
    return found(host, *arguments, **options)
socket.getaddrinfo = getaddrinfo
"""


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        yield server


@pytest.fixture
async def hole() -> AsyncIterator[BlackHole]:
    async with black_hole() as one:
        yield one


@pytest.fixture
def environment(telegram: MoodyTelegram, tmp_path: Path, sqlite_databases: SqliteDatabases) -> dict[str, str]:
    return {
        "BOT_TOKEN": "1:sandbox",
        "BOT_API_BASE_URL": telegram.url,
        "DATABASE_URL": sqlite_databases.fresh(tmp_path, Shop.SYNTHETIC),
    }


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases) -> str:
    return postgres_databases.fresh(Shop.SYNTHETIC)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


async def require_end(process: Process, number: signal.Signals, code: int = 0) -> None:
    began_s = time.monotonic()
    assert await process.stop(number) == code, process.lines
    took_s = time.monotonic() - began_s
    assert took_s < WITHIN_S, (took_s, process.lines)
    assert "Traceback" not in "\n".join(process.lines), "\n".join(process.lines)


# Telegram cannot be reached


@EACH_WITH_ONE
async def test_where_telegram_refuses_every_connection(
    tmp_path: Path, environment: dict[str, str], command: str, number: signal.Signals
) -> None:
    environment["BOT_API_BASE_URL"] = f"http://127.0.0.1:{free_port()}"
    async with running(command, cwd=tmp_path, **environment) as process:
        await process.line("Telegram cannot be reached")
        await require_end(process, number)


@EACH_WITH_ONE
async def test_where_telegram_takes_the_connection_and_says_nothing(
    tmp_path: Path, environment: dict[str, str], hole: BlackHole, command: str, number: signal.Signals
) -> None:
    async with running(command, cwd=tmp_path, **(environment | {"BOT_API_BASE_URL": hole.url})) as process:
        await hole.until_taken()
        await require_end(process, number)


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        *(
            (command, name)
            for command in LISTENS
            for name in ("BOT_API_BASE_URL", "DATABASE_URL", "CLOCK_URL")
        ),
        ("run", "WEB_HOST"),
    ],
)
async def test_where_a_name_is_looked_up_and_nobody_answers(
    tmp_path: Path, environment: dict[str, str], command: str, changed: str
) -> None:
    host = "a.silent.invalid"
    environment |= {
        "BOT_API_BASE_URL": {"BOT_API_BASE_URL": f"http://{host}"},
        "DATABASE_URL": {"DATABASE_URL": f"postgresql+asyncpg://a:b@{host}/c"},
        "CLOCK_URL": {"CLOCK_URL": f"http://{host}/sandbox/clock"},
        "WEB_HOST": {"WEB_HOST": host, "WEB_PORT": str(free_port())},
    }[changed]
    async with born(Birth(prelude=SILENT_NAMES), command, cwd=tmp_path, **environment) as process:
        await process.line("looking up")
        await require_end(process, signal.SIGTERM)


@EACH_WITH_ONE
async def test_where_telegram_falls_silent_in_the_middle(
    tmp_path: Path, environment: dict[str, str], telegram: MoodyTelegram, command: str, number: signal.Signals
) -> None:
    async with way_to_port(int(telegram.url.rpartition(":")[2])) as way:
        environment["BOT_API_BASE_URL"] = f"http://127.0.0.1:{way.port}"
        async with running(command, cwd=tmp_path, **environment) as process:
            await process.line(LISTENS[command])
            way.freeze()
            await asyncio.sleep(0.3)
            await require_end(process, number)


async def test_where_telegram_falls_silent_while_somebody_is_answered_who_is_answered_after_the_next_start(
    tmp_path: Path, environment: dict[str, str], telegram: MoodyTelegram
) -> None:
    telegram.fail("sendMessage", *[Fault(500, hangs_s=3600)] * 9)  # it has the request, and nobody knows more
    async with way_to_port(int(telegram.url.rpartition(":")[2])) as way:
        over = environment | {"BOT_API_BASE_URL": f"http://127.0.0.1:{way.port}"}
        async with running("run", cwd=tmp_path, **over) as process:
            await process.line(LISTENS["run"])
            telegram.updates = [message(1, "/start")]
            await until(lambda: telegram.asked["sendMessage"])
            way.freeze()
            await require_end(process, signal.SIGTERM)
        assert "1 updates in hand are left to the next start" in "\n".join(process.lines)
    telegram.faults.clear()
    async with running("run", cwd=tmp_path, **environment):
        await until(lambda: telegram.sent)


async def test_where_telegram_is_only_slow_it_is_waited_for(
    tmp_path: Path, environment: dict[str, str], telegram: MoodyTelegram
) -> None:
    slow = Fault(200, body=json.dumps({"ok": True, "result": MESSAGE}).encode(), hangs_s=3)
    telegram.fail("sendMessage", slow)
    async with running("run", cwd=tmp_path, **environment) as process:
        await process.line(LISTENS["run"])
        telegram.updates = [message(1, "/start")]
        await until(lambda: telegram.asked["sendMessage"])
        began_s = time.monotonic()
        assert await process.stop() == 0
        assert time.monotonic() - began_s > 2.5
        asked = telegram.asked["sendMessage"]
    async with running("run", cwd=tmp_path, **environment) as process:
        await process.line(LISTENS["run"])
        await asyncio.sleep(1)
    assert telegram.asked["sendMessage"] == asked  # nobody was told twice


async def test_where_the_webhook_cannot_be_set(
    tmp_path: Path, environment: dict[str, str], telegram: MoodyTelegram
) -> None:
    telegram.fail("setWebhook", *[Fault(500, hangs_s=3600)] * 9)
    port = free_port()
    hook = {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/t",
        "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "WEB_PORT": str(port),
    }
    async with running("run", cwd=tmp_path, **environment, **hook) as process:
        await until(lambda: telegram.asked["setWebhook"])
        await require_end(process, signal.SIGTERM)


@BOTH
async def test_where_the_clock_of_the_sandbox_says_nothing(
    tmp_path: Path, environment: dict[str, str], hole: BlackHole, command: str
) -> None:
    environment["CLOCK_URL"] = f"{hole.url}/sandbox/clock"
    async with running(command, cwd=tmp_path, **environment) as process:
        await hole.until_taken()
        await require_end(process, signal.SIGTERM)


# The database cannot be used


@EACH_WITH_ONE
async def test_where_postgres_takes_the_connection_and_says_nothing(
    tmp_path: Path, environment: dict[str, str], hole: BlackHole, command: str, number: signal.Signals
) -> None:
    async with running(
        command, cwd=tmp_path, **(environment | {"DATABASE_URL": hole.database_url})
    ) as process:
        await hole.until_taken()
        await require_end(process, number)


@pytest.mark.postgres
@EACH_WITH_ONE
async def test_where_postgres_falls_silent_in_the_middle(
    tmp_path: Path,
    environment: dict[str, str],
    postgres_url: str,
    command: str,
    number: signal.Signals,
) -> None:
    async with (
        way_to_postgres(postgres_url) as (way, over),
        running(command, cwd=tmp_path, **(environment | {"DATABASE_URL": over})) as process,
    ):
        await process.line(LISTENS[command])
        way.freeze()
        await asyncio.sleep(3)  # its heartbeat has begun, and somebody waits for it
        await require_end(process, number)


@pytest.mark.postgres
async def test_where_postgres_falls_silent_while_somebody_is_answered(
    tmp_path: Path,
    environment: dict[str, str],
    telegram: MoodyTelegram,
    postgres_url: str,
) -> None:
    async with (
        way_to_postgres(postgres_url) as (way, over),
        running("run", cwd=tmp_path, **(environment | {"DATABASE_URL": over})) as process,
    ):
        await process.line(LISTENS["run"])
        way.freeze()
        telegram.updates = [message(number, "/start") for number in range(1, 4)]
        await asyncio.sleep(1)
        await require_end(process, signal.SIGTERM)


@pytest.mark.postgres
async def test_while_it_stands_by(tmp_path: Path, environment: dict[str, str], postgres_url: str) -> None:
    environment["DATABASE_URL"] = postgres_url
    async with running("run", cwd=tmp_path, **environment) as first:
        await first.line(LISTENS["run"])
        async with way_to_postgres(postgres_url) as (way, over):
            async with running("run", cwd=tmp_path, **(environment | {"DATABASE_URL": over})) as second:
                await second.line("Another process is receiving")
                await require_end(second, signal.SIGTERM)
            async with running("run", cwd=tmp_path, **(environment | {"DATABASE_URL": over})) as third:
                await third.line("Another process is receiving")
                way.freeze()
                await asyncio.sleep(1.5)
                await require_end(third, signal.SIGTERM)


@BOTH
async def test_where_another_program_holds_the_sqlite_file(
    tmp_path: Path, environment: dict[str, str], command: str
) -> None:
    other = sqlite3.connect(environment["DATABASE_URL"].partition("///")[2], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        async with running(command, cwd=tmp_path, **environment) as process:
            await asyncio.sleep(3)
            await require_end(process, signal.SIGTERM)
    finally:
        other.close()


# What is waited for by hand


async def require_death(process: Process, number: signal.Signals) -> None:
    """By the signal itself, or in good order."""
    began_s = time.monotonic()
    code = await process.stop(number)
    assert time.monotonic() - began_s < WITHIN_S, process.lines
    assert code in (0, -number, 128 + number), (code, process.lines)


@SIGNALS
async def test_while_migrate_waits_for_a_postgres_that_says_nothing(
    tmp_path: Path, environment: dict[str, str], hole: BlackHole, number: signal.Signals
) -> None:
    async with running(
        "migrate", cwd=tmp_path, **(environment | {"DATABASE_URL": hole.database_url})
    ) as process:
        await hole.until_taken()
        await require_death(process, number)


@SIGNALS
async def test_while_migrate_waits_for_a_sqlite_file_that_another_program_holds(
    tmp_path: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    other = sqlite3.connect(environment["DATABASE_URL"].partition("///")[2], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        async with running("migrate", cwd=tmp_path, **environment) as process:
            await asyncio.sleep(3)
            await require_death(process, number)
    finally:
        other.close()


@pytest.mark.postgres
@SIGNALS
async def test_while_migrate_waits_for_tables_that_another_program_holds(
    tmp_path: Path, environment: dict[str, str], postgres_url: str, number: signal.Signals
) -> None:
    engine = create_engine(postgres_url)
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        async with running(
            "migrate", cwd=tmp_path, **(environment | {"DATABASE_URL": postgres_url})
        ) as process:
            await asyncio.sleep(3)
            await require_death(process, number)
    await engine.dispose()
