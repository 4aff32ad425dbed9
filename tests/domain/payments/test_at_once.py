"""Goods that are paid at once (一次付清): charged once, ordered once, or the money goes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

import bot.wiring
from bot.adapters.payments.external import ExternalGateway
from bot.adapters.payments.registry import PaymentMethods
from bot.settings import Settings
from bot.wiring import build_container, catalog_importer
from domain.catalog.errors import PriceChanged, SoldOut, SoldOutMeanwhile, WithdrawnMeanwhile
from domain.customers.errors import AccountFrozen
from domain.errors import NotFound, Stale
from domain.outbox.results import NoticeKind
from domain.payments.gateways import GatewayRegistry
from domain.payments.results import PurchaseAwaited, PurchaseReceipt
from domain.purchases.errors import (
    NotPayableAtOnce,
    PaidForNothing,
    PurchaseDeclined,
    PurchaseInFlight,
)
from domain.purchases.sale import HELD_FOR
from domain.value import replace
from tests.support.at_once import CASH_FEN, DECLINED, PRODUCT, Buyer, receipt
from tests.support.cash_prices import sell, with_cash_prices
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive
from tests.support.qr_gateway import QrGateway

HELD_S = HELD_FOR.total_seconds()


@pytest.fixture
async def buyer(
    settings: Settings, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Buyer]:
    """Goods of ¥3,999.00 that cost ¥3,899.00 at once. At the end the books agree, whatever a test did."""
    gateway = QrGateway(tmp_path)
    methods = PaymentMethods(GatewayRegistry(ExternalGateway(), gateway))
    monkeypatch.setattr(bot.wiring, "build_payment_methods", lambda *_: methods)
    container = build_container(settings, clock)
    await sell(container, xiaomi_15=CASH_FEN)
    buyer = Buyer(container, gateway, await arrive(container))
    yield buyer
    await buyer.require_clean_books()
    await container.aclose()
    gateway.close()


@on_sqlite
async def test_what_is_paid_at_once_is_an_order_over_the_cash_price(buyer: Buyer) -> None:
    stock = await buyer.stock()
    payment_id = await buyer.open()
    await buyer.scan(payment_id)
    order = await buyer.newest_order()
    assert (order.summary.total_fen, order.payment_id) == (CASH_FEN, payment_id)
    assert (order.summary.paid_at_once, order.summary.settled, order.summary.periods) == (True, True, 0)
    assert await buyer.stock() == stock - 1
    assert await buyer.told() == [NoticeKind.PURCHASE]
    paid = receipt(await buyer.payments.check(buyer.customer.id, payment_id))
    assert (paid.order_id, paid.amount_fen) == (order.summary.order_id, CASH_FEN)


@on_sqlite
async def test_goods_without_a_cash_price_cost_their_price(buyer: Buyer) -> None:
    await sell(buyer.container)
    assert (await buyer.choose()).total_fen == 399_900


@on_sqlite
async def test_a_lenders_own_page_sells_nothing(buyer: Buyer) -> None:
    assert buyer.payments.payment_methods(CASH_FEN) == ("qr",)
    purchase = await buyer.choose()
    with pytest.raises(NotPayableAtOnce):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id, "external")


async def test_a_doubled_tap_opens_one_payment_and_holds_one_piece(buyer: Buyer) -> None:
    stock, purchase = await buyer.stock(), await buyer.choose()
    both = await asyncio.gather(
        *(buyer.payments.pay(buyer.customer.id, purchase.purchase_id) for _ in range(2))
    )
    ids = {answer.payment_id for answer in both}
    assert len(ids) == len(buyer.gateway.opened()) == 1
    assert await buyer.stock() == stock - 1
    await buyer.scan(ids.pop())
    again = await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)
    assert isinstance(again, PurchaseReceipt)
    assert await buyer.orders() == 1


async def test_the_same_word_of_the_gateway_twice_is_one_order(buyer: Buyer) -> None:
    payment_id = await buyer.open()
    said = buyer.gateway.pay(payment_id, CASH_FEN)
    await asyncio.gather(buyer.say(payment_id, said), buyer.say(payment_id, said))
    await buyer.follow()
    assert await buyer.orders() == 1


async def test_nobody_pays_two_purchases_at_the_same_time(buyer: Buyer) -> None:
    first = await buyer.open()
    second = await buyer.choose()
    with pytest.raises(PurchaseInFlight) as refused:
        await buyer.payments.pay(buyer.customer.id, second.purchase_id)
    assert refused.value.values["payment_id"] == first


async def test_of_two_purchases_confirmed_at_the_same_moment_one_is_paid(buyer: Buyer) -> None:
    first = await buyer.choose()
    await buyer.container.services.catalog.set_quantity(buyer.customer.id, "case", 1)
    second = await buyer.container.services.purchases.start_from_cart(buyer.customer.id)
    answers = await asyncio.gather(
        *(buyer.payments.pay(buyer.customer.id, one.purchase_id) for one in (first, second, second, first)),
        return_exceptions=True,
    )
    opened = {one.payment_id for one in answers if isinstance(one, PurchaseAwaited)}
    assert len(opened) == len(buyer.gateway.opened()) == 1
    assert all(isinstance(one, PurchaseAwaited | PurchaseInFlight | Stale) for one in answers), answers


@on_sqlite
async def test_pieces_are_held_while_they_are_paid_and_back_when_that_lapses(
    buyer: Buyer, clock: MovableClock
) -> None:
    stock, payment_id = await buyer.stock(), await buyer.open()
    clock.advance(seconds=HELD_S - 1)
    await buyer.follow()
    assert await buyer.stock() == stock - 1
    clock.advance(seconds=1)
    await buyer.follow()
    assert await buyer.stock() == stock
    with pytest.raises(PurchaseDeclined):
        await buyer.payments.check(buyer.customer.id, payment_id)


async def test_what_nobody_knows_the_outcome_of_holds_pieces_no_longer(
    buyer: Buyer, clock: MovableClock
) -> None:
    """The gateway is gone: nobody can say what became of the payment, and nobody else waits for the piece."""
    stock = await buyer.stock()
    await buyer.open()
    purchases = buyer.container.services.purchases
    due = await purchases.release_due(clock.now())
    assert due == clock.now() + HELD_FOR
    assert await purchases.release(due - timedelta(seconds=1)) == {"released": 0}
    assert await purchases.release(due) == {"released": 1}
    assert await purchases.release(due) == {"released": 0}
    assert await buyer.stock() == stock
    assert await purchases.release_due(due) is None


async def test_money_that_comes_after_the_hold_is_taken_where_the_piece_is_there(
    buyer: Buyer, clock: MovableClock
) -> None:
    stock, payment_id = await buyer.stock(), await buyer.open()
    clock.advance(seconds=HELD_S)
    await buyer.follow()
    await buyer.scan(payment_id)
    assert (await buyer.orders(), await buyer.stock()) == (1, stock - 1)


async def test_money_that_comes_when_the_goods_are_gone_goes_back_by_itself_and_that_is_said(
    buyer: Buyer, clock: MovableClock
) -> None:
    payment_id = await buyer.open()
    clock.advance(seconds=HELD_S)
    await buyer.follow()
    await _leave(buyer, 0)
    await buyer.scan(payment_id)
    assert await buyer.orders() == 0
    assert await buyer.told() == [NoticeKind.PURCHASE]
    await buyer.require_clean_books()
    await buyer.send_money_back()
    assert buyer.gateway.refunded_fen() == CASH_FEN
    assert await buyer.told() == [NoticeKind.PURCHASE, NoticeKind.PURCHASE_REFUND]
    with pytest.raises(PaidForNothing):
        await buyer.payments.check(buyer.customer.id, payment_id)


async def test_the_second_of_two_charges_of_one_payment_goes_back(buyer: Buyer) -> None:
    payment_id = await buyer.open()
    await buyer.scan(payment_id, reference="R-1")
    await buyer.scan(payment_id, reference="R-2")
    await buyer.send_money_back()
    assert (await buyer.orders(), buyer.gateway.refunded_fen("R-2")) == (1, CASH_FEN)


@on_sqlite
async def test_another_amount_than_was_asked_for_buys_nothing_and_goes_back(buyer: Buyer) -> None:
    stock, payment_id = await buyer.stock(), await buyer.open()
    await buyer.scan(payment_id, CASH_FEN - 1)
    await buyer.send_money_back()
    assert (await buyer.orders(), await buyer.stock()) == (0, stock)
    assert buyer.gateway.refunded_fen() == CASH_FEN - 1


@on_sqlite
async def test_what_the_customer_called_off_goes_back_should_it_be_paid_all_the_same(buyer: Buyer) -> None:
    stock, payment_id = await buyer.stock(), await buyer.open()
    assert await buyer.payments.cancel(buyer.customer.id, payment_id) is None
    assert await buyer.payments.cancel(buyer.customer.id, payment_id) is None
    assert await buyer.stock() == stock
    await buyer.scan(payment_id)
    await buyer.send_money_back()
    assert (await buyer.orders(), buyer.gateway.refunded_fen()) == (0, CASH_FEN)


@on_sqlite
async def test_what_was_paid_before_it_was_called_off_is_an_order(buyer: Buyer) -> None:
    payment_id = await buyer.open()
    buyer.gateway.pay(payment_id, CASH_FEN)
    assert isinstance(await buyer.payments.cancel(buyer.customer.id, payment_id), PurchaseReceipt)
    assert await buyer.orders() == 1


@on_sqlite
async def test_one_who_pays_again_after_a_lapse_gets_one_order_and_the_late_money_back(
    buyer: Buyer, clock: MovableClock
) -> None:
    first = await buyer.open()
    clock.advance(seconds=HELD_S)
    await buyer.follow()
    await buyer.buy()
    await buyer.scan(first)
    await buyer.send_money_back()
    assert (await buyer.orders(), buyer.gateway.refunded_fen()) == (1, CASH_FEN)


@on_sqlite
async def test_a_declined_payment_lets_go_and_the_same_can_be_bought_anew(buyer: Buyer) -> None:
    stock, purchase = await buyer.stock(), await buyer.choose()
    payment_id = await buyer.open(purchase.purchase_id)
    await buyer.say(payment_id, DECLINED)
    assert await buyer.stock() == stock
    with pytest.raises(PurchaseDeclined):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)
    renewed = await buyer.container.services.purchases.renew(buyer.customer.id, purchase.purchase_id)
    assert renewed.purchase_id != purchase.purchase_id
    await buyer.scan(await buyer.open(renewed.purchase_id))
    assert await buyer.orders() == 1


@on_sqlite
async def test_a_changed_price_is_refused_before_anybody_is_asked_for_money(buyer: Buyer) -> None:
    purchase = await buyer.choose()
    await sell(buyer.container, xiaomi_15=CASH_FEN - 100)
    with pytest.raises(PriceChanged):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)
    assert buyer.gateway.opened() == []
    with pytest.raises(Stale):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)


async def test_so_is_what_was_sold_out_or_withdrawn_meanwhile(buyer: Buyer) -> None:
    purchase = await buyer.choose()
    await _leave(buyer, 0)
    with pytest.raises(SoldOutMeanwhile):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)
    with pytest.raises(SoldOut):
        await buyer.choose()
    await sell(buyer.container, xiaomi_15=CASH_FEN)
    purchase = await buyer.choose()
    spec = with_cash_prices(xiaomi_15=CASH_FEN)
    rest = tuple(one for one in spec.products if one.id != PRODUCT)
    await catalog_importer(buyer.container.store).apply(replace(spec, products=rest), {})
    with pytest.raises(WithdrawnMeanwhile):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)
    assert buyer.gateway.opened() == []
    await sell(buyer.container, xiaomi_15=CASH_FEN)  # so that its stock can be asked for


@on_sqlite
async def test_the_price_that_is_being_paid_holds_whatever_becomes_of_it_meanwhile(buyer: Buyer) -> None:
    payment_id = await buyer.open()
    await sell(buyer.container, xiaomi_15=CASH_FEN + 100)
    await buyer.scan(payment_id)
    assert (await buyer.newest_order()).summary.total_fen == CASH_FEN


async def test_two_who_want_the_last_piece_do_not_both_pay_for_it(buyer: Buyer) -> None:
    await _leave(buyer, 1)
    other = replace(buyer, customer=await arrive(buyer.container, telegram_id=4242))
    mine, theirs = await buyer.choose(), await other.choose()
    await buyer.open(mine.purchase_id)
    with pytest.raises(SoldOutMeanwhile):
        await other.payments.pay(other.customer.id, theirs.purchase_id)


@on_sqlite
async def test_a_frozen_account_is_refused_before_it_is_asked_anything(buyer: Buyer) -> None:
    purchase = await buyer.choose()
    await buyer.container.services.security.freeze(buyer.customer.id)
    with pytest.raises(AccountFrozen):
        await buyer.choose()
    with pytest.raises(AccountFrozen):
        await buyer.payments.pay(buyer.customer.id, purchase.purchase_id)
    assert buyer.gateway.opened() == []


@on_sqlite
async def test_nobody_sees_pays_or_calls_off_what_somebody_else_buys(buyer: Buyer) -> None:
    purchase = await buyer.choose()
    payment_id = await buyer.open(purchase.purchase_id)
    stranger = (await arrive(buyer.container, telegram_id=4242)).id
    for asked in (
        buyer.payments.pay(stranger, purchase.purchase_id),
        buyer.payments.check(stranger, payment_id),
        buyer.payments.awaited(stranger, payment_id),
        buyer.payments.cancel(stranger, payment_id),
        buyer.container.services.purchases.renew(stranger, purchase.purchase_id),
        buyer.container.services.payments.check_payment(buyer.customer.id, payment_id),
    ):
        with pytest.raises(NotFound):
            await asked


@on_sqlite
async def test_the_whole_cart_is_bought_at_once_and_leaves_it(buyer: Buyer) -> None:
    shop, customer_id = buyer.container.services.catalog, buyer.customer.id
    await shop.set_quantity(customer_id, PRODUCT, 2)
    cart = await shop.set_quantity(customer_id, "case", 1)
    purchase = await buyer.container.services.purchases.start_from_cart(customer_id)
    assert (
        purchase.total_fen
        == cart.at_once_fen
        == sum(line.unit_price_fen * line.quantity for line in purchase.lines)
    )
    payment_id = await buyer.open(purchase.purchase_id)
    await shop.set_quantity(customer_id, PRODUCT, 3)  # one more is wanted by now
    await buyer.scan(payment_id, purchase.total_fen)
    assert [(one.product.id, one.quantity) for one in (await shop.cart(customer_id)).lines] == [(PRODUCT, 1)]


@on_sqlite
async def test_telegram_may_charge_as_long_as_the_piece_is_held_and_keeps_it_that_long(
    buyer: Buyer, clock: MovableClock
) -> None:
    payments, payment_id = buyer.container.services.payments, await buyer.open()
    stock = await buyer.stock()
    clock.advance(seconds=HELD_S - 1)
    await payments.approve(buyer.customer.id, payment_id, CASH_FEN)
    with pytest.raises(PurchaseInFlight):
        await buyer.payments.cancel(buyer.customer.id, payment_id)
    clock.advance(minutes=9)
    await buyer.follow()
    assert await buyer.stock() == stock
    clock.advance(minutes=2)
    await buyer.follow()
    with pytest.raises(PurchaseDeclined):
        await payments.approve(buyer.customer.id, payment_id, CASH_FEN)


@on_sqlite
async def test_a_screen_that_is_looked_at_again_is_the_same_purchase_until_it_is_paid(buyer: Buyer) -> None:
    first = await buyer.choose()
    assert await buyer.choose() == first
    answer = await buyer.payments.pay(buyer.customer.id, first.purchase_id)
    assert isinstance(answer, PurchaseAwaited)
    assert (await buyer.choose()).purchase_id != first.purchase_id


async def _leave(buyer: Buyer, pieces: int) -> None:
    spec = with_cash_prices(xiaomi_15=CASH_FEN)
    goods = tuple(replace(one, stock=pieces) if one.id == PRODUCT else one for one in spec.products)
    await catalog_importer(buyer.container.store).apply(replace(spec, products=goods), {})


async def test_an_import_while_pieces_are_held_makes_none_that_are_not_there(buyer: Buyer) -> None:
    stock = await buyer.stock()
    payment_id = await buyer.open()
    await sell(buyer.container, xiaomi_15=CASH_FEN)
    assert await buyer.stock() == stock - 1
    await buyer.scan(payment_id)
    await buyer.newest_order()
    assert await buyer.stock() == stock - 1
