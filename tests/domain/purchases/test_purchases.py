"""What is bought at once: its order, what goes back of it, what is kept of it, and what the audit sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import bot.wiring
from bot.adapters.payments.registry import PaymentMethods
from bot.settings import Settings
from bot.wiring import build_container
from domain.audit.anchors import Anchors
from domain.audit.service import AuditService
from domain.documents.results import PaidPurchase
from domain.errors import NotFound, Stale
from domain.payments.gateways import GatewayRegistry
from domain.returns.results import ReturnStatus, ReturnView
from handlers.privacy.views import ask_erase, erased
from handlers.ui.i18n import texts_for
from tests.support.at_once import CASH_FEN, PRODUCT, Buyer
from tests.support.cash_prices import sell
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, verify
from tests.support.qr_gateway import QrGateway
from tests.support.returning import require_clean_books

CASES, PHONES = 1, 2  # the lines of an order of a case and two phones
CASE_FEN = 5_900


@pytest.fixture
async def buyer(
    settings: Settings, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Buyer]:
    gateway = QrGateway(tmp_path)
    methods = PaymentMethods(GatewayRegistry(gateway))
    monkeypatch.setattr(bot.wiring, "build_payment_methods", lambda *_: methods)
    container = build_container(settings, clock)
    await sell(container, xiaomi_15=CASH_FEN)
    yield Buyer(container, gateway, await arrive(container))
    await container.aclose()
    gateway.close()


async def _two_phones_and_a_case(buyer: Buyer) -> str:
    shop = buyer.container.services.catalog
    await shop.set_quantity(buyer.customer.id, PRODUCT, 2)
    await shop.set_quantity(buyer.customer.id, "case", 1)
    purchase = await buyer.container.services.purchases.start_from_cart(buyer.customer.id)
    await buyer.scan(await buyer.open(purchase.purchase_id), purchase.total_fen)
    return (await buyer.newest_order()).summary.order_id


async def _ask(buyer: Buyer, order_id: str, picks: dict[int, int]) -> ReturnView:
    returns = buyer.container.services.returns
    shown = await returns.refund_preview(buyer.customer.id, order_id, picks)
    return await returns.request(buyer.customer.id, order_id, picks, shown.version)


@on_sqlite
async def test_part_of_it_goes_back_and_then_the_rest_each_at_its_price(buyer: Buyer) -> None:
    returns, order_id = buyer.container.services.returns, await _two_phones_and_a_case(buyer)
    stock = await buyer.stock()
    asked = await _ask(buyer, order_id, {PHONES: 1})
    again = await returns.request(buyer.customer.id, order_id, {PHONES: 1}, 0)
    assert (again.return_id, asked.amount_fen) == (asked.return_id, CASH_FEN)
    booked = await returns.book(asked.return_id)
    assert (booked.status, booked.to_customer_fen) == (ReturnStatus.BOOKED, CASH_FEN)
    assert (await returns.book(asked.return_id)).status is ReturnStatus.BOOKED
    await buyer.require_clean_books()
    assert [one.is_done for one in (await buyer.newest_order()).refunds] == [False]
    await buyer.send_money_back()
    assert buyer.gateway.refunded_fen() == CASH_FEN
    assert await buyer.stock() == stock + 1
    await returns.book((await _ask(buyer, order_id, {PHONES: 1, CASES: 1})).return_id)
    await buyer.send_money_back()
    await buyer.require_clean_books()
    order = await buyer.newest_order()
    assert order.summary.returned
    assert [one.is_done for one in order.refunds] == [True, True]
    assert buyer.gateway.refunded_fen() == order.summary.total_fen == 2 * CASH_FEN + CASE_FEN
    with pytest.raises(Stale):
        await returns.refund_preview(buyer.customer.id, order_id, {CASES: 1})


@on_sqlite
async def test_what_arrived_is_not_sold_again_when_it_comes_back(buyer: Buyer) -> None:
    returns, order_id = buyer.container.services.returns, await _two_phones_and_a_case(buyer)
    stock = await buyer.stock()
    await returns.confirm_receipt(buyer.customer.id, order_id)
    await returns.book((await _ask(buyer, order_id, {PHONES: 2})).return_id)
    assert await buyer.stock() == stock
    await buyer.require_clean_books()


async def test_a_declined_or_withdrawn_return_gives_nothing_back(buyer: Buyer) -> None:
    returns, order_id = buyer.container.services.returns, await _two_phones_and_a_case(buyer)
    await returns.withdraw(buyer.customer.id, (await _ask(buyer, order_id, {PHONES: 1})).return_id)
    await returns.decline((await _ask(buyer, order_id, {PHONES: 1})).return_id, "用过了")
    await buyer.send_money_back()
    assert buyer.gateway.refunded_fen() == 0
    await buyer.require_clean_books()


async def test_a_gateway_that_pays_nothing_back_leaves_it_to_the_staff(buyer: Buyer) -> None:
    refunds, order_id = buyer.container.services.refunds, await _two_phones_and_a_case(buyer)
    buyer.gateway.pays_back = False
    returns = buyer.container.services.returns
    await returns.book((await _ask(buyer, order_id, {CASES: 1})).return_id)
    await buyer.send_money_back()
    (waiting,) = await refunds.by_hand()
    assert waiting.amount_fen == CASE_FEN
    await refunds.paid_by_hand(waiting.refund_id, "BANK-1")
    assert await refunds.by_hand() == ()
    assert [one.is_done for one in (await buyer.newest_order()).refunds] == [True]
    assert [found async for _, found in AuditService(buyer.container.store).purchases() if found] == []


async def test_nothing_of_loans_is_said_of_it(buyer: Buyer) -> None:
    services, order_id = buyer.container.services, await _two_phones_and_a_case(buyer)
    customer_id = buyer.customer.id
    assert (await services.bills.current_bills(customer_id)).bills == ()
    assert (await services.history.payments(customer_id, 0)).payments == ()
    assert await services.refunds.overpayments(customer_id) == ()
    payment_id = (await buyer.newest_order()).payment_id
    for asked in (
        services.orders.order(customer_id, order_id),
        services.breakdowns.order(customer_id, order_id),
        services.documents.certificate(customer_id, order_id),
        services.payments.check_payment(customer_id, payment_id),
    ):
        with pytest.raises(NotFound):
            await asked
    with pytest.raises(Stale):
        await services.returns.preview(customer_id, order_id, {PHONES: 1})


async def test_its_receipt_is_a_document_that_names_nobody_and_can_be_confirmed(buyer: Buyer) -> None:
    services, _ = buyer.container.services, await _two_phones_and_a_case(buyer)
    payment_id = (await buyer.newest_order()).payment_id
    issued = await services.documents.receipt(buyer.customer.id, payment_id)
    assert await services.documents.receipt(buyer.customer.id, payment_id) == issued
    assert isinstance(issued.facts, PaidPurchase)
    assert issued.facts.total_fen == 2 * CASH_FEN + CASE_FEN
    assert issued.issue.number.startswith("FK")
    assert [one.id for one in await services.documents.repayments(buyer.customer.id)] == [payment_id]
    found = await services.verification.verify_document(issued.issue.verification_code)
    assert (found.name_mask, found.amount_fen) == ("", 2 * CASH_FEN + CASE_FEN)
    stranger = await arrive(buyer.container, 4242)
    with pytest.raises(NotFound):
        await services.documents.receipt(stranger.id, payment_id)


@on_sqlite
async def test_an_order_with_a_loan_and_one_paid_at_once_stand_in_one_list(
    buyer: Buyer, clock: MovableClock
) -> None:
    await buy(buyer.container, buyer.customer)
    clock.advance(minutes=1)
    await _two_phones_and_a_case(buyer)
    page = await buyer.container.services.orders.orders(buyer.customer.id, 0)
    assert [(one.paid_at_once, one.settled, bool(one.periods)) for one in page.orders] == [
        (True, True, False),
        (False, False, True),
    ]
    await require_clean_books(buyer.container)


@on_sqlite
async def test_what_was_paid_at_once_is_kept_and_the_identity_is_not(
    buyer: Buyer, clock: MovableClock
) -> None:
    privacy = buyer.container.services.privacy
    await verify(buyer.container, buyer.customer)
    await _two_phones_and_a_case(buyer)
    kept = await privacy.erase(buyer.customer.id)
    assert kept is not None
    assert kept.kept is not None
    assert (kept.kept.has_loans, kept.kept.until) == (False, clock.now().date().replace(year=2031))
    copy = await privacy.copy(buyer.customer.id)
    assert "identity" not in copy.held
    assert len(copy.held["payments"]["ledger_entries"]) == 1
    await buyer.require_clean_books()
    clock.move_to(clock.now().date().replace(year=2031, day=clock.now().day + 1))
    assert await privacy.erase(buyer.customer.id) is None
    await buyer.container.services.customers.arrive(1, "zh-hans")


@on_sqlite
async def test_who_was_never_charged_is_forgotten_with_all_that_was_shown(
    buyer: Buyer, clock: MovableClock
) -> None:
    payment_id = await buyer.open()
    assert (await buyer.container.services.privacy.view(buyer.customer.id)).kept is not None
    await buyer.payments.cancel(buyer.customer.id, payment_id)
    clock.advance(days=2)
    await buyer.choose()
    assert await buyer.container.services.privacy.erase(buyer.customer.id) is None


@on_sqlite
async def test_what_was_called_off_just_now_is_kept_until_its_money_cannot_come_any_more(
    buyer: Buyer, clock: MovableClock
) -> None:
    privacy, payment_id = buyer.container.services.privacy, await buyer.open()
    await buyer.payments.cancel(buyer.customer.id, payment_id)
    kept = await privacy.erase(buyer.customer.id)
    assert kept is not None
    assert kept.kept is not None
    assert (kept.kept.until, kept.kept.may_come_until) == (None, clock.now().date() + timedelta(days=2))
    for screen in (ask_erase(texts_for("zh_CN"), kept, 1), erased(texts_for("zh_CN"), kept)):
        assert (
            "您刚取消的付款，钱有可能还会到账，到账了要退给您。1月7日（周三）之后就可以全部删除。"
            in screen.html()
        )
    await buyer.scan(payment_id)  # it comes all the same, and goes back to whom it came from
    await buyer.send_money_back()
    assert buyer.gateway.refunded_fen() == CASH_FEN


TAMPERED = {
    "another amount in the ledger": "UPDATE ledger_entries SET amount_fen = amount_fen + 1",
    "an order over less": "UPDATE orders SET total_fen = total_fen - 1",
    "a payment that never came": "UPDATE payments SET status = 'void'",
    "a purchase given up that is an order": "UPDATE purchases SET status = 'given_up'",
    "pieces sold and held": "UPDATE purchases SET held_until = created_at",
    "a refund that nobody owes": (
        "INSERT INTO refunds (id, payment_id, purchase_id, customer_id, amount_fen, status, created_at)"
        " SELECT 'r', id, purchase_id, customer_id, 100, 'pending', created_at FROM payments"
    ),
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
async def test_the_audit_sees_what_was_changed_of_it(buyer: Buyer, statement: str) -> None:
    await _two_phones_and_a_case(buyer)
    await buyer.require_clean_books()
    async with buyer.container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(statement))
    assert [found async for _, found in AuditService(buyer.container.store).purchases() if found] != []


async def test_its_book_is_anchored_and_what_is_cut_off_of_it_is_seen(buyer: Buyer) -> None:
    await _two_phones_and_a_case(buyer)
    audit, first = AuditService(buyer.container.store), Anchors({})
    assert [found async for _, found in audit.purchases(first) if found] == []
    assert [head.count for head in first.now.values()] == [1]
    again = Anchors(first.now)
    assert [found async for _, found in audit.purchases(again) if found] == []
    assert (again.now, again.missing()) == ({}, [])
    async with buyer.container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("DELETE FROM ledger_entries"))
    cut = Anchors(first.now)
    found = [one.what async for _, wrong in audit.purchases(cut) for one in wrong]
    assert any("the last ones were taken away" in what for what in found)
