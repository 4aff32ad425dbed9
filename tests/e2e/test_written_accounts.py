"""Whoever writes their number at Telegram into somebody's row reads that it does not agree, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import QUICK_READER, START
from tests.support.sandbox_client import SandboxClient
from tests.support.telegram import check_requests

REFUSED = "这个 Telegram 账号和登记的对不上，为了安全，这里什么都没有显示。请联系商家核对。"


@pytest.fixture
async def sandbox(tmp_path: Path, database_url: str) -> AsyncIterator[SandboxClient]:
    """As always, but the log says once what was met."""
    options = ("--port", "0", "--database-url", database_url, "--at", START, "--no-limits")
    async with running("sandbox", *options, cwd=tmp_path, **QUICK_READER) as process:
        async with SandboxClient(await process.sandbox_address()) as client:
            yield client
            check_requests(await client.requests())
        faults = [line for line in process.lines if "ERROR" in line or "Traceback" in line]
        assert len(faults) == 1
        assert "customers.telegram_token" in faults[0]
        assert await process.stop() == 0


async def test_who_wrote_their_number_into_a_customer_sees_nothing_of_theirs(
    sandbox: SandboxClient, database_url: str
) -> None:
    victim, thief = Person(sandbox, 21), Person(sandbox, 22)
    await victim.arrive()
    await victim.buy(periods=3)
    engine = create_engine(database_url)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE customers SET telegram_id = 22"))
    await engine.dispose()
    seen = [await thief.arrive(), await thief.say("账单"), await thief.say("/privacy")]
    assert {each.text for each in seen} == {REFUSED}
    assert not any(each.labels for each in seen)
    assert "¥" not in (await victim.say("账单")).text  # a stranger, until the row is as it was
