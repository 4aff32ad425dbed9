"""Of what a killed process left undone nothing is carried out, and what does not wait is done all the same: a number leaves
the chat, whoever does not want to live is answered."""

from __future__ import annotations

import pytest

from tests.e2e.test_told_that_it_failed import SLOW_S, all_taken, heard
from tests.support import shipping
from tests.support.builders import ADULT
from tests.support.databases import DATABASES, POSTGRES
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.processes import running
from tests.support.thorough import by_turns

pytestmark = pytest.mark.long

PUT_OFF, GONE, HOTLINE = "可能没有办成", "您那条消息我已经删除", "12356"
NEXT_DAY = "2026-01-06T10:00:00+08:00"


async def killed_with(installation: Installation, person: Person, *words: str) -> int:
    """Let somebody say this and nobody answer. Returns how much they have heard up to then."""
    async with installation.assistant() as process:
        await person.arrive()
        before = len(await heard(person))
        await installation.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
        for each in ("/help", *words):
            await installation.sandbox.say(person.id, each)
        await all_taken(installation)
        await process.kill()
    await installation.sandbox.clear_faults()
    return before


async def told_afterwards(installation: Installation, person: Person, before: int) -> list[str]:
    async with installation.assistant():
        await installation.sandbox.idle()
        return [each.text for each in (await heard(person))[before:]]


@pytest.mark.parametrize(
    ("database_kind", "is_old"),
    by_turns(DATABASES, [pytest.param(True, id="old"), pytest.param(False, id="young")]),
)
async def test_numbers_leave_the_chat_and_it_is_said_once(installation: Installation, is_old: bool) -> None:
    person = Person(installation.sandbox, 52)
    before = await killed_with(installation, person, f"我的身份证是{ADULT}", "在吗", ADULT)
    if is_old:
        await installation.sandbox.move_to(NEXT_DAY)
    told = await told_afterwards(installation, person, before)
    assert [PUT_OFF in each for each in told].count(True) == 1, told
    assert any(GONE in each and PUT_OFF in each for each in told), told
    assert [each.deleted for each in await person.typed()] == [False, False, True, False, True]


@pytest.mark.parametrize("is_old", [False, True], ids=["young", "old"])
async def test_whoever_does_not_want_to_live_is_answered_however_late(
    installation: Installation, is_old: bool
) -> None:
    person = Person(installation.sandbox, 52)
    before = await killed_with(installation, person, "撑不下去了，不想活了", "在吗")
    if is_old:
        await installation.sandbox.move_to(NEXT_DAY)
    told = await told_afterwards(installation, person, before)
    assert [HOTLINE in each for each in told].count(True) == 1, told
    assert [PUT_OFF in each for each in told].count(True) == 1, told


@pytest.mark.parametrize("database_kind", [POSTGRES])
async def test_a_standby_that_stops_in_good_order_knows_nothing_of_what_the_killed_one_said(
    installation: Installation,
) -> None:
    person = Person(installation.sandbox, 52)
    async with installation.assistant() as process:
        await person.arrive()
        async with running("run", cwd=installation.folder, **installation.environment) as standby:
            await standby.line("Another process is receiving; standing by")
            before = len(await heard(person))
            await installation.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
            for each in ("/help", "购物车"):
                await installation.sandbox.say(person.id, each)
            await all_taken(installation)
            assert await standby.stop() == 0
        await process.kill()
    await installation.sandbox.clear_faults()
    told = await told_afterwards(installation, person, before)
    assert [PUT_OFF in each for each in told].count(True) == 1, told


async def test_an_address_that_was_not_taken_leaves_the_chat_as_one_that_was(
    installation: Installation,
) -> None:
    installation.environment |= {
        "DELIVERS_SINCE": shipping.SINCE.isoformat(), "RETURN_ADDRESS": shipping.RETURN_ADDRESS
    }  # fmt: skip
    person = Person(installation.sandbox, 52)
    async with installation.assistant() as process:
        await person.arrive()
        await person.say("收货地址")
        await person.press("填收货地址")
        before = len(await heard(person))
        await installation.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
        for each in ("嗯", shipping.TYPED):
            await installation.sandbox.say(person.id, each)
        await all_taken(installation)
        await process.kill()
    await installation.sandbox.clear_faults()
    told = await told_afterwards(installation, person, before)
    assert any(GONE in each and PUT_OFF in each for each in told), told
    assert (await person.typed())[-1].deleted
