"""A database brought back to how an earlier version had its tables."""

from __future__ import annotations

from alembic import command
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import create_engine
from bot.db.migrate import alembic_config, let_tables_be_rebuilt


async def bring_back(engine: AsyncEngine, revision: str) -> None:
    """Over a connection of its own, on which SQLite lets tables be made anew, as `bot.db.migrate` has it."""
    going_back = create_engine(engine.url.render_as_string(hide_password=False))
    if going_back.dialect.name == "sqlite":
        event.listen(going_back.sync_engine, "connect", let_tables_be_rebuilt)
    async with going_back.execution_options(writes=True).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), revision))
    await going_back.dispose()
