"""What is due on the day of the contract is asked for by the receipt, told once in the evening, and then as what is late."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.adapters.holidays import ChineseHolidays
from bot.wiring import NOTICES, Container
from domain.notices.bill_notices import BillsContent
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.fees_at_drawdown import FEE_FEN, PLAN_ID, open_shop
from tests.support.people import arrive, buy, repay_next

SIGNED = date(2026, 1, 5)


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


@pytest.fixture
def notices(container: Container, channel: RecordingChannel) -> DeliveryService:
    return DeliveryService(container.store, container.clock, channel, ChineseHolidays(), NOTICES)


async def swept(
    notices: DeliveryService, channel: RecordingChannel, clock: MovableClock, day: date, at: time
) -> list[tuple[NoticeKind, list[int]]]:
    """What has been told until then: of each notice the numbers of its bills. Nothing is left to be planned."""
    now = clock.move_to(day, at)
    await notices.plan(now)
    await notices.deliver(now)
    assert await notices.plan_due(now) > now
    return [(told.kind, [bill.no for bill in told.bills]) for told in channel.contents(BillsContent)]


@on_sqlite
async def test_nothing_is_pushed_after_the_receipt_and_one_reminder_comes_in_the_evening(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await open_shop(container)
    clock.move_to(SIGNED, time(10))
    await buy(container, await arrive(container), plan_id=PLAN_ID)
    for at in (time(10, 1), time(12), time(19, 59)):
        assert await swept(notices, channel, clock, SIGNED, at) == []
    assert await swept(notices, channel, clock, SIGNED, time(20)) == [(NoticeKind.DUE_TODAY, [0])]
    assert channel.contents(BillsContent)[0].total_fen == FEE_FEN
    assert len(await swept(notices, channel, clock, SIGNED, time(21))) == 1


@on_sqlite
async def test_who_signs_in_the_evening_is_not_reminded_of_what_was_just_read(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await open_shop(container)
    clock.move_to(SIGNED, time(18))
    await buy(container, await arrive(container), plan_id=PLAN_ID)
    for at in (time(18, 1), time(20), time(21, 59)):
        assert await swept(notices, channel, clock, SIGNED, at) == []


@on_sqlite
async def test_a_fee_that_is_paid_is_not_told(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await open_shop(container)
    customer = await arrive(container)
    await buy(container, customer, plan_id=PLAN_ID)
    assert await swept(notices, channel, clock, SIGNED, time(17)) == []
    await repay_next(container, customer)
    assert await swept(notices, channel, clock, SIGNED, time(20)) == []
    assert await swept(notices, channel, clock, SIGNED + timedelta(days=1), time(9)) == []


@on_sqlite
async def test_a_fee_that_stays_open_is_told_as_late_from_the_next_day_on(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await open_shop(container)
    clock.move_to(SIGNED, time(19))
    await buy(container, await arrive(container), plan_id=PLAN_ID)
    told = await swept(notices, channel, clock, SIGNED + timedelta(days=1), time(9))
    assert told == [(NoticeKind.OVERDUE, [0])]


@on_sqlite
async def test_bills_of_periods_are_told_in_the_morning_as_ever_and_a_fee_of_the_day_with_them(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await open_shop(container)
    customer = await arrive(container)
    await buy(container, customer, plan_id="consumer-3", product_id="lamp")
    due = date(2026, 2, 5)
    clock.move_to(due, time(8))
    await buy(container, customer, plan_id=PLAN_ID)
    told = await swept(notices, channel, clock, due, time(9))
    assert [(kind, sorted(numbers)) for kind, numbers in told] == [(NoticeKind.DUE_TODAY, [0, 1])]
    assert len(await swept(notices, channel, clock, due, time(20))) == 1
