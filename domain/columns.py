"""Column types shared by the tables."""

from __future__ import annotations

from datetime import UTC, datetime
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
    Text,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


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


def _sealed(*, optional: bool = True) -> Any:
    column: Column[Any] = Column(Text, nullable=optional, info=SEALED)
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the rows of which `where` is true.

    Only SQLite is told here; `bot/migrations/env.py` tells PostgreSQL the same. Its name in a table's options would load its
    dialect, 2 MB, into every process that works with SQLite.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where))
