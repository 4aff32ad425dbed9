"""What waits is sent once, to the address as it is then; what happens to an order meanwhile is held against it."""

from __future__ import annotations

import asyncio
from datetime import date, time

import pytest
from sqlalchemy import text

from bot.adapters.holidays import ChineseHolidays
from bot.settings import Settings
from bot.wiring import NOTICES, Container
from domain.audit.service import AuditService
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind
from domain.privacy.results import Holding
from domain.shipping.errors import Fault, ShippingFault
from domain.shipping.notices import ParcelContent
from domain.shipping.results import MarkOutcome, ShippingState
from domain.shipping.staff import Delivered, Mark, Sent, ShippingDesk
from tests.domain.notices.test_notices import RecordingChannel
from tests.support import shipping
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.returning import EVERYTHING, THOUSAND, ask, buy_both, open_shop, require_clean_books
from tests.support.shipping import CARRIER, MASK, NUMBER, PHONE, RECEIVER, STREET, give_address, sent


async def refused(desk: ShippingDesk, mark: Mark) -> Fault:
    with pytest.raises(ShippingFault) as fault:
        await desk.mark(mark)
    return fault.value.fault


async def told(container: Container, clock: MovableClock) -> list[ParcelContent]:
    """What is told of parcels when notices go out next."""
    channel = RecordingChannel()
    await DeliveryService(container.store, clock, channel, ChineseHolidays(), NOTICES).deliver(clock.now())
    return channel.contents(ParcelContent)


async def state(container: Container, customer: CustomerView, order_id: str) -> ShippingState | None:
    shown = await container.services.shipping.of_order(customer.id, order_id)
    return shown.state if shown is not None else None


async def test_what_waits_is_sent_arrives_and_is_told_each_time(
    container: Container, customer: CustomerView, desk: ShippingDesk, clock: MovableClock
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    number, order_id = order.summary.number, order.summary.order_id
    (waiting,) = await desk.waiting()
    assert (waiting.number, waiting.state) == (number, ShippingState.WAITING)
    parcel = await desk.show(number)
    assert (parcel.receiver, parcel.phone, parcel.address) == (RECEIVER, PHONE, STREET)
    assert await desk.mark(sent(order)) is MarkOutcome.DONE
    assert await desk.waiting() == ()
    (under_way,) = await desk.under_way()
    assert (under_way.carrier, under_way.tracking_no) == (CARRIER, NUMBER)
    shown = await container.services.shipping.of_order(customer.id, order_id)
    assert shown is not None
    assert (shown.state, shown.mask, shown.tracking_no) == (ShippingState.SHIPPED, MASK, NUMBER)
    (notice,) = await told(container, clock)
    assert (notice.kind, notice.carrier, notice.tracking_no) == (NoticeKind.SHIPPED, CARRIER, NUMBER)
    assert await desk.mark(Delivered(number)) is MarkOutcome.DONE
    assert await state(container, customer, order_id) is ShippingState.DELIVERED
    (notice,) = await told(container, clock)
    loan = order.bills[0].loan_id  # what did not arrive is looked into as that of this loan
    assert (notice.kind, notice.loan_id) == (NoticeKind.DELIVERED, loan)
    assert await desk.under_way() == ()
    await require_clean_books(container)


async def test_the_same_word_twice_changes_nothing_and_another_one_is_refused(
    container: Container, customer: CustomerView, desk: ShippingDesk, clock: MovableClock
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    assert await refused(desk, Delivered(order.summary.number)) is Fault.NOT_SENT
    await desk.mark(sent(order))
    assert await desk.mark(sent(order)) is MarkOutcome.KNOWN
    assert await refused(desk, sent(order, "SF999")) is Fault.SENT_OTHERWISE
    await desk.mark(Delivered(order.summary.number))
    assert await desk.mark(Delivered(order.summary.number)) is MarkOutcome.KNOWN
    assert [one.kind for one in await told(container, clock)] == [
        NoticeKind.DELIVERED
    ]  # that it was sent is past


async def test_two_who_send_the_same_order_at_once_send_it_once(
    container: Container, customer: CustomerView, desk: ShippingDesk, clock: MovableClock
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    outcomes = await asyncio.gather(*(desk.mark(sent(order)) for _ in range(3)))
    assert sorted(outcomes) == [MarkOutcome.DONE, MarkOutcome.KNOWN, MarkOutcome.KNOWN]
    assert len(await told(container, clock)) == 1


@on_sqlite
async def test_receipt_is_confirmed_only_once_it_was_sent(
    container: Container, customer: CustomerView, desk: ShippingDesk, clock: MovableClock
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    returns, order_id = container.services.returns, order.summary.order_id
    with pytest.raises(Stale):
        await returns.confirm_receipt(customer.id, order_id)
    await desk.mark(sent(order))
    await returns.confirm_receipt(customer.id, order_id)
    await returns.confirm_receipt(customer.id, order_id)  # a double tap
    await desk.mark(Delivered(order.summary.number))
    assert await told(container, clock) == []  # they know more


@on_sqlite
async def test_a_new_address_is_of_what_was_not_sent_yet(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    first, second = await buy(container, customer), await buy(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(first))
    seen = await desk.show(second.summary.number)
    await give_address(container, customer, "王五 13800138000 北京市朝阳区建国路 88 号")
    assert await refused(desk, sent(second, "SF2", seen.version)) is Fault.ADDRESS_CHANGED
    await desk.mark(sent(second, "SF2", (await desk.show(second.summary.number)).version))
    assert (await desk.show(first.summary.number)).receiver == RECEIVER
    assert (await desk.show(second.summary.number)).receiver == "王五"
    masks = [
        shown.mask
        for order in (first, second)
        if (shown := await container.services.shipping.of_order(customer.id, order.summary.order_id))
    ]
    assert masks == [MASK, "王* 138****8000 北京市朝阳区****"]


async def test_nothing_is_sent_without_an_address_or_while_the_account_is_frozen(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    order = await buy(container, customer)
    assert await refused(desk, sent(order)) is Fault.NO_ADDRESS
    await give_address(container, customer)
    await container.services.security.freeze(customer.id)
    assert await refused(desk, sent(order)) is Fault.FROZEN
    (waiting,) = await desk.waiting()
    assert waiting.is_frozen


async def test_what_was_frozen_after_it_was_sent_still_arrives(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(order))
    await container.services.security.freeze(customer.id)
    assert await desk.mark(Delivered(order.summary.number)) is MarkOutcome.DONE


@on_sqlite
async def test_what_is_asked_back_before_it_was_sent_is_not_sent(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    await open_shop(container)
    order = await buy_both(container, customer)
    await give_address(container, customer)
    order_id = order.summary.order_id
    asked = await ask(container, customer, order, EVERYTHING)
    assert await desk.waiting() == ()
    assert await refused(desk, sent(order)) is Fault.RETURN_ASKED
    await container.services.returns.withdraw(customer.id, asked.return_id)
    assert len(await desk.waiting()) == 1
    asked = await ask(container, customer, order, EVERYTHING)
    await container.services.returns.book(asked.return_id)
    assert await refused(desk, sent(order)) is Fault.RETURNED
    assert await desk.waiting() == ()
    assert await state(container, customer, order_id) is None
    await require_clean_books(container)


@on_sqlite
async def test_of_an_order_of_which_part_went_back_the_rest_is_sent(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    await open_shop(container)
    order = await buy_both(container, customer)
    await give_address(container, customer)
    asked = await ask(container, customer, order, {THOUSAND: 1})
    await container.services.returns.book(asked.return_id)
    (waiting,) = await desk.waiting()
    assert [line.name.in_("zh_CN") for line in waiting.lines] == ["电脑"]
    assert await desk.mark(sent(order)) is MarkOutcome.DONE


@on_sqlite
async def test_what_has_arrived_is_returned_as_before(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    await open_shop(container)
    order = await buy_both(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(order))
    await desk.mark(Delivered(order.summary.number))
    asked = await ask(container, customer, order, EVERYTHING)
    assert not asked.received
    await container.services.returns.book(asked.return_id)
    assert await state(container, customer, order.summary.order_id) is ShippingState.DELIVERED
    await require_clean_books(container)


@on_sqlite
async def test_all_of_a_list_is_marked_or_nothing(
    container: Container, customer: CustomerView, desk: ShippingDesk, clock: MovableClock
) -> None:
    first, second = await buy(container, customer), await buy(container, customer)
    await give_address(container, customer)
    marks: list[Mark] = [sent(first, "SF1"), Delivered(first.summary.number), sent(second, "SF2")]
    outcomes = await desk.mark_all([*marks, Sent("F0", CARRIER, "SF3"), Delivered("F1")])
    assert outcomes[3:] == (Fault.UNKNOWN, Fault.UNKNOWN)
    assert len(await desk.waiting()) == 2
    assert await told(container, clock) == []
    assert set(await desk.mark_all(marks)) == {MarkOutcome.DONE}
    assert set(await desk.mark_all(marks)) == {MarkOutcome.KNOWN}
    kinds = sorted(one.kind for one in await told(container, clock))
    assert kinds == [NoticeKind.DELIVERED, NoticeKind.SHIPPED]


@on_sqlite
async def test_orders_from_before_the_shop_delivered_stay_as_they_were(
    container: Container, customer: CustomerView, settings: Settings, clock: MovableClock
) -> None:
    order = await buy(container, customer)  # on 2026-01-05
    later = shipping.desk(container, settings.model_copy(update={"delivers_since": date(2026, 1, 6)}))
    assert await later.waiting() == ()
    assert await refused(later, sent(order)) is Fault.NOT_OURS
    clock.move_to(date(2026, 1, 6), time(0, 0))
    new = await buy(container, customer, product_id="xiaomi-15", plan_id="consumer-3")
    assert [one.number for one in await later.waiting()] == [new.summary.number]


@on_sqlite
async def test_whoever_erases_everything_but_contracts_is_asked_for_the_address_again(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    first, second = await buy(container, customer), await buy(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(first))
    await container.services.privacy.erase(customer.id)
    assert await state(container, customer, second.summary.order_id) is ShippingState.NO_ADDRESS
    assert await refused(desk, sent(second)) is Fault.NO_ADDRESS
    assert (await desk.show(first.summary.number)).receiver == RECEIVER  # where it went belongs to the order
    await give_address(container, customer)
    assert await state(container, customer, second.summary.order_id) is ShippingState.WAITING


async def test_a_label_with_an_address_that_was_deleted_is_not_believed_of_the_next_one(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    label = (await desk.show(order.summary.number)).version
    await container.services.privacy.erase(customer.id)
    await give_address(container, customer, "李四，13900001234，上海市浦东新区世纪大道100号")
    assert await refused(desk, sent(order, version=label)) is Fault.ADDRESS_CHANGED
    await desk.mark(sent(order, version=(await desk.show(order.summary.number)).version))


async def test_of_an_address_that_was_deleted_nothing_is_held_but_its_number(
    container: Container, customer: CustomerView
) -> None:
    await buy(container, customer)
    await give_address(container, customer)
    privacy = container.services.privacy
    assert (await privacy.view(customer.id)).held[Holding.DELIVERY] == 1
    erased = await privacy.erase(customer.id)
    assert erased is not None
    assert Holding.DELIVERY not in erased.held
    assert "delivery" not in (await privacy.copy(customer.id)).held
    async with container.engine.connect() as connection:
        (left,) = (await connection.execute(text("SELECT * FROM delivery_addresses"))).mappings()
    assert {name for name, value in left.items() if value is not None} == {
        "customer_id",
        "version",
        "changed_at",
    }


async def test_who_has_no_contract_loses_the_address_with_the_account(container: Container) -> None:
    nobody = await arrive(container, 7)
    await give_address(container, nobody)
    assert await container.services.privacy.erase(nobody.id) is None
    async with container.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM delivery_addresses")) == 0


@on_sqlite
async def test_the_copy_of_ones_data_has_both_masked(
    container: Container, customer: CustomerView, desk: ShippingDesk
) -> None:
    order = await buy(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(order))
    held = (await container.services.privacy.copy(customer.id)).held["delivery"]
    for table in ("delivery_addresses", "shipments"):
        (row,) = held[table]
        assert f"{row['receiver']} {row['phone']} {row['address']}" == MASK
        assert "draft" not in row


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE shipments SET delivered_at = '2025-01-01 00:00:00+00:00'", "it arrived before it was sent"),
        (
            "UPDATE orders SET received_at = '2025-01-01 00:00:00+00:00'",
            "it was confirmed as received before it was sent",
        ),
        (
            "UPDATE shipments SET customer_id = (SELECT max(id) FROM customers WHERE telegram_id = 2)",
            "is of another customer than its row of orders",
        ),
    ],
)
async def test_the_audit_names_a_parcel_that_cannot_be(
    container: Container, customer: CustomerView, desk: ShippingDesk, change: str, said: str
) -> None:
    await arrive(container, 2)
    order = await buy(container, customer)
    await give_address(container, customer)
    await desk.mark(sent(order))
    audit = AuditService(container.store)
    assert await audit.across() == []
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(change))
    assert [one.what for one in await audit.across()] == [said]
