"""Ways in, and how sessions end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.errors import NotFound
from domain.staff.errors import LastOwner, NameTaken, SignInRefused, TelegramTaken
from domain.staff.rules import IDLE, LONGEST_SESSION
from domain.staff.types import Outcome, Role, Verb, Way
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.staff import PASSWORD, People


async def test_a_name_a_password_and_a_code_let_in_and_the_token_is_kept_nowhere(
    container: Container, people: People
) -> None:
    token, who = await people.enter(await people.add("王丽", Role.SERVING))
    assert (who.member.name, who.member.role, who.way) == ("王丽", Role.SERVING, Way.PASSWORD)
    async with container.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT * FROM staff_sessions"))).mappings().one()
    assert token not in str(dict(kept))
    assert await people.doors.current("x" + token[1:]) is None


@on_sqlite
async def test_whatever_is_wrong_the_answer_is_the_same(people: People) -> None:
    added = await people.add("Li Lei")
    good = people.code(added)
    for name, password, code in (
        ("Han Mei", PASSWORD, good),
        ("Li Lei", PASSWORD + "!", good),
        ("Li Lei", PASSWORD, "000000" if good != "000000" else "000001"),
    ):
        with pytest.raises(SignInRefused) as refused:
            await people.doors.by_password(name, password, code)
        assert refused.value.values == {}
    refusals = [line for line in (await people.log.read()).lines if line.outcome is Outcome.REFUSED]
    assert [(line.verb, line.by, line.subject.id) for line in refusals] == [
        (Verb.SIGN_IN, None, added.member.id)
    ] * 2


async def test_a_code_counts_once_of_two_at_once_too(people: People) -> None:
    added = await people.add("Li Lei")
    tries = [people.doors.by_password("li lei", PASSWORD, people.code(added)) for _ in range(2)]
    came = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(one) for one in came} == {str, SignInRefused}


async def test_after_wrong_attempts_even_the_right_one_waits(people: People, clock: MovableClock) -> None:
    added = await people.add("Li Lei")
    for _ in range(3):
        with pytest.raises(SignInRefused):
            await people.doors.by_password("Li Lei", "wrong password", people.code(added))
    with pytest.raises(SignInRefused):
        await people.enter(added)
    clock.advance(seconds=5)
    await people.enter(added)


async def test_telegrams_word_lets_in_with_a_code_and_nobody_who_is_no_member(people: People) -> None:
    added = await people.add("Li Lei", telegram_id=711)
    token = await people.doors.by_telegram(711, people.code(added))
    who = await people.doors.current(token)
    assert who is not None
    assert who.way is Way.TELEGRAM
    with pytest.raises(SignInRefused):
        await people.doors.by_telegram(711, people.code(added))
    with pytest.raises(SignInRefused):
        await people.doors.by_telegram(712, people.code(added, 1))


@on_sqlite
async def test_a_session_ends_by_rest_and_by_age(people: People, clock: MovableClock) -> None:
    token, _ = await people.enter(await people.add("Li Lei"))
    spent = timedelta(0)
    while spent + IDLE / 2 < LONGEST_SESSION:
        clock.advance(seconds=int(IDLE.total_seconds() / 2))
        spent += IDLE / 2
        assert await people.doors.current(token) is not None
    clock.advance(seconds=int(IDLE.total_seconds() / 2))
    assert await people.doors.current(token) is None
    later, _ = await people.enter(await people.add("Han Mei", Role.VIEWING))
    clock.advance(seconds=int(IDLE.total_seconds()))
    assert await people.doors.current(later) is None


async def test_another_role_and_being_disabled_end_sessions_at_once(people: People) -> None:
    await people.add("Owner")
    added = await people.add("Li Lei", Role.MONEY)
    token, _ = await people.enter(added)
    await people.members.set_role("LI LEI", Role.VIEWING)
    assert await people.doors.current(token) is None
    second, who = await people.enter(added, 1)
    assert who.member.role is Role.VIEWING
    await people.members.disable("Li Lei")
    assert await people.doors.current(second) is None
    with pytest.raises(SignInRefused):
        await people.enter(added, 2)
    renewed = await people.members.reset("Li Lei", PASSWORD)
    with pytest.raises(SignInRefused):
        await people.doors.by_password("Li Lei", PASSWORD, people.code(added))
    await people.enter(renewed)


@on_sqlite
async def test_one_sees_and_ends_ones_own_sessions_only(people: People) -> None:
    added, other = await people.add("Li Lei"), await people.add("Han Mei")
    first_token, first = await people.enter(added)
    second_token, second = await people.enter(added, 1)
    _, stranger = await people.enter(other)
    shown = await people.doors.own_sessions(second)
    assert {one.id: one.is_this for one in shown} == {first.session_id: False, second.session_id: True}
    with pytest.raises(NotFound):
        await people.doors.end(stranger, first.session_id)
    await people.doors.end(second, first.session_id)
    assert await people.doors.current(first_token) is None
    await people.doors.end(second)
    assert await people.doors.current(second_token) is None


async def test_nobody_is_added_twice_and_an_owner_stays(people: People) -> None:
    await people.add("Li Lei", telegram_id=711)
    with pytest.raises(NameTaken):
        await people.add("LI LEI")
    with pytest.raises(TelegramTaken):
        await people.add("Han Mei", telegram_id=711)
    with pytest.raises(LastOwner):
        await people.members.set_role("Li Lei", Role.MONEY)
    with pytest.raises(LastOwner):
        await people.members.disable("Li Lei")
    assert [one.name for one in await people.members.members()] == ["Li Lei"]


async def test_whoever_writes_the_database_makes_nobody_an_owner(
    container: Container, people: People
) -> None:
    added = await people.add("Li Lei", Role.VIEWING)
    token, _ = await people.enter(added)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("UPDATE staff_members SET role = 'owner'"))
        await connection.execute(text("UPDATE staff_sessions SET role = 'owner'"))
    assert await people.doors.current(token) is None
    with pytest.raises(SignInRefused):
        await people.enter(added, 1)
    assert await people.members.members() == ()
