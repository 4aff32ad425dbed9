"""Faults of every kind at random, under people who are talking to the assistant; the process is started again whenever it
ends, as a service manager would."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from sqlalchemy.engine import make_url

from tests.support.databases import PostgresDatabases
from tests.support.installation import Installation
from tests.support.processes import Process, running
from tests.support.sandbox_client import SandboxError

START_S = 60.0
STRANGER = 4000
ODD: tuple[dict[str, object], ...] = (
    {"message": []},
    {"callback_query": {"id": 7}},
    {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": "x"}}},
    {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "channel", "title": "x"}}},
)
BOT_API = (
    {"kind": "429", "retry_after": 1, "share": 0.5},
    {"kind": "429", "retry_after": 3, "times": 3},
    {"kind": "500", "share": 0.4},
    {"kind": "timeout", "times": 2, "delay_s": 1},
    {"kind": "timeout_delivered", "times": 2, "delay_s": 1},
    {"kind": "disconnect", "times": 3},
    {"kind": "slow", "times": 5, "delay_s": 1},
)
PAYMENT = (
    {"kind": "500", "times": 2},
    {"kind": "timeout", "times": 1, "delay_s": 1},
    {"kind": "timeout_delivered", "times": 1, "delay_s": 1},
    {"kind": "disconnect", "times": 2},
    {"kind": "slow", "times": 2, "delay_s": 1},
)


class Database:
    """The trouble that the database can make."""

    def __init__(self, url: str, server: PostgresDatabases | None) -> None:
        self._name = str(make_url(url).database)
        self._server = server

    async def refuse_writes(self, seconds: float) -> None:
        if self._server is not None:
            await self._server.take_writes(False)
            await asyncio.sleep(seconds)
            await self._server.take_writes(True)
            return
        other = sqlite3.connect(self._name, isolation_level=None, timeout=0.1)
        with contextlib.suppress(sqlite3.OperationalError):  # somebody is writing: they may
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
        other.close()

    async def cut(self) -> None:
        """Every connection breaks; SQLite has none."""
        if self._server is not None:
            await self._server.cut(self._name)


class Chaos:
    """`over` once the last fault is gone. `done`: how often each trouble was made."""

    def __init__(self, installation: Installation, database: Database, seed: int) -> None:
        self._installation = installation
        self._database = database
        self._chance = random.Random(seed)
        self._process: Process | None = None
        self._over = asyncio.Event()
        self.done: dict[str, int] = {}
        self.lines: list[str] = []

    async def keep_running(self) -> None:
        """Start the assistant, again and again, until cancelled."""
        while True:
            async with running(
                "run", cwd=self._installation.folder, **self._installation.environment
            ) as process:
                self._process = process
                try:
                    await process.ended()
                finally:
                    self.lines += process.lines

    async def rage(self, seconds: float) -> None:
        """Make trouble for so long, and then none."""
        ways: tuple[Callable[[], Awaitable[None]], ...] = (
            self._telegram, self._telegram, self._telegram, self._payments, self._payments, self._writes, self._writes,
            self._connections, self._kill, self._stop, self._oddities, self._flood,
        )  # fmt: skip
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    await asyncio.sleep(self._chance.uniform(0.05, 0.6))
                    way = self._chance.choice(ways)
                    name = way.__name__.strip("_")
                    self.done[name] = self.done.get(name, 0) + 1
                    with contextlib.suppress(httpx.HTTPError, SandboxError):
                        await asyncio.shield(asyncio.ensure_future(way()))
        await asyncio.sleep(2)  # what was begun has ended
        await self._installation.sandbox.clear_faults()

    async def _telegram(self) -> None:
        await self._faults("bot_api", self._chance.choice(BOT_API))

    async def _payments(self) -> None:
        await self._faults("payment", self._chance.choice(PAYMENT))

    async def _faults(self, target: str, fault: dict[str, object]) -> None:
        details = {name: value for name, value in fault.items() if name != "kind"}
        await self._installation.sandbox.fault(str(fault["kind"]), target=target, **details)
        await asyncio.sleep(self._chance.uniform(0.2, 1.0))
        await self._installation.sandbox.clear_faults()

    async def _writes(self) -> None:
        await self._database.refuse_writes(self._chance.uniform(0.2, 1.2))

    async def _connections(self) -> None:
        await self._database.cut()

    async def _kill(self) -> None:
        if self._process is not None:
            await self._process.kill()

    async def _stop(self) -> None:
        if self._process is not None:
            await self._process.stop()

    async def _oddities(self) -> None:
        for update in ODD:
            await self._installation.sandbox.inject(dict(update))

    async def _flood(self) -> None:
        sandbox = self._installation.sandbox
        await sandbox.user(STRANGER, first_name="别人", language_code="zh-hans")
        await asyncio.gather(*(sandbox.say(STRANGER, "在吗") for _ in range(100)))


def gateway_file(folder: Path) -> Path:
    return folder / "data" / "sandbox-gateway.db"
