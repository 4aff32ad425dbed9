"""The sandbox with the assistant in one process, as a newcomer starts it, on each database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.support.installation import Installation
from tests.support.processes import ROOT, running
from tests.support.sandbox_client import SandboxClient
from tests.support.telegram import check_requests

EXAMPLE = ROOT / "examples" / "catalog.toml"
START = "2026-01-05T10:00"
QUICK_READER = {"DISCLOSURE_READING_S": "0.2"}


async def books_agree(database_url: str) -> None:
    """Whatever a test did to the assistant: no entry, payment or credit line may disagree afterwards."""
    assert await asyncio.to_thread(main, ["audit", "--database-url", database_url]) == 0


@pytest.fixture
async def sandbox(tmp_path: Path, database_url: str) -> AsyncIterator[SandboxClient]:
    """Yields the people's side. At the end every request the assistant made is held against the Bot API."""
    options = ("--port", "0", "--database-url", database_url, "--at", START, "--no-limits")
    async with running("sandbox", *options, cwd=tmp_path, **QUICK_READER) as process:
        address = (await process.line("sandbox: ")).removeprefix("sandbox: ")
        async with SandboxClient(address) as client:
            yield client
            check_requests(await client.requests())
        assert not [line for line in process.lines if "ERROR" in line or "Traceback" in line], process.lines
        assert await process.stop() == 0
    await books_agree(database_url)


@pytest.fixture
async def installation(tmp_path: Path, database_url: str) -> AsyncIterator[Installation]:
    for arguments in (["migrate"], ["catalog", "import", str(EXAMPLE)]):
        async with running(*arguments, "--database-url", database_url, cwd=tmp_path) as done:
            assert await done.exit_code() == 0, done.lines
    options = ("--no-bot", "--port", "0", "--at", "2026-01-05T10:00", "--no-limits", "--clock", "frozen")
    async with running("sandbox", *options, cwd=tmp_path) as server:
        address = (await server.line("sandbox: ")).removeprefix("sandbox: ")
        async with SandboxClient(address) as client:
            yield Installation(tmp_path, database_url, client)
            check_requests(await client.requests())
    await books_agree(database_url)


@pytest.fixture
def web(installation: Installation) -> str:
    """Updates come by webhook; the address of the web app."""
    return installation.use_webhook()
