"""A copy of a database as it is at one moment, in an SQLite file, while everybody goes on working with it.

SQLite copies its pages by its own backup interface. Of PostgreSQL every row is read in one transaction, which changes
nothing, into tables that the same migrations make: no program beside this one is needed, whatever the server's version.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Table, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import Text

from bot.db.backup.work import Passed, in_thread, told
from bot.db.engine import create_engine
from bot.db.migrate import make_at
from bot.db.revision import is_known, present_revision
from bot.settings import Settings, SettingsError
from domain.dates import business_day

BATCH = 1000
_PAGES = 256  # of 4 KiB, between two looks at whether to go on
VERSION_TABLE = "alembic_version"


def sqlite_file(database_url: str) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL. Raises `SettingsError` for one in memory."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return None
    if url.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL names a database in memory, which has no backups.")
    return Path(str(url.database))


def kind_of(database_url: str) -> str:
    return make_url(database_url).get_backend_name()


def copied_settings(settings: Settings, copy: Path) -> Settings:
    """Return the settings of somebody who looks at a copy with the same keys."""
    return settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{copy}"})


async def take_snapshot(settings: Settings, to: Path, passed: Passed) -> None:
    """Copy the database that the settings name to a new SQLite file. Raises `SettingsError` where SQLite cannot, and
    whatever PostgreSQL does.
    """
    file = sqlite_file(settings.database_url)
    with told(f"the database could not be copied to {to.parent}"):
        if file is not None:
            await in_thread(lambda goes_on: copy_pages(file, to, goes_on, settings.sqlite_busy_s), passed)
            return
        engine = create_engine(settings.database_url)
        try:
            await _copy_rows(engine, to, passed)
        finally:
            await engine.dispose()


def copy_pages(file: Path, to: Path, passed: Passed, busy_s: float) -> None:
    """Copy an SQLite database that others may be writing. The moment is held by a transaction that reads: without it every
    write of somebody else would begin the copy anew.
    """
    with _opened(f"{file.absolute().as_uri()}?mode=rw", busy_s) as source, _opened(str(to)) as target:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda _, left, total: passed(total - left, total))
        source.rollback()
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


@contextlib.contextmanager
def _opened(path: str, busy_s: float = 0) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, uri=path.startswith("file:"), timeout=busy_s, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


async def _copy_rows(engine: AsyncEngine, to: Path, passed: Passed) -> None:
    one_moment = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with one_moment.connect() as connection:
        revision = await connection.run_sync(present_revision)
        if revision is None:
            raise SettingsError(
                "DATABASE_URL names a database without tables of this program: nothing to back up."
            )
        if not is_known(revision):
            raise SettingsError(
                f"DATABASE_URL points to a database of another version (its tables are at {revision}): only that version can"
                " back it up."
            )
        await make_at(f"sqlite+aiosqlite:///{to}", revision)
        with _opened(str(to)) as target:
            await _fill(connection, target, passed)


async def _fill(connection: AsyncConnection, target: sqlite3.Connection, passed: Passed) -> None:
    tables = await connection.run_sync(_tables)
    target.execute("PRAGMA journal_mode=DELETE")
    target.execute("PRAGMA synchronous=OFF")  # what is half is never used
    target.execute("BEGIN")
    total = sum([int((await connection.scalar(_count(table))) or 0) for table in tables])
    done = 0
    for table in tables:
        put = _put_into(target, table)
        async with connection.stream(select(*(_plain(column) for column in table.columns))) as rows:
            async for some in rows.partitions(BATCH):
                put(some)
                done += len(some)
                passed(done, total)
    target.execute("COMMIT")
    # Nothing was ever deleted from it, so it need not be written anew (`bot.db.rewrite`).
    target.execute(f"PRAGMA user_version={business_day(datetime.now(UTC)).toordinal()}")


def _tables(connection: Connection) -> Sequence[Table]:
    """Return what stands there now, which an earlier version may have made: the models may know of other columns."""
    metadata = MetaData()
    metadata.reflect(connection, resolve_fks=False)
    return [table for table in metadata.tables.values() if table.name != VERSION_TABLE]


def _count(table: Table) -> Any:
    return select(func.count()).select_from(table)


def _plain(column: Column[Any]) -> Any:
    """JSON as it is written: read and written again, a null in it and none at all would be one."""
    return column.cast(Text).label(column.name) if isinstance(column.type, JSON) else column


def _put_into(target: sqlite3.Connection, table: Table) -> Callable[[Sequence[Any]], None]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    target.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - what migrations put there comes with the rest

    def put(rows: Sequence[Any]) -> None:
        values = [[_as_sqlite(value) for value in row] for row in rows]
        target.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', values)  # noqa: S608

    return put


def _as_sqlite(value: Any) -> Any:
    """Write a value as SQLAlchemy does on SQLite."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
