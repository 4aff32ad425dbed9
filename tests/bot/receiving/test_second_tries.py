"""What could not be written is written when the database is back; nothing else is tried twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.exc import OperationalError

from bot.db.outage import OutageLog
from bot.receiving.second_tries import SecondTries

PATIENCE_S = 60.0


class Database:
    """Away until `back`."""

    def __init__(self) -> None:
        self.back = False
        self.written: list[str] = []
        self.wrote = asyncio.Event()

    async def write(self, what: str) -> None:
        if not self.back:
            raise OperationalError("UPDATE", None, Exception("the server is away"))
        self.written.append(what)
        if what != "first":
            self.wrote.set()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
async def tries() -> AsyncIterator[SecondTries]:
    tries = SecondTries(OutageLog())
    yield tries
    await tries.aclose()


async def test_what_could_not_be_written_is_written_when_the_database_is_back(
    tries: SecondTries, database: Database
) -> None:
    await tries.write(1, lambda: database.write("first"))
    await tries.write(2, lambda: database.write("second"))
    assert database.written == []
    database.back = True
    async with asyncio.timeout(PATIENCE_S):
        await database.wrote.wait()
    assert database.written == ["first", "second"]


async def test_the_last_word_of_a_key_counts(tries: SecondTries, database: Database) -> None:
    await tries.write(1, lambda: database.write("old"))
    await tries.write(1, lambda: database.write("new"))
    database.back = True
    async with asyncio.timeout(PATIENCE_S):
        await database.wrote.wait()
    assert database.written == ["new"]


async def test_a_word_that_is_written_at_once_makes_the_older_one_forgotten(
    tries: SecondTries, database: Database
) -> None:
    await tries.write(1, lambda: database.write("old"))
    database.back = True
    await tries.write(1, lambda: database.write("new"))
    await tries.aclose()
    assert database.written == ["new"]


async def test_at_the_end_it_is_tried_once_more(tries: SecondTries, database: Database) -> None:
    await tries.write(1, lambda: database.write("one"))
    database.back = True
    await tries.aclose()
    assert database.written == ["one"]


async def test_what_is_no_outage_is_raised_and_not_tried_again(tries: SecondTries) -> None:
    async def wrong() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        await tries.write(1, wrong)
    assert tries.waiting == 0
