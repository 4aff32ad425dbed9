"""A sandbox over a real socket for each test, frozen at ten in the morning of 5 January 2026."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox, SandboxConfig, running_sandbox
from tests.support.sandbox_client import SandboxClient

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PERSON = 42


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until the condition holds; the generous bound is for a busy machine."""
    for _ in range(3000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the condition never held")


@pytest.fixture
def config(tmp_path: Path) -> SandboxConfig:
    return SandboxConfig(port=0, state_path=tmp_path / "sandbox.db", start_at=START, limits=False)


@pytest.fixture
async def sandbox(config: SandboxConfig) -> AsyncIterator[Sandbox]:
    async with running_sandbox(config) as running:
        yield running


@pytest.fixture
async def people(sandbox: Sandbox) -> AsyncIterator[SandboxClient]:
    """Somebody has said hello, and the bot has heard it."""
    async with SandboxClient(sandbox.base_url) as client:
        await client.user(PERSON, first_name="小明")
        told = await client.say(PERSON, "你好")
        await client.bot("getUpdates", offset=told["update_id"] + 1)
        yield client
