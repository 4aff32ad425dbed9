"""Bringing the database's schema up to date, and refusing to work on one that is not."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import create_engine
from bot.settings import SettingsError

SCRIPTS = Path(__file__).with_name("migrations")


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file: where the scripts are, and the connection to use."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


async def migrate(database_url: str) -> tuple[str | None, str | None]:
    """Upgrade to the newest schema; answers the revision before and after."""
    engine = create_engine(database_url)
    try:
        async with engine.execution_options(writes=True).begin() as connection:
            before = await connection.run_sync(_revision)
            await connection.run_sync(_upgrade)
        return before, newest_revision()
    finally:
        await engine.dispose()


async def check_schema(engine: AsyncEngine) -> None:
    """Raise `SettingsError` where the schema is not the one this program knows."""
    async with engine.connect() as connection:
        present = await connection.run_sync(_revision)
    if present != newest_revision():
        raise SettingsError(
            "DATABASE_URL points to a database whose tables are not up to date:"
            " run `python -m bot migrate` first."
        )


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


async def write_revision(message: str) -> None:
    """For developers: a new migration from what the models have and the migrations have not."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/present.db"
        await migrate(url)
        engine = create_engine(url)
        async with engine.execution_options(writes=True).begin() as connection:
            await connection.run_sync(_revise, message)
        await engine.dispose()


def _revise(connection: Connection, message: str) -> None:
    number = int(newest_revision() or 0) + 1
    command.revision(alembic_config(connection), message=message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    asyncio.run(write_revision(sys.argv[1]))
