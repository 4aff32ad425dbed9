"""Column types shared by the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from domain.ports import Place


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite keeps no zone, so it is restored on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


ID = String(24)


class Row(SQLModel):
    """What every table is. Rows are never validated, so pydantic's part is not built: it would be a part of every start."""

    model_config = {"defer_build": True}


def _id(target: str | None = None, **options: Any) -> Any:
    """Build an id column, or a reference to one."""
    return Field(sa_column=Column(ID, *([ForeignKey(target)] if target else []), nullable=False, **options))


def _maybe_id(target: str, **options: Any) -> Any:
    """Build a reference that need not be there."""
    return Field(default=None, sa_column=Column(ID, ForeignKey(target), nullable=True, **options))


def _fen(default: int | None = None) -> Any:
    return (
        Field(default=default, sa_column=Column(BigInteger, nullable=False))
        if default is not None
        else Field(sa_column=Column(BigInteger, nullable=False))
    )


def _instant(*, optional: bool = False) -> Any:
    column: Column[Any] = Column(UtcDateTime, nullable=optional)
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)


def _flag() -> Any:
    return Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


def _json() -> Any:
    return Field(sa_column=Column(JSON, nullable=False))


# Set on a column whose text is sealed with the field keys: rotating them finds it by this.
SEALED = {"sealed": True}


def _sealed(
    *, optional: bool = True, beside: tuple[str, ...] = (), plain: tuple[str, frozenset[str]] | None = None
) -> Any:
    """Build a sealed column. `beside`: the columns that, with the primary key, say whose it is; they never change.
    `plain`: a column and the values with which the text is a word of ours, not sealed.
    """
    info = {**SEALED, "beside": beside, "plain": plain}
    column: Column[Any] = Column(Text, nullable=optional, info=info)
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)


# The column of the tables whose rows are sealed whole: by `bot.db.sealed_rows`, with every write.
ROW_SEAL = "row_seal"


def _row_seal() -> Any:
    return _sealed()


def place_of(row: Row, column: str) -> Place:
    """Return the place of a sealed column of this row, whose key is known."""
    table: Table = type(row).__table__  # type: ignore[attr-defined]
    return Place(table.name, column, tuple(str(getattr(row, name)) for name in bound_by(table, column)))


def place_in(table: Table, column: str, values: Mapping[str, Any]) -> Place:
    """Return the place of a sealed column of the row of `table` that has these `values`."""
    return Place(table.name, column, tuple(str(values[name]) for name in bound_by(table, column)))


def table_of(name: str) -> Table:
    return SQLModel.metadata.tables[name]


@cache
def bound_by(table: Table, column: str) -> tuple[str, ...]:
    """Return the columns whose values a sealed column is bound to."""
    return (*(one.name for one in table.primary_key.columns), *table.c[column].info["beside"])


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the rows of which `where` is true.

    Only SQLite is told here; `bot/migrations/env.py` tells PostgreSQL the same. Its name in a table's options would load its
    dialect, 2 MB, into every process that works with SQLite.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where))
