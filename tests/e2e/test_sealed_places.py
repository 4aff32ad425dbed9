"""Whose name was exchanged in the database reads a clear sentence, and everybody else goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.audit import audit
from bot.db.engine import create_engine
from bot.settings import Settings
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.purchases import QUICK_READER, START
from tests.support.sandbox_client import SandboxClient
from tests.support.telegram import check_requests

MEANT = "a sealed field does not open in its place, identities.name_token"


@pytest.fixture
async def sandbox(tmp_path: Path, database_url: str) -> AsyncIterator[SandboxClient]:
    """As always, but the log says once for each field what was met."""
    options = ("--port", "0", "--database-url", database_url, "--at", START, "--no-limits")
    async with running("sandbox", *options, cwd=tmp_path, **QUICK_READER) as process:
        async with SandboxClient(await process.sandbox_address()) as client:
            yield client
            check_requests(await client.requests())
        faults = [line for line in process.lines if "ERROR" in line or "Traceback" in line]
        assert len(faults) == 2
        assert all(MEANT in line for line in faults)
        assert await process.stop() == 0


async def test_swapped_names_are_shown_to_neither_and_bills_are_paid_as_ever(
    sandbox: SandboxClient, tmp_path: Path, database_url: str
) -> None:
    people = [Person(sandbox, number) for number in (21, 22)]
    for person in people:
        await person.arrive()
        await person.buy(periods=3)
    engine = create_engine(database_url)
    async with engine.execution_options(writes=True).begin() as connection:
        names = (await connection.execute(text("SELECT customer_id, name_token FROM identities"))).all()
        for (customer_id, _), (_, token) in zip(names, reversed(names), strict=True):
            await connection.execute(
                text("UPDATE identities SET name_token = :token WHERE customer_id = :id"),
                {"token": token, "id": customer_id},
            )
    await engine.dispose()
    for person in people:
        await person.say("去逛逛")
        await person.press_first()
        await person.press_first()
        for _ in range(2):
            seen = await person.press("选 %(periods)d 期", periods=3)
            assert "您有一项资料读不出来，为了安全没有显示。请找客服处理。" in seen.text
            assert "找客服" in seen.labels
            await person.say("去逛逛")
            await person.press_first()
            await person.press_first()
        assert "¥" in (await person.say("账单")).text
    breaches: list[str] = []
    settings = Settings(database_url=database_url, data_dir=tmp_path / "data")
    assert await audit(settings, say=lambda _: None, complain=breaches.append) == 1
    assert sorted(breaches[:2]) == sorted(
        f"identities {customer_id}, name_token: does not open in its place: moved, altered, or without its key."
        for customer_id, _ in names
    )
