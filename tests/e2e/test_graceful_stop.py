"""Asked to stop, the assistant finishes what it is handling, and leaves nothing to be done twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.receiving.processor import SIDE_BY_SIDE
from tests.support.databases import DATABASES
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, SandboxError, Seen
from tests.support.thorough import by_turns

pytestmark = pytest.mark.long

BUSY_S = 1.0
each_with_one = pytest.mark.parametrize(
    ("database_kind", "either_way"), by_turns(DATABASES, ["webhook", "polling"]), indirect=["either_way"]
)


async def answers(sandbox: SandboxClient, person_id: int) -> list[Seen]:
    return [seen for seen in await sandbox.messages(person_id, idle=False) if seen.sender == "bot"]


async def _answered(sandbox: SandboxClient, person_id: int) -> None:
    while True:
        if await answers(sandbox, person_id):
            return
        await asyncio.sleep(0.1)


async def _in_hand(sandbox: SandboxClient) -> None:
    """Until the assistant has taken every update."""
    while True:
        try:
            return await sandbox.idle(timeout_s=0.05)
        except SandboxError as busy:
            if busy.body["unconfirmed_updates"] == 0:
                return None


@each_with_one
async def test_what_is_being_answered_at_the_stop_is_answered_and_only_once(either_way: Installation) -> None:
    sandbox, people = either_way.sandbox, range(60, 66)
    async with either_way.assistant() as process:
        for person in people:
            await sandbox.user(person, first_name="测试", language_code="zh-hans")
            await sandbox.say(person, "/start")
        await sandbox.idle()
        await sandbox.fault("slow", method="sendMessage", delay_s=BUSY_S, times=len(people))
        await asyncio.gather(*(sandbox.say(person, "/bills") for person in people))
        await _in_hand(sandbox)
        assert await process.stop() == 0
        assert not [line for line in process.lines if "ERROR" in line or "Traceback" in line], process.lines
    told = [len(await answers(sandbox, person)) for person in people]
    async with either_way.assistant():
        await sandbox.idle()
    assert [len(await answers(sandbox, person)) for person in people] == told == [2] * len(people)


@each_with_one
async def test_words_that_wait_for_their_turn_at_the_stop_are_kept_by_the_next_process(
    either_way: Installation,
) -> None:
    sandbox = either_way.sandbox
    person = Person(sandbox, 70)
    async with either_way.assistant() as process:
        await person.arrive()
        await person.say("/agent")
        await person.press("直接写给客服")
        await sandbox.fault("429", chat_id=person.id, times=99, retry_after=300)
        await sandbox.say(person.id, "第一句话")
        await sandbox.say(person.id, "第二句话")
        await _in_hand(sandbox)
        assert await process.stop() == 0
    await sandbox.clear_faults()
    async with either_way.assistant():
        await sandbox.idle()
        said = [each.text for each in await answers(sandbox, person.id)]
    assert sum("记下" in text for text in said) == 2, said


async def test_those_whom_telegram_puts_off_hold_up_neither_a_stranger_nor_the_stop_and_are_answered_later(
    installation: Installation,
) -> None:
    sandbox, put_off, stranger = installation.sandbox, range(2000, 2000 + SIDE_BY_SIDE + 12), 1999
    async with installation.assistant() as process:
        for person in (*put_off, stranger):
            await sandbox.user(person, first_name="测试", language_code="zh-hans")
        for person in put_off:
            await sandbox.fault("429", chat_id=person, times=99, retry_after=300)
            await sandbox.say(person, "/help")
        await _in_hand(sandbox)
        await sandbox.say(stranger, "/help")
        async with asyncio.timeout(30):  # far less than those wait
            await _answered(sandbox, stranger)
        assert not any([await answers(sandbox, person) for person in put_off])
        async with asyncio.timeout(20):
            assert await process.stop() == 0
    await sandbox.clear_faults()
    async with installation.assistant():
        await sandbox.idle()
    assert [len(await answers(sandbox, person)) for person in (*put_off, stranger)] == [1] * (
        len(put_off) + 1
    )
