"""Many rows at once, past the ORM and past SQLAlchemy's way of binding each value: for what is brought in by the million."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.columns import UtcDateTime

Values = tuple[Any, ...]
Convert = Callable[[Any], Any]


async def insert_many(
    connection: AsyncConnection, table: Table, names: Sequence[str], rows: Sequence[Values]
) -> None:
    """Write the rows, whose values are those of the columns `names`, in the connection's transaction."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        raw = await connection.get_raw_connection()
        converts = _converts(table, tuple(names), json_only=True)
        driver: Any = raw.driver_connection
        await driver.copy_records_to_table(table.name, records=_converted(rows, converts), columns=names)
        return
    places = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - names of ours
    slow = await connection.execution_options(slow=True)
    await slow.exec_driver_sql(statement, _converted(rows, _converts(table, tuple(names), json_only=False)))


@cache
def _converts(table: Table, names: tuple[str, ...], *, json_only: bool) -> tuple[tuple[int, Convert], ...]:
    """Return which values are written otherwise than they are, by their places."""
    found = ((place, _convert(table.c[name], json_only)) for place, name in enumerate(names))
    return tuple((place, convert) for place, convert in found if convert is not None)


def _convert(column: Column[Any], json_only: bool) -> Convert | None:
    match column.type:
        case JSON():
            return json.dumps
        case UtcDateTime() if not json_only:
            return _instant
        case Date() if not json_only:
            return date.isoformat
        case Boolean() if not json_only:
            return int
    return None


@lru_cache(maxsize=10_000)  # few instants, many rows
def _instant(at: datetime) -> str:
    """Return the instant as SQLAlchemy writes it into SQLite."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _converted(rows: Sequence[Values], converts: Sequence[tuple[int, Convert]]) -> list[Values]:
    if not converts:
        return list(rows)
    written = []
    for row in rows:
        values = list(row)
        for place, convert in converts:
            if values[place] is not None:
                values[place] = convert(values[place])
        written.append(tuple(values))
    return written
