"""Whoever was told that something failed does not find it done later: not when the database is back, nor after a restart."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import make_url

from tests.support import shipping
from tests.support.databases import DATABASES, PostgresDatabases, postgres_usually, sqlite_usually
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.purchases import CUSTOMER
from tests.support.sandbox_client import SandboxError, Seen
from tests.support.thorough import by_turns

AMOUNT = "¥1,333.00"
NOT_DONE = "这一步没有办成"
DELIVERS = {"DELIVERS_SINCE": shipping.SINCE.isoformat(), "RETURN_ADDRESS": shipping.RETURN_ADDRESS}
PAUSE_S, PATIENCE_S, SLOW_S = 0.1, 180.0, 4.0
FIVE_HOURS_LATER = "2026-01-05T15:00:00+08:00"


class Locked:
    """The file is another's to write."""

    def __init__(self, file: str) -> None:
        self._other = sqlite3.connect(file, isolation_level=None)

    async def begin(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    async def end(self) -> None:
        if self._other.in_transaction:
            self._other.execute("ROLLBACK")


class ReadOnly:
    """The server takes no writes."""

    def __init__(self, server: PostgresDatabases) -> None:
        self._server = server

    async def begin(self) -> None:
        await self._server.take_writes(False)

    async def end(self) -> None:
        await self._server.take_writes(True)


NoWrites = Locked | ReadOnly

pytestmark = [pytest.mark.long, pytest.mark.bought(3)]


@pytest.fixture
async def no_writes(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[NoWrites]:
    """Makes that the database can be read and not written."""
    url = make_url(database_url)
    trouble: NoWrites = (
        Locked(str(url.database))
        if url.get_backend_name() == "sqlite"
        else ReadOnly(request.getfixturevalue("postgres_databases"))
    )
    yield trouble
    await trouble.end()


@pytest.fixture
def impatient(installation: Installation) -> Installation:
    installation.environment["SQLITE_BUSY_S"] = "0.3"
    return installation


# The tests of what is bought before they begin
async def owing(installation: Installation) -> Person:
    """Somebody with three payments of ¥1,333.00 before them, about to confirm the first."""
    person = Person(installation.sandbox, CUSTOMER)
    await person.say("/repay")
    return person


async def confirm_just_before(
    installation: Installation, person: Person, no_writes: NoWrites, button: str = AMOUNT
) -> None:
    """Tap while the answer before takes long: the tap is received, and when it is handled nothing can be written."""
    seen = await person.last()
    label = next(label for label in seen.labels if button in label)
    await installation.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
    await installation.sandbox.say(person.id, "/help")
    press = installation.sandbox.press(person.id, label, message_id=seen.message_id)
    tapping = asyncio.create_task(press)  # which ends with the tap's answer
    await asyncio.sleep(0.5)
    await all_taken(installation)
    await no_writes.begin()
    for _ in range(int(PATIENCE_S / PAUSE_S)):
        if any(NOT_DONE in each.text for each in await heard(person)):
            await tapping
            return
        await asyncio.sleep(PAUSE_S)
    raise AssertionError([each.text for each in await heard(person)])


async def say_an_address_that_fails(installation: Installation, person: Person, no_writes: NoWrites) -> None:
    """Answer what is asked of an address, and be told that it failed; nothing can be written from then on."""
    await installation.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
    await installation.sandbox.say(person.id, shipping.RECEIVER)
    await installation.sandbox.say(person.id, f"{shipping.PHONE} {shipping.STREET}")
    await all_taken(installation)
    await no_writes.begin()
    await installation.sandbox.wait_for(person.id, NOT_DONE)


async def heard(person: Person) -> list[Seen]:
    return [seen for seen in await person.sandbox.messages(person.id, idle=False) if seen.sender == "bot"]


async def all_taken(installation: Installation) -> None:
    """Until the assistant has taken every update."""
    while True:
        try:
            return await installation.sandbox.idle(timeout_s=0.05)
        except SandboxError as busy:
            if busy.body["unconfirmed_updates"] == 0:
                return None


async def paid_periods(person: Person) -> str:
    return (await person.say("/orders")).text


async def pays_when_tapped_again(person: Person) -> None:
    await person.say("/repay")
    assert (await person.press_with(AMOUNT)).text.startswith(f"✅ 已还 {AMOUNT}")
    assert "已还 1/3 期" in await paid_periods(person)


@postgres_usually
async def test_what_failed_is_over_when_the_database_is_back(
    impatient: Installation, no_writes: NoWrites
) -> None:
    async with impatient.assistant() as process:
        person = await owing(impatient)
        await confirm_just_before(impatient, person, no_writes)
        await no_writes.end()
        await impatient.sandbox.idle()
        assert "已还 0/3 期" in await paid_periods(person)
        await process.kill()
    await impatient.sandbox.move_to(FIVE_HOURS_LATER)
    async with impatient.assistant():
        await impatient.sandbox.idle()
        assert "已还 0/3 期" in await paid_periods(person)
        await pays_when_tapped_again(person)


@sqlite_usually
async def test_what_failed_is_not_done_by_the_next_process_though_it_could_not_be_crossed_out(
    impatient: Installation, no_writes: NoWrites
) -> None:
    async with impatient.assistant() as process:
        person = await owing(impatient)
        await confirm_just_before(impatient, person, no_writes)
        await process.kill()
    await no_writes.end()
    async with impatient.assistant():
        await impatient.sandbox.idle()
        assert "已还 0/3 期" in await paid_periods(person)
        await pays_when_tapped_again(person)


@postgres_usually
async def test_what_was_sent_long_before_the_restart_is_not_carried_out_and_the_person_is_told_once(
    impatient: Installation,
) -> None:
    async with impatient.assistant() as process:
        person = await owing(impatient)
        await impatient.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
        before = len(await heard(person))
        for words in ("/bills", "/orders", "购物车"):
            await person.sandbox.say(person.id, words)
        await all_taken(impatient)
        await process.kill()
    await impatient.sandbox.clear_faults()
    await impatient.sandbox.move_to(FIVE_HOURS_LATER)
    async with impatient.assistant():
        await impatient.sandbox.idle()
        told = [each.text for each in (await heard(person))[before:]]
    assert ["可能没有办成" in text for text in told].count(True) == 1, told


async def test_it_is_said_in_the_language_that_was_chosen(
    impatient: Installation, no_writes: NoWrites
) -> None:
    async with impatient.assistant():
        person = Person(impatient.sandbox, 53, "en")
        await person.arrive()
        await person.say("/agent")
        await person.press("直接写给客服")
        await impatient.sandbox.user(person.id, language_code="zh-hans")  # of Telegram; the choice stays
        await impatient.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
        await impatient.sandbox.say(person.id, "Where is it?")
        await impatient.sandbox.say(person.id, "Hello?")
        await all_taken(impatient)
        await no_writes.begin()
        await impatient.sandbox.wait_for(person.id, "this step was not done", within_s=60)


async def test_words_that_could_not_be_written_down_get_one_answer_and_no_other(
    impatient: Installation, no_writes: NoWrites
) -> None:
    """Nobody further down takes up what failed: words for a person of the shop are no question of bills."""
    async with impatient.assistant():
        person = Person(impatient.sandbox, 52)
        await person.arrive()
        await person.say("/agent")
        await person.press("直接写给客服")
        before = len(await heard(person))
        await impatient.sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
        await impatient.sandbox.say(person.id, "第一句话")
        await impatient.sandbox.say(person.id, "账单上这一笔不对")
        await all_taken(impatient)
        await no_writes.begin()
        await impatient.sandbox.wait_for(person.id, NOT_DONE)
        await no_writes.end()
        await impatient.sandbox.idle()
        told = [each.text for each in (await heard(person))[before:]]
    assert [NOT_DONE in text for text in told] == [False, True], told


async def test_words_of_an_address_that_could_not_be_kept_gets_one_answer_each_and_is_not_kept(
    impatient: Installation, no_writes: NoWrites
) -> None:
    impatient.environment |= DELIVERS
    async with impatient.assistant() as process:
        person = Person(impatient.sandbox, 52)
        await person.arrive()
        await person.say("收货地址")
        await person.press("填收货地址")
        before = len(await heard(person))
        await say_an_address_that_fails(impatient, person, no_writes)
        await no_writes.end()
        await impatient.sandbox.idle()
        told = [each.text for each in (await heard(person))[before:]]
        assert [NOT_DONE in text for text in told] == [True, True], told
        assert "还没填收货地址。" in (await person.say("收货地址")).text
        await process.stop()
    async with impatient.assistant():
        assert "还没填收货地址。" in (await person.say("收货地址")).text


@pytest.mark.parametrize(
    ("database_kind", "in_order"),
    by_turns(DATABASES, [pytest.param(False, id="killed"), pytest.param(True, id="stopped")]),
)
async def test_words_that_failed_are_not_kept_by_the_next_process_though_they_could_not_be_crossed_out(
    impatient: Installation, no_writes: NoWrites, in_order: bool
) -> None:
    impatient.environment |= DELIVERS
    person = Person(impatient.sandbox, 52)
    async with impatient.assistant() as process:
        await person.arrive()
        await person.say("收货地址")
        await person.press("填收货地址")
        await say_an_address_that_fails(impatient, person, no_writes)
        await (process.stop() if in_order else process.kill())
    await no_writes.end()
    async with impatient.assistant():
        await impatient.sandbox.idle()
        assert "还没填收货地址。" in (await person.say("收货地址")).text


@sqlite_usually
async def test_a_choice_that_failed_is_not_made_by_the_next_process_though_it_could_not_be_crossed_out(
    impatient: Installation, no_writes: NoWrites
) -> None:
    """Not only what confirms something is over once it was said to have failed."""
    person = Person(impatient.sandbox, 52)
    async with impatient.assistant() as process:
        await person.arrive()
        await person.say("/language")
        await confirm_just_before(impatient, person, no_writes, button="English")
        await process.kill()
    await no_writes.end()
    async with impatient.assistant():
        await impatient.sandbox.idle()
        assert "语言" in (await person.say("/language")).text


@postgres_usually
async def test_goods_at_once_that_failed_are_not_paid_when_the_database_is_back(
    impatient: Installation, no_writes: NoWrites
) -> None:
    person = Person(impatient.sandbox, 52)
    async with impatient.assistant():
        await person.arrive()
        await _to_the_confirmation_at_once(person)
        await confirm_just_before(impatient, person, no_writes, button="付款")
        await no_writes.end()
        await impatient.sandbox.idle()
    async with impatient.assistant():
        await impatient.sandbox.move_to(FIVE_HOURS_LATER)
        assert "您还没有订单" in (await person.say("/orders")).text
        await _to_the_confirmation_at_once(person)
        assert "下单成功" in (await person.press_with("付款")).text
        assert (await person.say("/orders")).text.count("已付清") == 1


async def _to_the_confirmation_at_once(person: Person) -> None:
    await person.say("逛逛")
    await person.press_first()
    await person.press_first()
    await person.press_with("一次付清")
