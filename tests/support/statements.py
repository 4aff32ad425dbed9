"""Each SQL statement is compiled once a worker instead of once a test: that is a quarter of what a test of services costs.

SQLAlchemy keeps what it compiled by engine, and each test has an engine of its own. Here all engines keep it together,
and dialects of one class, which are all made by `bot.db.engine` and therefore equal, count as equal.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_compiled: LRUCache[Any, Any] = LRUCache(5_000)


def _same_class(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other)


def _hash_of_class(dialect: DefaultDialect) -> int:
    return hash(type(dialect))


def compile_once() -> None:
    setattr(DefaultDialect, "__eq__", _same_class)  # noqa: B010 - in tests only
    setattr(DefaultDialect, "__hash__", _hash_of_class)  # noqa: B010

    @event.listens_for(Engine, "engine_connect")
    def _share(connection: Connection) -> None:
        connection.engine._compiled_cache = _compiled
