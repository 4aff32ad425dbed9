"""One engine for SQLite and PostgreSQL, set up so that both keep the same promises."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.db.sqlite_inline import create_inline_engine

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
    return create_inline_engine(url, busy_s)
