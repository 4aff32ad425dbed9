"""Whoever ordered and gave no address is reminded once, two days later, by day."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.wiring import Container, delivery_service
from domain.customers.results import CustomerView
from domain.dates import at_beijing
from domain.shipping.notices import AddressContent
from domain.shipping.service import ShippingService
from domain.shipping.staff import ShippingDesk
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import buy
from tests.support.returning import EVERYTHING, ask, buy_both, open_shop
from tests.support.shipping import give_address, sent

ORDERED = date(2026, 1, 5)
REMINDED = ORDERED + timedelta(days=2)


async def reminded(
    container: Container, clock: MovableClock, day: date, at: time = time(10, 0)
) -> list[AddressContent]:
    """What is told when both jobs run then."""
    now, channel = clock.move_to(day, at), RecordingChannel()
    await container.services.shipping.remind(now)
    await delivery_service(container, channel).deliver(now)
    return [content for _, content in channel.received if isinstance(content, AddressContent)]


async def test_who_gave_none_is_reminded_once_on_the_second_day_by_day(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    order = await buy(container, customer)
    shipping = container.services.shipping
    assert await shipping.remind_due(clock.now()) == at_beijing(REMINDED, time(10, 0))
    assert await reminded(container, clock, REMINDED, time(9, 59)) == []
    (told,) = await reminded(container, clock, REMINDED)
    assert (told.order_number, told.more) == (order.summary.number, 0)
    assert await shipping.remind_due(clock.now()) is None
    for days in range(1, 12):
        assert await reminded(container, clock, REMINDED + timedelta(days=days)) == []


@on_sqlite
async def test_one_message_speaks_of_all_that_waits_and_a_later_order_has_its_own(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    await buy(container, customer)
    clock.move_to(ORDERED + timedelta(days=1), time(10, 0))
    second = await buy(container, customer)
    (told,) = await reminded(container, clock, REMINDED)
    assert (told.order_number, told.more) == (second.summary.number, 1)
    assert await reminded(container, clock, REMINDED + timedelta(days=1)) == []
    clock.move_to(ORDERED + timedelta(days=8), time(10, 0))
    third = await buy(container, customer)
    (told,) = await reminded(container, clock, ORDERED + timedelta(days=10))
    assert (told.order_number, told.more) == (third.summary.number, 2)


async def test_nobody_is_reminded_who_gave_one_even_in_the_last_moment(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    await buy(container, customer)
    now, channel = clock.move_to(REMINDED, time(10, 0)), RecordingChannel()
    assert await container.services.shipping.remind(now) == {"planned": 1}
    await give_address(container, customer)
    await delivery_service(container, channel).deliver(now)
    assert channel.contents(AddressContent) == []
    assert await container.services.shipping.remind_due(now) is None


@on_sqlite
async def test_nor_whose_order_was_sent_all_comes_back_or_is_older_than_a_week(
    container: Container, customer: CustomerView, desk: ShippingDesk, clock: MovableClock
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(order))
    await container.services.privacy.erase(customer.id)
    assert await reminded(container, clock, REMINDED) == []
    await buy(container, customer)
    assert await reminded(container, clock, REMINDED + timedelta(days=12)) == []


@on_sqlite
async def test_what_is_asked_to_come_back_waits_for_no_address(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    await open_shop(container)
    order = await buy_both(container, customer)
    await ask(container, customer, order, EVERYTHING)
    assert await reminded(container, clock, REMINDED) == []


@on_sqlite
async def test_where_nothing_is_delivered_nobody_is_asked(
    container: Container, customer: CustomerView, clock: MovableClock
) -> None:
    await buy(container, customer)
    nowhere = ShippingService(container.store, clock, container.cipher, None)
    now = clock.move_to(REMINDED, time(10, 0))
    assert (await nowhere.remind(now), await nowhere.remind_due(now)) == ({"planned": 0}, None)
