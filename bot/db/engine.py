"""One engine for SQLite and PostgreSQL, set up so that both keep the same promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SQLITE_BUSY_S = 10.0
# Enough on two cores; more connections only wait for each other.
POSTGRES_POOL = 8


def create_engine(database_url: str, *, busy_s: float = SQLITE_BUSY_S) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; connects to nothing yet."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_s)
    return create_async_engine(url, pool_size=POSTGRES_POOL, max_overflow=4, pool_pre_ping=True)


def _sqlite(url: URL, busy_s: float) -> AsyncEngine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, connect_args={"timeout": busy_s})
    event.listen(engine.sync_engine, "connect", _prepare_connection)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:
    """WAL so that readers do not wait, FULL because it is money, and transactions begun by us, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Any) -> None:
    """A writer says so at once: a lock taken later could find that another writer was first."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
