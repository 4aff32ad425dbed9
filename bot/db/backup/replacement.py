"""Putting a copy in the place of a database: all of it at once, or nothing, whenever the process dies."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, Column, Connection, Table, Text, func, inspect, select, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from bot.db.backup.snapshot import BATCH, VERSION_TABLE, sqlite_file
from bot.db.backup.work import Passed, in_thread, told
from bot.db.engine import create_engine
from bot.db.migrate import upgrade
from bot.private_files import BESIDE, private_database
from bot.settings import Settings, SettingsError
from domain import tables as tables  # so that the metadata is whole

_PAGES = 256
# How long one who holds a lock on PostgreSQL's tables is waited for.
_LOCK_S = 10
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


async def put_in_place(settings: Settings, copy: Path, now: datetime, passed: Passed) -> Path | None:
    """Make the database that the settings name what the `copy`, which is up to date, is. Return where an SQLite file that
    nothing can read was moved to. Raises `SettingsError` where it is in use or somebody else's.
    """
    file = sqlite_file(settings.database_url)
    if file is not None:
        with told("the database could not be replaced"):
            return await in_thread(
                lambda goes_on: _over_file(copy, file, settings.sqlite_busy_s, now, goes_on), passed
            )
    engine = create_engine(settings.database_url)
    try:
        async with engine.begin() as connection:
            await _over_tables(connection, copy, passed)
    finally:
        await engine.dispose()
    return None


# SQLite: one transaction of its backup interface; a process that dies leaves what was there


def _over_file(copy: Path, file: Path, busy_s: float, now: datetime, passed: Passed) -> Path | None:
    aside = None
    private_database(file)
    try:
        _copy_over(copy, file, busy_s, passed)
    except sqlite3.OperationalError:  # locked, no room, no rights: it may be as good as ever
        raise
    except sqlite3.DatabaseError:
        aside = _set_aside(file, now)
        private_database(file)
        _copy_over(copy, file, busy_s, passed)
    return aside


def _copy_over(copy: Path, file: Path, busy_s: float, passed: Passed) -> None:
    with (
        contextlib.closing(sqlite3.connect(copy)) as source,
        contextlib.closing(_target(file, busy_s)) as target,
    ):
        until = monotonic() + busy_s

        def goes_on(status: int, left: int, total: int) -> None:
            if status not in _BUSY:
                passed(total - left, total)
            elif monotonic() > until:
                raise SettingsError(
                    f"DATABASE_URL is in use: another process keeps {file} locked. Stop all processes. Nothing was changed."
                )

        source.backup(target, pages=_PAGES, progress=goes_on)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _target(file: Path, busy_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=busy_s, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _set_aside(file: Path, now: datetime) -> Path:
    """Move a file that is no database any more out of the way, with what SQLite put beside it, which belongs to no other."""
    aside = file.with_name(f"{file.name}.unreadable-{now:%Y%m%dT%H%M%SZ}")
    for end in (*BESIDE, ""):
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + end).rename(aside.with_name(aside.name + end))
    return aside


# PostgreSQL: one transaction


async def _over_tables(connection: AsyncConnection, copy: Path, passed: Passed) -> None:
    await connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_S}s'"))
    await connection.run_sync(_drop_all)
    await connection.run_sync(upgrade)
    with _rows_of(copy) as (source, ours):
        await connection.execute(text(f"TRUNCATE {', '.join(table.name for table in ours)}"))
        counts = {table.name: int(source.scalar(_count(table)) or 0) for table in ours}
        done, total = 0, sum(counts.values())
        for table in ours:
            for rows in source.execute(select(*map(_plain, table.columns))).partitions(BATCH):
                await _copy_in(connection, table, rows)
                done += len(rows)
                passed(done, total)
            if await connection.scalar(_count(table)) != counts[table.name]:
                raise RuntimeError(f"not every row of {table.name} arrived; nothing was changed")
            await _count_on(connection, table)


async def _copy_in(connection: AsyncConnection, table: Table, rows: Sequence[Any]) -> None:
    """Write by COPY, which takes half the time of INSERT."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    columns = [column.name for column in table.columns]
    await driver.copy_records_to_table(table.name, records=map(tuple, rows), columns=columns)


def _plain(column: Column[Any]) -> Any:
    """JSON as it is written, which is how COPY takes it."""
    return type_coerce(column, Text) if isinstance(column.type, JSON) else column


def _drop_all(connection: Connection) -> None:
    """Drop what is there, which a newer version may have made. Raises `SettingsError` where it is not this program's."""
    names = inspect(connection).get_table_names()
    if names and VERSION_TABLE not in names:
        raise SettingsError(
            "DATABASE_URL points to a database with tables of somebody else: name one of the assistant's own. Nothing was"
            " changed."
        )
    quote = connection.dialect.identifier_preparer.quote
    if names:
        connection.execute(text(f"DROP TABLE {', '.join(quote(name) for name in names)} CASCADE"))


@contextlib.contextmanager
def _rows_of(copy: Path) -> Iterator[tuple[Connection, Sequence[Table]]]:
    """Yield a connection to the copy, and its tables in the order in which they refer to each other."""
    engine = sqlalchemy.create_engine(f"sqlite:///{copy}", hide_parameters=True)
    try:
        with engine.connect().execution_options(yield_per=BATCH) as source:
            yield source, SQLModel.metadata.sorted_tables
    finally:
        engine.dispose()


def _count(table: Table) -> Any:
    return select(func.count()).select_from(table)


async def _count_on(connection: AsyncConnection, table: Table) -> None:
    """Let PostgreSQL's own numbers go on behind those that came with the rows."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = await connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
    highest = await connection.scalar(select(func.max(column)))
    if sequence is not None and highest is not None:
        await connection.execute(select(func.setval(sequence, highest)))
