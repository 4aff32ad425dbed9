"""Bringing the database's schema up to date."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import SQLITE_BUSY_S, create_engine
from bot.db.revision import SCRIPTS, newest_revision, present_revision, require_known
from bot.db.rewrite import note_new, rewrite_on, was_ever_written_anew
from domain.dates import business_day

logger = logging.getLogger(__name__)


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file: where the scripts are, and the connection to use."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


async def migrate(
    database_url: str, *, busy_s: float = SQLITE_BUSY_S, rewrite: bool = False
) -> tuple[str | None, str]:
    """Upgrade to the newest schema; answers the revision before and after. Raises `SettingsError` for an unknown one.

    A SQLite file of a version that did not overwrite what it deleted is written anew, once; any is, where `rewrite` asks
    for it.
    """
    engine = create_engine(database_url, busy_s=busy_s)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", let_tables_be_rebuilt)
    try:
        async with engine.execution_options(writes=True).begin() as connection:
            before = await connection.run_sync(present_revision)
            require_known(before)
            if before != newest_revision():
                await connection.run_sync(upgrade)
                await connection.run_sync(_require_references)
        if engine.dialect.name == "sqlite":
            await _rewrite_if_due(engine, is_new=before is None, asked=rewrite)
        return before, newest_revision()
    finally:
        await engine.dispose()


async def _rewrite_if_due(engine: AsyncEngine, *, is_new: bool, asked: bool) -> None:
    """Leave nothing in the file of what was deleted before a version that overwrites it; also where that is asked for."""
    today = business_day(datetime.now(UTC))
    if is_new:
        await note_new(engine, today)
    elif asked:
        await rewrite_on(engine, today)
    elif not await was_ever_written_anew(engine):
        try:
            await rewrite_on(engine, today)
        except DBAPIError as error:
            logger.warning(
                "the database file could not be written anew (%s): what was deleted before this version may still stand"
                " in it. Run `python -m bot migrate --rewrite`, with room for a second one.",
                error.orig,
            )


def let_tables_be_rebuilt(connection: Any, record: object) -> None:
    """SQLite changes a table by making another in its place, which its references would forbid."""
    connection.execute("PRAGMA foreign_keys = OFF")


def _require_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(
                f"after the migration rows of {broken[0][0]} lead nowhere; nothing was changed"
            )


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to the revision, in whatever transaction the connection is in."""
    command.upgrade(alembic_config(connection), revision)


async def make_at(database_url: str, revision: str) -> None:
    """Make the tables of an earlier version, or of this one, in a new SQLite file."""
    engine = create_engine(database_url)
    event.listen(engine.sync_engine, "connect", let_tables_be_rebuilt)
    try:
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.run_sync(upgrade, revision)
    finally:
        await engine.dispose()


async def write_revision(message: str) -> None:
    """Write a new migration, for developers, from what the models have and the migrations have not."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/present.db"
        await migrate(url)
        engine = create_engine(url)
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.run_sync(_revise, message)
        await engine.dispose()


def _revise(connection: Connection, message: str) -> None:
    number = int(newest_revision()) + 1
    command.revision(alembic_config(connection), message=message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    asyncio.run(write_revision(sys.argv[1]))
