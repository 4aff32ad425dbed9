"""What was deleted or replaced stands in no file of SQLite's: the database, its log, what is beside them."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from datetime import time as clock_time
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.keys import prune, rotate
from bot.db.engine import create_engine
from bot.db.log_sweep import EVERY_S, SAID_AFTER_S, SELDOM_S, LogSweep
from bot.db.migrate import migrate
from bot.db.rewrite import LARGEST, NightlyRewrite
from bot.db.sqlite_inline import empty_log
from bot.receiving.persistence import DatabasePersistence
from bot.settings import Settings
from bot.wiring import Container
from domain.customers.consents import Purpose
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.people import arrive, reach_confirmation, verify
from tests.support.raw_files import left_in_files, log_of, raw, sealed_values

PLAIN = (NAME, ADULT, PHONE)
DAY = date(2026, 3, 2)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def database(database_url: str) -> Path:
    return Path(str(make_url(database_url).database))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


async def plant(engine: AsyncEngine, value: str) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("CREATE TABLE IF NOT EXISTS planted (value TEXT)"))
        await connection.execute(text("INSERT INTO planted VALUES (:value)"), {"value": value})


async def uproot(engine: AsyncEngine) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("DELETE FROM planted"))


async def test_a_deleted_account_stands_in_no_file(container: Container, database: Path) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    await reach_confirmation(container, customer)
    case = await container.services.support.turn_to(customer.id, None)
    await container.services.support.write(customer.id, case.case_id, "几点上班", 5)
    sealed = await sealed_values(container.engine)
    assert len(sealed) >= 4
    assert await empty_log(container.engine)
    assert left_in_files(database, sealed) == {database.name: len(sealed)}
    assert await container.services.privacy.erase(customer.id) is None
    assert await sealed_values(container.engine) == set()
    assert left_in_files(database, sealed)  # the file has the rows still, the log the pages without them
    await LogSweep(container.engine).sweep()
    assert left_in_files(database, {*sealed, *PLAIN}) == {}
    assert raw(log_of(database)) == b""


async def test_the_number_at_telegram_goes_with_the_account_also_where_a_conversation_was_left(
    container: Container, database: Path
) -> None:
    number = 987_654_321_012
    customer = await container.services.customers.arrive(number, "zh-hans")
    bystander = await container.services.customers.arrive(number + 1, "zh-hans")
    persistence = DatabasePersistence(container.engine, container.second_tries)
    for person in (customer, bystander):
        key = (person.telegram_id, person.telegram_id)
        await persistence.update_conversation("checkout", key, 1)
    assert left_in_files(database, {str(number)})
    assert await container.services.privacy.erase(customer.id) is None
    await LogSweep(container.engine).sweep()
    in_binary = number.to_bytes(6, "big")
    assert left_in_files(database, {str(number)}) == {}
    assert not any(in_binary in raw(file) for file in (database, log_of(database)))
    assert left_in_files(database, {str(number + 1)})


async def test_a_consent_taken_back_leaves_nothing_of_the_identity(
    container: Container, database: Path
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    sealed = await sealed_values(container.engine)
    view = await container.services.privacy.view(customer.id)
    (consent,) = (one for one in view.consents if one.purpose is Purpose.IDENTITY)
    await container.services.privacy.withdraw(customer.id, consent.consent_id)
    gone = sealed - await sealed_values(container.engine)
    assert len(gone) >= 3
    assert left_in_files(database, gone)
    await LogSweep(container.engine).sweep()
    assert left_in_files(database, gone) == {}


async def test_what_an_old_key_opens_is_gone_when_the_key_is(
    container: Container, settings: Settings, database: Path
) -> None:
    customer = await arrive(container)
    await verify(container, customer)
    old = await sealed_values(container.engine)
    said: list[str] = []
    for command in (rotate, prune):  # as other processes do it, while the assistant goes on
        assert await command(settings, say=said.append, complain=said.append) == 0, said
    await LogSweep(container.engine).sweep()
    assert old.isdisjoint(await sealed_values(container.engine))
    assert left_in_files(database, old) == {}


async def test_every_connection_overwrites_what_it_deletes_whatever_sqlite_was_built_to_do(
    engine: AsyncEngine,
) -> None:
    def as_built(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA secure_delete=OFF")

    event.listen(engine.sync_engine, "connect", as_built, insert=True)
    async with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            assert (await connection.exec_driver_sql("PRAGMA secure_delete")).scalar_one() == 1


async def test_a_reader_holds_the_log_up_and_writers_go_on_meanwhile(
    engine: AsyncEngine, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    value, now_s = secrets.token_hex(40), 1000.0
    sweep = LogSweep(engine, lambda: now_s)
    await plant(engine, value)
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM planted").fetchall()
        await uproot(engine)
        trying = asyncio.create_task(sweep.sweep())
        began = time.monotonic()
        await plant(engine, "another")
        assert time.monotonic() - began < 5
        await trying
        assert value.encode() in raw(log_of(database))
        while now_s < 1000 + SAID_AFTER_S + 2 * SELDOM_S:
            await sweep.sweep()
            now_s += EVERY_S
        assert [record.levelname for record in caplog.records] == ["WARNING"]
    now_s += SELDOM_S
    await sweep.sweep()
    assert left_in_files(database, [value]) == {}


async def test_what_cannot_be_emptied_now_is_tried_again(engine: AsyncEngine, database: Path) -> None:
    now_s = 1000.0
    impatient = create_engine(str(engine.url), busy_s=0.1)
    sweep = LogSweep(impatient, lambda: now_s)
    value = secrets.token_hex(40)
    await plant(engine, value)
    await uproot(engine)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await sweep.sweep()
        assert raw(log_of(database))
    now_s += EVERY_S
    await sweep.sweep()
    assert left_in_files(database, [value]) == {}
    await impatient.dispose()


async def test_a_sweep_beside_many_writers_loses_nothing(engine: AsyncEngine) -> None:
    await plant(engine, "0")

    async def write(number: int) -> None:
        for turn in range(20):
            await plant(engine, f"{number} {turn}")

    sweep = LogSweep(engine)
    writing = [asyncio.create_task(write(number)) for number in range(5)]
    while not all(task.done() for task in writing):
        await sweep.sweep()
        await asyncio.sleep(0.01)
    await asyncio.gather(*writing)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM planted"))).scalar_one() == 101


def residue(database: Path) -> list[str]:
    """Deleted from a file whose SQLite did not overwrite; it is as one that an earlier version wrote."""
    values = [secrets.token_hex(40) for _ in range(200)]
    with closing(sqlite3.connect(database, isolation_level=None)) as old:
        old.execute("PRAGMA secure_delete=OFF")
        old.execute("CREATE TABLE planted (value TEXT)")
        old.executemany("INSERT INTO planted VALUES (?)", [(value,) for value in values])
        old.execute("DELETE FROM planted")
        old.execute("PRAGMA user_version=0")
    assert left_in_files(database, values)
    return values


async def test_an_older_file_is_written_anew_once(database_url: str, database: Path) -> None:
    values = residue(database)
    await migrate(database_url)
    assert left_in_files(database, values) == {}
    with closing(sqlite3.connect(database)) as file:
        (noted,) = file.execute("PRAGMA user_version").fetchone()
    await migrate(database_url)
    with closing(sqlite3.connect(database)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (noted,)
    assert noted > 0


async def test_a_file_is_written_anew_when_that_is_asked_for(database_url: str, database: Path) -> None:
    values = residue(database)
    with closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA user_version=1")
    await migrate(database_url)
    assert left_in_files(database, values)
    await migrate(database_url, rewrite=True)
    assert left_in_files(database, values) == {}


async def test_an_older_file_that_others_write_to_is_migrated_and_the_rest_is_said(
    database_url: str, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    values = residue(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM planted").fetchall()
        engine = create_engine(database_url, busy_s=0.1)
        event.listen(engine.sync_engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=1"))
        await engine.dispose()
        await migrate(database_url, busy_s=0.1)
    await migrate(database_url)
    assert left_in_files(database, values) == {}


async def test_the_file_is_written_anew_once_a_night(engine: AsyncEngine, database: Path) -> None:
    values, clock = residue(database), MovableClock()
    nightly = NightlyRewrite(engine, clock)
    clock.move_to(DAY, clock_time(4, 30))
    await nightly.look()
    await empty_log(engine)
    assert left_in_files(database, values) == {}
    more = secrets.token_hex(40)
    with closing(sqlite3.connect(database, isolation_level=None)) as old:
        old.execute("PRAGMA secure_delete=OFF")
        old.execute("INSERT INTO planted VALUES (?)", (more,))
        old.execute("DELETE FROM planted")
    for day, at in (
        (2, clock_time(4, 50)),
        (3, clock_time(3, 59)),
        (3, clock_time(5, 0)),
        (8, clock_time(23)),
    ):
        clock.move_to(DAY.replace(day=day), at)
        await nightly.look()
        await empty_log(engine)
        assert left_in_files(database, [more])
    clock.move_to(DAY.replace(day=9), clock_time(11))  # never up at night
    await nightly.look()
    await empty_log(engine)
    assert left_in_files(database, [more]) == {}


async def test_a_file_too_large_to_write_beside_the_chat_is_left_to_the_operator_and_said_once_a_day(
    engine: AsyncEngine, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    values, clock = residue(database), MovableClock()
    with closing(sqlite3.connect(database, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    with database.open("r+b") as grown:
        grown.truncate(LARGEST + 4096)
    caplog.set_level(logging.WARNING)
    nightly = NightlyRewrite(engine, clock)
    for day in (2, 2, 3):
        clock.move_to(DAY.replace(day=day), clock_time(4, 30))
        await nightly.look()
    assert [record.message.count("--rewrite") for record in caplog.records] == [1, 1]
    assert left_in_files(database, values)
