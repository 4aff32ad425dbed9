"""What Telegram charged is booked, once, whatever stands in the way: it says so one time only."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.e2e.test_told_that_it_failed import all_taken
from tests.e2e.test_ways_to_pay import AMOUNT, invoice, owing, paid_periods
from tests.support.installation import Installation
from tests.support.persons import Person

NOT_YET, RECEIPT = "账上还没记好", f"✅ 已还 {AMOUNT}"
AT, FIVE_HOURS_LATER = 1767578400, "2026-01-05T15:00:00+08:00"
SLOW_S = 2.0

pytestmark = pytest.mark.bought(3)


@pytest.fixture
def with_invoices(installation: Installation) -> Installation:
    installation.environment |= {
        "PAYMENT_GATEWAYS": "sandbox,telegram",
        "TELEGRAM_PROVIDER_TOKEN": "provider:TEST:token",
        "SQLITE_BUSY_S": "0.3",
    }
    return installation


@pytest.fixture
def other(database_url: str) -> sqlite3.Connection:
    """Another process that can take the file for itself."""
    return sqlite3.connect(str(make_url(database_url).database), isolation_level=None)


async def charged_while_nothing_can_be_written(
    installation: Installation, other: sqlite3.Connection
) -> Person:
    """Somebody whom Telegram has charged: that is received while an answer takes long, and cannot be booked."""
    sandbox, person = installation.sandbox, await owing(installation)
    await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
    await sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
    await sandbox.say(person.id, "/help")
    await sandbox.inject(await word_of_telegrams(person))
    await all_taken(installation)
    other.execute("BEGIN IMMEDIATE")
    await sandbox.wait_for(person.id, NOT_YET)
    return person


async def word_of_telegrams(person: Person) -> dict[str, Any]:
    """What Telegram sends when it has charged the newest invoice."""
    (asked,) = await person.sandbox.requests("sendInvoice")
    payment = {
        "currency": "CNY",
        "total_amount": 133_300,
        "invoice_payload": asked["payload"]["payload"],
        "telegram_payment_charge_id": "charge-1",
        "provider_payment_charge_id": "charge-1",
    }
    return {
        "message": {
            "message_id": 9_000,
            "date": AT,
            "chat": {"id": person.id, "type": "private", "first_name": "测试"},
            "from": {"id": person.id, "is_bot": False, "first_name": "测试"},
            "successful_payment": payment,
        }
    }


async def told(person: Person, part: str) -> int:
    return sum(part in seen.text for seen in await person.heard())


async def test_a_charge_that_could_not_be_booked_is_when_the_database_is_back(
    with_invoices: Installation, other: sqlite3.Connection
) -> None:
    async with with_invoices.assistant():
        person = await charged_while_nothing_can_be_written(with_invoices, other)
        await asyncio.sleep(SLOW_S)  # it is tried again meanwhile, and not said again
        assert await told(person, "没有办成") == 0
        other.execute("ROLLBACK")
        await with_invoices.sandbox.wait_for(person.id, RECEIPT)
        assert (await told(person, NOT_YET), await told(person, RECEIPT)) == (1, 1)
        assert "已还 1/3 期" in await paid_periods(person)


async def test_nor_is_it_lost_with_the_process(
    with_invoices: Installation, other: sqlite3.Connection
) -> None:
    async with with_invoices.assistant() as process:
        person = await charged_while_nothing_can_be_written(with_invoices, other)
        assert await process.stop() == 0
    other.execute("ROLLBACK")
    await with_invoices.sandbox.move_to(FIVE_HOURS_LATER)
    async with with_invoices.assistant():
        await with_invoices.sandbox.wait_for(person.id, RECEIPT)
        assert "已还 1/3 期" in await paid_periods(person)


async def test_who_is_too_fast_and_pays_has_paid(with_invoices: Installation) -> None:
    async with with_invoices.assistant():
        person = await owing(with_invoices)
    with_invoices.environment["UPDATES_PER_MINUTE"] = "6"
    async with with_invoices.assistant():
        await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
        bill = await invoice(person)
        for _ in range(12):
            await with_invoices.sandbox.say(person.id, "/help")
        await with_invoices.sandbox.wait_for(person.id, "消息太快了")
        assert (await with_invoices.sandbox.pay(person.id, bill.message_id))["ok"]
        await with_invoices.sandbox.wait_for(person.id, RECEIPT)


async def test_a_question_before_a_charge_that_cannot_be_looked_up_is_answered_with_no(
    with_invoices: Installation, other: sqlite3.Connection
) -> None:
    """By Telegram's own doing the person would wait ten seconds, and read of a fault of the bot's."""
    async with with_invoices.assistant():
        sandbox, person = with_invoices.sandbox, await owing(with_invoices)
        await person.press("用 Telegram 支付 %(amount)s", amount=AMOUNT)
        bill = await invoice(person)
        await sandbox.fault("slow", chat_id=person.id, delay_s=SLOW_S, times=1)
        await sandbox.say(person.id, "/help")
        paying = asyncio.create_task(sandbox.pay(person.id, bill.message_id))
        await asyncio.sleep(SLOW_S / 4)
        await all_taken(with_invoices)
        other.execute("BEGIN IMMEDIATE")
        answer = await paying
        other.execute("ROLLBACK")
        assert not answer["ok"]
        assert "没有办成" in answer["error_message"]
