"""Everything at once: several deliverers on one database, killed at random, 429 and lost answers, people who are gone.

`STORM_CUSTOMERS` and `STORM_KILLS` make it as large as wanted; what the sandbox saw is the judge.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases
from tests.support.installation import Installation
from tests.support.many_loans import FIRST_ID, clone_loans
from tests.support.processes import Process, running
from tests.support.sandbox_client import SandboxClient

pytestmark = pytest.mark.long

CUSTOMERS = int(os.environ.get("STORM_CUSTOMERS", "160"))
KILLS = int(os.environ.get("STORM_KILLS", "4"))
DELIVERERS = 3
DUE = date(2026, 2, 5)
CLAIMS_RETURN = "PT11M"
FIRST_RUN_S = 300 + CUSTOMERS / 20


@pytest.fixture
def url(postgres_databases: PostgresDatabases) -> str:
    return postgres_databases.fresh()


@pytest.fixture
async def container(url: str, tmp_path: Path) -> AsyncIterator[Container]:
    """As many customers as are due on one day, the day's notices planned."""
    clock = MovableClock()
    container = build_container(Settings(database_url=url, data_dir=tmp_path / "data"), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    assert await clone_loans(container, CUSTOMERS) == DUE
    async with container.engine.begin() as connection:  # who bought the original is nobody here
        await connection.execute(text("UPDATE installments SET settled_at = now() WHERE id NOT LIKE 'i%-%'"))
    await delivery_service(container, RecordingChannel()).plan(clock.move_to(DUE, time(8, 59)))
    yield container
    await container.aclose()


async def _people(sandbox: SandboxClient) -> set[int]:
    """Everybody has written once, and was read; one in twenty is gone. Answers those."""
    gone = set()
    for number in range(1, CUSTOMERS + 1):
        chat = {"id": FIRST_ID + number, "type": "private", "first_name": "测试"}
        message = {
            "message_id": 1,
            "date": 1767578400,
            "chat": chat,
            "from": {**chat, "is_bot": False},
            "text": "好",
        }
        await sandbox.inject({"message": message})
        if number % 20 == 0:
            gone.add(FIRST_ID + number)
            await sandbox.block(FIRST_ID + number)
    # Nobody here takes updates: the clock would wait for somebody to read them at each of its stops.
    newest = (await sandbox.bot("getUpdates", offset=-1)).json()["result"][0]["update_id"]
    await sandbox.bot("getUpdates", offset=newest + 1)
    return gone


async def _outbox(container: Container) -> dict[str, set[int]]:
    """Telegram ids by status."""
    found: dict[str, set[int]] = {}
    async with container.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT status, telegram_id FROM notices JOIN customers ON customers.id = customer_id")
        )
        for status, telegram_id in rows:
            found.setdefault(status, set()).add(telegram_id)
    return found


@pytest.mark.postgres
async def test_nobody_is_missed_and_nobody_told_twice(container: Container, url: str, tmp_path: Path) -> None:
    chance = random.Random(20261123)
    options = ("--no-bot", "--no-page", "--port", "0", "--no-limits", "--clock", "frozen")
    async with (
        running("sandbox", *options, "--at", "2026-02-05T09:01", cwd=tmp_path) as server,
        SandboxClient(await server.sandbox_address()) as sandbox,
        AsyncExitStack() as stack,
    ):
        gone = await _people(sandbox)
        place = Installation(tmp_path, url, sandbox)
        place.environment |= {"MESSAGES_PER_S": "300"}
        await sandbox.fault("429", method="sendMessage", share=0.1, retry_after=1)
        await sandbox.fault("timeout_delivered", method="sendMessage", share=0.02)
        deliverers = [await stack.enter_async_context(_deliverer(place)) for _ in range(DELIVERERS)]
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.5, 3.0))  # a start takes about two
            unlucky = chance.randrange(DELIVERERS)
            await deliverers[unlucky].kill()
            deliverers[unlucky] = await stack.enter_async_context(_deliverer(place))
        await asyncio.gather(
            *(one.line("Delivering notices", FIRST_RUN_S) for one in deliverers)
        )  # the first run is over
        await sandbox.clear_faults()
        for _ in range(8):
            await sandbox.advance(CLAIMS_RETURN)
            await sandbox.advance("PT19M")  # to the next run
            left = await _outbox(container)
            if not left.keys() & {"planned", "claimed", "sending"}:
                break
        requests = await sandbox.requests("sendMessage")
    _judge(await _outbox(container), Counter(_arrived(requests)), gone)


def _deliverer(place: Installation) -> AbstractAsyncContextManager[Process]:
    return running("deliver", cwd=place.folder, **place.environment)


def _arrived(requests: list[dict[str, Any]]) -> list[int]:
    """Whose chat shows a message, once for each; one whose answer was lost is there, too."""
    return [int(str(each["chat_id"])) for each in requests if each["status"] in (200, None, 0)]


def _judge(outbox: dict[str, set[int]], arrived: Counter[int], gone: set[int]) -> None:
    everybody = {FIRST_ID + number for number in range(1, CUSTOMERS + 1)}
    sent, uncertain = outbox.pop("sent", set()), outbox.pop("uncertain", set())
    unreachable = outbox.pop("unreachable", set())
    assert outbox == {}  # nothing is left lying
    assert unreachable == gone - uncertain  # a kill before the 403 was read leaves even that unknown
    assert sent | uncertain | unreachable == everybody  # nobody is missed
    assert not sent & gone
    assert {who: count for who, count in arrived.items() if count > 1} == {}  # nobody is told twice
    assert sent <= set(arrived)
    bound = CUSTOMERS * 0.02 * 3 + KILLS * 128
    assert len(uncertain) <= bound
    print(f"{len(sent)} sent, {len(uncertain)} uncertain, {len(unreachable)} unreachable")
