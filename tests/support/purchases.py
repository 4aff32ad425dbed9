"""Folders of a sandbox in which somebody bought something: made once in the chat, and copied for every test that goes on
from there.

A purchase takes fourteen messages, as long as most of what is tested after it.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from bot.cli.sandbox import state_path
from bot.settings import Settings
from tests.support.databases import PostgresDatabases, Shop, SqliteDatabases
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.sandbox_client import SandboxClient

# Where the clock stands, and how quickly a disclosure is read.
START = "2026-01-05T10:00"
QUICK_READER = {"DISCLOSURE_READING_S": "0.2", "UPDATES_PER_MINUTE": "100000"}
CUSTOMER = 21
# The file of a sandbox that is told of no database.
ALONE = Path("data") / "fenqi.sandbox.db"


class Purchases:
    """What `CUSTOMER` bought, by the kind of database, the number of periods and the time up to which the clock has moved
    since: a month costs as much as three purchases.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, int, str], tuple[Path, str]] = {}

    def copy(
        self,
        databases: SqliteDatabases | PostgresDatabases,
        periods: int = 12,
        until: str = START,
        *,
        folder: Path,
    ) -> str:
        """Fill the folder, in which a sandbox then goes on, with the assistant or alone; the address of its database."""
        key = (type(databases).__name__, periods, until)
        if key not in self._made:
            home = self._folder / f"{len(self._made)}"
            home.mkdir()
            url = _fresh(databases, home)
            asyncio.run(_buy(home, url, periods, until))
            self._made[key] = home, url
        home, url = self._made[key]
        shutil.copytree(home / "data", folder / "data")
        copy = _copied(databases, url, folder)
        shutil.copy(_sandbox_file(home, url), _sandbox_file(folder, copy))
        shutil.copy(_sandbox_file(home, url), folder / ALONE)
        return copy


def _fresh(databases: SqliteDatabases | PostgresDatabases, home: Path) -> str:
    if isinstance(databases, SqliteDatabases):
        return databases.fresh(home, Shop.EXAMPLE)
    return databases.fresh(Shop.EXAMPLE)


def _copied(databases: SqliteDatabases | PostgresDatabases, url: str, folder: Path) -> str:
    if isinstance(databases, SqliteDatabases):
        return databases.copy(url, folder)
    return databases.copy(url)


def _sandbox_file(folder: Path, url: str) -> Path:
    return state_path(Settings(database_url=url, data_dir=folder / "data"))


async def _buy(home: Path, url: str, periods: int, until: str) -> None:
    options = ("--port", "0", "--database-url", url, "--at", START, "--no-limits")
    async with running("sandbox", *options, cwd=home, **QUICK_READER) as process:
        async with SandboxClient(await process.sandbox_address()) as client:
            person = Person(client, CUSTOMER)
            await person.arrive()
            await person.buy(periods)
            if until != START:
                await client.move_to(until)
                await client.idle()
        assert await process.stop() == 0


async def customer(sandbox: SandboxClient, locale: str = "zh_CN") -> Person:
    """Whoever bought before a test under `bought` began or, in another language, does so now, in twelve periods."""
    if locale == "zh_CN":
        return Person(sandbox, CUSTOMER)
    person = Person(sandbox, CUSTOMER + 1, locale)
    await person.arrive()
    await person.buy()
    return person
