"""SQLite on the event loop: writers take turns, nothing that waits holds up the rest."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.engine import create_engine
from bot.db.sqlite_inline import times_stuck
from bot.db.writer_turn import WriterTurn

SHORT_S = 0.3
PATIENCE_S = 60.0
COUNT_UP = text("UPDATE counters SET value = :value")
# About a second of work inside SQLite, were it let run to its end.
LONG = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000) SELECT count(*) FROM n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.db"


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite+aiosqlite:///{file}", busy_s=PATIENCE_S)
    async with writing(engine).begin() as connection:
        await connection.execute(text("CREATE TABLE counters (value INTEGER)"))
        await connection.execute(text("INSERT INTO counters VALUES (0)"))
    yield engine
    await engine.dispose()


def writing(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(writes=True)


async def value(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text("SELECT value FROM counters"))).scalar_one())


async def count_up(engine: AsyncEngine) -> None:
    async with writing(engine).begin() as connection:
        seen = (await connection.execute(text("SELECT value FROM counters"))).scalar_one()
        await asyncio.sleep(0)  # whoever does not wait for the turn now reads the same
        await connection.execute(COUNT_UP, {"value": seen + 1})


def another_process(file: Path) -> sqlite3.Connection:
    """Holding the write lock until it is closed."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_writers_of_one_process_take_turns(engine: AsyncEngine) -> None:
    await asyncio.gather(*(count_up(engine) for _ in range(100)))
    assert await value(engine) == 100


async def test_a_reader_sees_what_was_before_and_does_not_wait_for_a_writer(engine: AsyncEngine) -> None:
    async with writing(engine).begin() as connection:
        await connection.execute(COUNT_UP, {"value": 7})
        assert await value(engine) == 0
    assert await value(engine) == 7


async def test_a_writer_waits_for_another_process_without_holding_up_the_loop(
    engine: AsyncEngine, file: Path
) -> None:
    other = another_process(file)
    waiting = asyncio.create_task(count_up(engine))
    await asyncio.sleep(SHORT_S / 6)
    assert not waiting.done()
    assert await value(engine) == 0
    other.close()
    await waiting
    assert await value(engine) == 1


async def test_a_lock_that_stays_taken_is_an_error_and_the_next_writer_is_not_held_up_by_it(
    engine: AsyncEngine, file: Path
) -> None:
    impatient = create_engine(f"sqlite+aiosqlite:///{file}", busy_s=SHORT_S)
    other = another_process(file)
    with pytest.raises(DBAPIError, match="locked"):
        await count_up(impatient)
    other.close()
    await count_up(impatient)
    await impatient.dispose()
    assert await value(engine) == 1


async def test_a_writer_cancelled_while_it_waits_leaves_the_turn_to_the_next(
    engine: AsyncEngine, file: Path
) -> None:
    impatient = create_engine(f"sqlite+aiosqlite:///{file}", busy_s=SHORT_S)
    other = another_process(file)
    tasks = [
        asyncio.create_task(count_up(impatient)) for _ in range(3)
    ]  # one waits for the lock, two for the turn
    await asyncio.sleep(SHORT_S / 6)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    other.close()
    await count_up(impatient)
    await impatient.dispose()
    assert await value(engine) == 1


async def test_a_transaction_that_fails_changes_nothing_and_gives_its_turn_back(engine: AsyncEngine) -> None:
    with pytest.raises(RuntimeError):
        async with writing(engine).begin() as connection:
            await connection.execute(COUNT_UP, {"value": 7})
            raise RuntimeError
    await count_up(engine)
    assert await value(engine) == 1


async def _refer_to_nothing(engine: AsyncEngine) -> None:
    """As a unit of work does it: what the commit cannot write is only found out by the commit."""
    async with writing(engine).connect() as connection:
        await connection.begin()
        await connection.execute(text("INSERT INTO referring VALUES (77)"))
        await connection.commit()


async def test_a_commit_that_fails_gives_the_turn_back_and_leaves_nothing_behind(engine: AsyncEngine) -> None:
    async with writing(engine).begin() as connection:
        await connection.execute(text("CREATE TABLE referred (id INTEGER PRIMARY KEY)"))
        await connection.execute(
            text("CREATE TABLE referring (id INTEGER REFERENCES referred DEFERRABLE INITIALLY DEFERRED)")
        )
    for _ in range(3):
        with pytest.raises(DBAPIError, match="FOREIGN KEY"):
            await _refer_to_nothing(engine)
    await count_up(engine)
    assert await value(engine) == 1


async def test_a_turn_that_is_kept_is_an_error_for_who_waits_is_counted_and_then_goes_on(
    file: Path, engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    impatient = create_engine(f"sqlite+aiosqlite:///{file}", busy_s=SHORT_S)
    async with writing(impatient).begin():
        told = await asyncio.gather(*(count_up(impatient) for _ in range(5)), return_exceptions=True)
        assert all(isinstance(each, DBAPIError) for each in told), told
    await count_up(impatient)
    await impatient.dispose()
    assert await value(engine) == 1
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        f"a transaction has kept the turn to write for more than {SHORT_S} s"
    ]
    assert times_stuck(impatient) == 1


async def test_the_turn_is_handed_on_in_the_order_in_which_it_was_asked_for() -> None:
    turn, order = WriterTurn(PATIENCE_S), []

    async def take(number: int) -> None:
        await turn.take()
        order.append(number)
        await asyncio.sleep(0)
        turn.give_back()

    tasks = [asyncio.create_task(take(number)) for number in range(6)]
    await asyncio.sleep(0)
    tasks[1].cancel()  # in the line
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == [0, 2, 3, 4, 5]


async def test_whoever_is_cancelled_when_the_turn_was_just_handed_over_hands_it_on() -> None:
    turn = WriterTurn(PATIENCE_S)
    await turn.take()
    second, third = asyncio.create_task(turn.take()), asyncio.create_task(turn.take())
    await asyncio.sleep(0)
    turn.give_back()
    second.cancel()
    await asyncio.wait([third], timeout=PATIENCE_S)
    assert second.cancelled()
    assert third.done()


async def test_a_statement_marked_slow_leaves_the_loop_free(engine: AsyncEngine) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    task = asyncio.create_task(others())
    async with engine.connect() as connection:
        await connection.execute(LONG.execution_options(slow=True))
    task.cancel()
    assert turns > 5
