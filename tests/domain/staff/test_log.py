"""The log is added to, read, and never changed."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.adapters.keys import read_keys
from bot.settings import Settings
from bot.wiring import Container, build_container
from domain.staff.chain import check_log
from domain.staff.errors import MayNot, ReasonMissing
from domain.staff.log import PAGE
from domain.staff.types import LogFilter, Outcome, Role, Subject, SubjectKind, Verb
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.staff import People, people_of

SOMEBODY = Subject(SubjectKind.CUSTOMER, "c1")


async def change(container: Container, statement: str) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(statement))


async def breaches(container: Container) -> list[str]:
    return (await check_log(container.store, container.cipher)).breaches


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_log SET outcome = 'done' WHERE seq = 1",
        "UPDATE staff_log SET by_id = NULL",
        "DELETE FROM staff_log WHERE seq = 2",
    ],
)
async def test_the_database_itself_refuses_to_change_a_line(
    container: Container, people: People, statement: str
) -> None:
    for _ in range(2):
        await people.log.record(None, Verb.FIND, SOMEBODY)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await change(container, statement)
    if container.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="only ever added to"):
            await change(container, "TRUNCATE staff_log")
    assert len((await people.log.read()).lines) == 2


async def test_a_line_that_was_changed_or_taken_out_all_the_same_is_found(
    container: Container, people: People
) -> None:
    for number in range(3):
        await people.log.record(None, Verb.REVEAL, SOMEBODY, reason=f"客户来电 {number}")
    assert await breaches(container) == []
    is_postgres = container.engine.dialect.name == "postgresql"
    for trigger in ("staff_log_kept", "staff_log_there"):
        await change(container, f"DROP TRIGGER {trigger}{' ON staff_log' if is_postgres else ''}")
    await change(container, "UPDATE staff_log SET about_id = 'c2' WHERE seq = 3")
    assert await breaches(container) == ["the chain is broken at line 3: it, or one before it, was changed"]
    await change(container, "UPDATE staff_log SET about_id = 'c1' WHERE seq = 3")
    assert await breaches(container) == []
    await change(container, "UPDATE staff_log SET reason = NULL WHERE seq = 2")
    assert await breaches(container) == ["the chain is broken at line 2: it, or one before it, was changed"]
    await change(container, "DELETE FROM staff_log WHERE seq = 2")
    assert await breaches(container) == ["line 2 is missing: the next one is 3"]


@on_sqlite
async def test_reasons_are_sealed_and_stay_true_under_a_new_key(
    container: Container, people: People, settings: Settings, clock: MovableClock
) -> None:
    from bot.cli.keys import rotate

    await people.log.record(None, Verb.REVEAL, SOMEBODY, reason="客户来电核对地址")
    async with container.engine.connect() as connection:
        before = (await connection.execute(text("SELECT reason FROM staff_log"))).scalar_one()
    assert "核对" not in before
    assert await rotate(settings, say=lambda _: None, complain=pytest.fail) == 0
    assert len(read_keys(settings).fields) == 2
    async with container.engine.connect() as connection:
        assert (await connection.execute(text("SELECT reason FROM staff_log"))).scalar_one() != before
    renewed = build_container(settings, clock)
    (line,) = (await people_of(renewed).log.read()).lines
    assert line.reason == "客户来电核对地址"
    assert await breaches(renewed) == []
    await renewed.aclose()


async def test_lines_of_several_processes_stand_one_after_the_other(
    container: Container, people: People, settings: Settings, clock: MovableClock
) -> None:
    rival = build_container(settings, clock)
    logs = (people.log, people_of(rival, clock).log)
    numbers = await asyncio.gather(*(log.record(None, Verb.FIND, SOMEBODY) for log in logs * 6))
    await rival.aclose()
    assert sorted(numbers) == list(range(1, 13))
    assert await breaches(container) == []


async def test_it_is_read_by_member_by_subject_and_by_day_a_page_at_a_time(
    people: People, clock: MovableClock
) -> None:
    by = await people.member("Li Lei")
    for _ in range(PAGE):
        await people.log.record(by.id, Verb.FIND, Subject(SubjectKind.SEARCH, "order"))
    clock.advance(days=1)
    await people.log.look(by, Verb.OPEN_CUSTOMER, SOMEBODY, reason="  客户\n来电 ")
    first = await people.log.read()
    assert [line.seq for line in first.lines] == list(range(PAGE + 2, 2, -1))
    assert (first.lines[0].by_name, first.lines[0].reason) == ("Li Lei", "客户 来电")
    rest = await people.log.read(older_than=first.older_than)
    assert ([line.verb for line in rest.lines][-1], rest.older_than) == (Verb.ADD_MEMBER, None)
    (about,) = (await people.log.read(LogFilter(subject=SOMEBODY))).lines
    assert about.verb is Verb.OPEN_CUSTOMER
    of_day = await people.log.read(LogFilter(by=by.id, day=clock.now().date()))
    assert [line.seq for line in of_day.lines] == [PAGE + 2]
    assert (await people.log.read(LogFilter(day=date(2020, 1, 1)))).lines == ()


@on_sqlite
async def test_what_a_role_may_not_is_refused_and_recorded_and_a_reason_is_asked_for(people: People) -> None:
    viewer = await people.member("Li Lei", Role.VIEWING)
    with pytest.raises(MayNot):
        await people.log.look(viewer, Verb.REVEAL, SOMEBODY, reason="好奇")
    with pytest.raises(ReasonMissing):
        await people.log.look(viewer, Verb.OPEN_CUSTOMER, SOMEBODY, reason=" \n ")
    refused, _ = (await people.log.read()).lines
    assert (refused.verb, refused.outcome, refused.by) == (Verb.REVEAL, Outcome.NO_RIGHT, viewer.id)
