"""Everything that stands in a database, to be compared with another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.db.engine import create_engine
from domain import tables as tables  # so that the metadata is whole


async def whole_rows(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in one order whatever the database."""
    engine = create_engine(database_url)
    try:
        async with engine.connect() as connection:
            return {
                table.name: sorted(map(tuple, await connection.execute(select(table))), key=repr)
                for table in SQLModel.metadata.sorted_tables
            }
    finally:
        await engine.dispose()
