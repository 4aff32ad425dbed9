"""One engine for SQLite and PostgreSQL, set up so that both keep the same promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.db.sqlite_inline import create_inline_engine

SQLITE_BUSY_S = 10.0
# What is raised where the database is away, locked or has no connection left: the last is no `DBAPIError`.
UNAVAILABLE = (DBAPIError, PoolTimeout)
# Enough on two cores; more connections only wait for each other.
POSTGRES_POOL = 8
# Asyncpg would wait a minute for a server that takes the connection and says nothing.
CONNECT_S = 10.0


def create_engine(database_url: str, *, busy_s: float = SQLITE_BUSY_S) -> AsyncEngine:
    """Make an engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; connects to nothing yet."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return create_inline_engine(url, busy_s)
    engine = create_async_engine(
        url,
        pool_size=POSTGRES_POOL,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,  # they stand in tracebacks otherwise: whose it was, and what was said
        connect_args={"timeout": CONNECT_S},
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    return engine


def _connect(dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Raise a `DBAPIError`, as everywhere else, for a server that is away, or just starting; the driver's own come
    unwrapped.
    """
    from asyncpg import PostgresError  # only loaded where it is used

    try:
        return dialect.connect(*arguments, **options)
    except (OSError, PostgresError) as error:
        raise dialect.loaded_dbapi.OperationalError(str(error)) from error


def create_looking_engine(database_url: str, *, within_s: float) -> AsyncEngine:
    """Make an engine that only looks: on SQLite it makes and changes no file, not even its rights, and there has to be one;
    on PostgreSQL it waits `within_s` for a connection.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=1, hide_parameters=True, connect_args={"timeout": within_s})
    path = Path(url.database or "").absolute()
    # Without a log nobody has it open, and SQLite need not make the files by which processes agree.
    how = {"mode": "ro"} if path.with_name(f"{path.name}-wal").exists() else {"immutable": "1"}
    looking = url.set(database=f"file:{quote(str(path))}", query=how | {"uri": "true"})
    return create_inline_engine(looking, within_s, read_only=True)
