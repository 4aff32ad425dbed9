"""The lock by which one process receives: lost for whatever reason, the process must not go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db.engine import create_engine
from bot.receiving import lock
from bot.receiving.lock import receiving_alone
from bot.settings import SettingsError
from tests.support.databases import PostgresDatabases

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "HEARTBEAT_S", 0.02)


@pytest.fixture
def url(postgres_databases: PostgresDatabases) -> str:
    return postgres_databases.fresh()


@pytest.mark.parametrize("how", ["its connection is cut", "nobody answers on it"])
async def test_a_lock_that_may_be_lost_ends_the_process(
    url: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, other, stopped = create_engine(url), create_engine(url), asyncio.Event()
    monkeypatch.setattr(lock, "ANSWERS_WITHIN_S", 0.5)
    try:
        with pytest.raises(ConnectionResetError):
            async with receiving_alone(engine, stopped, lambda _: None) as is_held:
                await asyncio.sleep(0.1)
                assert not stopped.is_set()
                assert is_held()
                if how == "its connection is cut":
                    async with other.begin() as connection:
                        await connection.execute(
                            text(
                                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                                " WHERE locktype = 'advisory' AND database ="
                                " (SELECT oid FROM pg_database WHERE datname = current_database())"
                            )
                        )
                else:
                    monkeypatch.setattr(lock, "ANSWERS_WITHIN_S", 0.0)
                await asyncio.wait_for(stopped.wait(), 10)
                assert not is_held()  # another one may have it: what was left undone is theirs
    finally:
        await engine.dispose()
        await other.dispose()


async def test_whoever_is_asked_to_stop_while_standing_by_does_not_hold_it(url: str) -> None:
    engine, other, stopped = create_engine(url), create_engine(url), asyncio.Event()
    said: list[str] = []
    try:
        async with receiving_alone(other, asyncio.Event(), said.append) as is_held:
            asyncio.get_running_loop().call_later(0.2, stopped.set)
            async with receiving_alone(engine, stopped, said.append) as is_held_here:
                assert stopped.is_set()
                assert (is_held(), is_held_here()) == (True, False)
        assert said == ["Another process is receiving; standing by to take over."]
    finally:
        await engine.dispose()
        await other.dispose()


async def test_an_error_of_any_kind_on_its_connection_ends_the_process(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is no error of the database, as its driver raises some."""
    engine, stopped = create_engine(url), asyncio.Event()
    try:
        with pytest.raises(ConnectionResetError):
            async with receiving_alone(engine, stopped, lambda _: None):
                monkeypatch.setattr(lock, "text", None)  # `'NoneType' object is not callable`
                await asyncio.wait_for(stopped.wait(), 10)
                monkeypatch.undo()
    finally:
        await engine.dispose()


async def test_a_second_process_on_sqlite_is_refused(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/fenqi.db")
    async with receiving_alone(engine, asyncio.Event(), lambda _: None):
        with pytest.raises(SettingsError, match="is in use"):
            async with receiving_alone(engine, asyncio.Event(), lambda _: None):
                pass
    await engine.dispose()
