"""An outage of the database is told from a fault of ours, and fills no log."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import create_engine
from bot.db.outage import LOGGED_EVERY_S, OutageLog, is_outage
from bot.wiring import Container


async def _error(engine: AsyncEngine, *statements: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as raised:
        async with engine.execution_options(writes=True).begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    return raised.value


async def test_a_statement_that_is_wrong_is_no_outage(container: Container) -> None:
    assert not is_outage(await _error(container.engine, "SELECT * FROM nothing_of_ours"))
    assert not is_outage(await _error(container.engine, "INSERT INTO categories (id) VALUES (NULL)"))


async def test_a_locked_file_is_an_outage(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/some.db", busy_s=0.1)
    other = sqlite3.connect(tmp_path / "some.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    assert is_outage(await _error(engine, "CREATE TABLE some (id INTEGER)"))
    other.close()
    await engine.dispose()


async def test_a_full_disk_is_an_outage(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/some.db")
    error = await _error(engine, "PRAGMA max_page_count=2", "CREATE TABLE a (b)", "CREATE TABLE c (d)")
    assert "full" in str(error)
    assert is_outage(error)
    await engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgres"])
async def test_a_server_that_takes_no_writes_is_an_outage(container: Container) -> None:
    error = await _error(
        container.engine, "SET TRANSACTION READ ONLY", "UPDATE send_tempo SET next_at = next_at"
    )
    assert is_outage(error)


async def test_a_server_that_is_not_there_is_an_outage() -> None:
    engine = create_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    assert is_outage(await _error(engine, "SELECT 1"))
    await engine.dispose()


def test_an_outage_is_one_line_a_minute_that_says_how_often(caplog: pytest.LogCaptureFixture) -> None:
    now_s = 0.0
    log = OutageLog(lambda: now_s)
    with caplog.at_level(logging.ERROR):
        assert all(log.covers(ConnectionResetError("gone")) for _ in range(343))
        assert [record.message for record in caplog.records] == ["the database cannot be used: gone"]
        now_s = LOGGED_EVERY_S
        assert log.covers(ConnectionResetError("gone"))
    assert caplog.records[-1].message == (
        "the database cannot be used: gone (and 342 times since the last such line)"
    )


def test_what_is_no_outage_is_not_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    assert not OutageLog().covers(KeyError("some"))
    assert not caplog.records
