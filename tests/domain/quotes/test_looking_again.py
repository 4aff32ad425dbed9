"""Looking at a repayment keeps one row at most: looked at again it is the same quote, with the same nonce."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.errors import Stale
from domain.payments.errors import PaymentDeclined
from domain.payments.gateways import GatewayRegistry
from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    RefundRequest,
    RefundResult,
)
from domain.payments.service import PaymentService
from domain.quotes.results import QuoteView
from domain.terms import PrepayStrategy
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, pay

DUE = date(2026, 2, 5)


async def borrower(container: Container) -> tuple[CustomerView, str]:
    """Twelve bills of ¥357.24, due on the fifth, the first in a month."""
    customer = await arrive(container)
    order = await buy(container, customer)
    return customer, order.bills[0].loan_id


async def rows(container: Container, table: str = "repayment_quotes") -> int:
    async with container.engine.connect() as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


CopyQueries = Callable[[Container, str, str], Awaitable[QuoteView]]


async def _bill(container: Container, customer_id: str, loan_id: str) -> QuoteView:
    (bill, *_) = (await container.services.bills.open_bills(customer_id)).bills
    return await container.services.quotes.bill(customer_id, bill.installment_id)


async def _amount(container: Container, customer_id: str, loan_id: str) -> QuoteView:
    return await container.services.quotes.amount(customer_id, loan_id, 10_000)


async def _settlement(container: Container, customer_id: str, loan_id: str) -> QuoteView:
    return await container.services.quotes.settlement(customer_id, loan_id)


async def _prepayment(container: Container, customer_id: str, loan_id: str) -> QuoteView:
    return await container.services.quotes.prepayment(customer_id, loan_id, 100_000, PrepayStrategy.FEWER)


LOOKS: list[CopyQueries] = [_bill, _amount, _settlement, _prepayment]


@on_sqlite
@pytest.mark.parametrize("look", LOOKS)
async def test_looking_twice_writes_one_row_and_shows_the_same(
    container: Container, look: CopyQueries
) -> None:
    customer, loan_id = await borrower(container)
    first = await look(container, customer.id, loan_id)
    assert await look(container, customer.id, loan_id) == first
    assert await rows(container) == 1


@on_sqlite
async def test_each_amount_and_each_use_of_it_is_a_row_of_its_own(container: Container) -> None:
    customer, loan_id = await borrower(container)
    quotes = container.services.quotes
    shown = [
        await look(container, customer.id, loan_id)
        for look in (*LOOKS, *LOOKS)  # the second time round nothing is new
    ]
    shown.append(await quotes.amount(customer.id, loan_id, 20_000))
    shown.append(await quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.SMALLER))
    assert len({quote.quote_id for quote in shown}) == await rows(container) == 6


@on_sqlite
async def test_on_another_day_it_is_another_row(container: Container, clock: MovableClock) -> None:
    customer, loan_id = await borrower(container)
    first = await _bill(container, customer.id, loan_id)
    clock.move_to(DUE)
    assert (await _bill(container, customer.id, loan_id)).quote_id != first.quote_id


@on_sqlite
async def test_after_a_payment_it_is_another_row(container: Container) -> None:
    customer, loan_id = await borrower(container)
    first = await _amount(container, customer.id, loan_id)
    receipt = await pay(container, customer, first.quote_id)
    second = await _amount(container, customer.id, loan_id)
    assert (await pay(container, customer, second.quote_id)).payment_id != receipt.payment_id


class Refusing:
    """A gateway at which nobody has any money."""

    name = "refusing"
    amounts = AmountRange()
    customer_acts = False

    async def start(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason="insufficient_balance")

    async def query(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason="insufficient_balance")

    async def cancel(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)

    async def refund(self, request: RefundRequest) -> RefundResult:
        return RefundResult(GatewayRefundStatus.BY_HAND)


@on_sqlite
async def test_what_was_declined_can_be_paid_on_the_screen_that_is_looked_at_next(
    container: Container,
) -> None:
    customer, loan_id = await borrower(container)
    declined = await _bill(container, customer.id, loan_id)
    refusing = PaymentService(container.store, container.clock, GatewayRegistry(Refusing()))
    with pytest.raises(PaymentDeclined):
        await refusing.confirm_quote(customer.id, declined.quote_id)
    again = await _bill(container, customer.id, loan_id)
    assert (again.quote_id == declined.quote_id, again.amount_fen) == (False, declined.amount_fen)
    with pytest.raises(PaymentDeclined):  # the old button gives its first answer
        await container.services.payments.confirm_quote(customer.id, declined.quote_id)
    assert (await pay(container, customer, again.quote_id)).amount_fen == again.amount_fen


@on_sqlite
async def test_a_renewed_offer_is_the_one_the_fresh_screen_shows(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrower(container)
    old = await _settlement(container, customer.id, loan_id)
    clock.move_to(date(2026, 2, 6))
    renewed = [await container.services.quotes.renew(customer.id, old.quote_id) for _ in range(2)]
    shown = await _settlement(container, customer.id, loan_id)
    assert {quote.quote_id for quote in renewed} == {shown.quote_id}
    assert (renewed[1].was_fen, shown.was_fen) == (old.amount_fen, None)
    assert await rows(container) == 2


@on_sqlite
@pytest.mark.parametrize("look", LOOKS)
async def test_an_explanation_writes_no_row(container: Container, look: CopyQueries) -> None:
    customer, loan_id = await borrower(container)
    shown = await look(container, customer.id, loan_id)
    explained = await container.services.breakdowns.quote(customer.id, shown.quote_id)
    assert explained.quote == shown
    assert await rows(container) == 1


# An amount that is typed


async def test_asking_for_another_amount_writes_no_row_and_is_meant_for_that_loan(
    container: Container, clock: MovableClock
) -> None:
    customer, first_loan = await borrower(container)
    second_loan = (await buy(container, customer, product_id="lamp")).bills[0].loan_id
    quotes = container.services.quotes
    for loan_id in (first_loan, second_loan):
        await _amount(container, customer.id, loan_id)
        clock.advance(minutes=1)
    assert await quotes.newest_quoted_loan(customer.id) == second_loan
    bill = await quotes.another_amount(customer.id, first_loan)
    assert (bill.loan_id, bill.no) == (first_loan, 1)
    assert await quotes.newest_quoted_loan(customer.id) == first_loan
    assert await rows(container) == 2


async def test_a_charge_without_a_screen_does_not_change_what_a_typed_amount_is_meant_for(
    container: Container, clock: MovableClock
) -> None:
    customer, first_loan = await borrower(container)
    second_loan = (await buy(container, customer, product_id="lamp")).bills[0].loan_id
    clock.move_to(DUE)
    await _amount(container, customer.id, first_loan)
    clock.advance(minutes=1)
    await container.services.quotes.due(customer.id, second_loan)
    assert await container.services.quotes.newest_quoted_loan(customer.id) == first_loan


async def test_another_amount_of_a_loan_that_was_never_shown_is_stale(container: Container) -> None:
    customer, loan_id = await borrower(container)
    with pytest.raises(Stale):
        await container.services.quotes.another_amount(customer.id, loan_id)
    assert await rows(container) == 0


# A nonce is of one place


@on_sqlite
async def test_a_screen_never_shares_its_nonce_with_a_debit(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrower(container)
    clock.move_to(DUE)
    shown = await _bill(container, customer.id, loan_id)
    debits = [await container.services.quotes.due(customer.id, loan_id) for _ in range(2)]
    assert {quote.amount_fen for quote in debits} == {shown.amount_fen}
    assert len({shown.quote_id, *(quote.quote_id for quote in debits)}) == 3
    assert (await _bill(container, customer.id, loan_id)).quote_id == shown.quote_id


async def test_a_basket_looked_at_twice_is_one_basket_of_the_same_offers(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrower(container)
    await buy(container, customer, product_id="lamp")
    clock.move_to(DUE)
    alone = await _bill(container, customer.id, loan_id)
    choice = await container.services.batches.choice(customer.id)
    first = await container.services.batches.quote(customer.id, choice.due, choice.version)
    assert await container.services.batches.quote(customer.id, choice.due, choice.version) == first
    assert alone.quote_id not in {quote.quote_id for quote in first.quotes}
    assert (await rows(container, "repayment_batches"), await rows(container)) == (1, 3)
    smaller = await container.services.batches.quote(customer.id, {1: 1}, choice.version)
    assert smaller.batch_id != first.batch_id
    assert smaller.quotes == first.quotes[:1]


async def test_yesterdays_basket_is_renewed_once_however_often_it_is_tapped(
    container: Container, clock: MovableClock
) -> None:
    customer, _ = await borrower(container)
    clock.move_to(date(2026, 2, 10))
    choice = await container.services.batches.choice(customer.id)
    old = await container.services.batches.quote(customer.id, choice.due, choice.version)
    clock.move_to(date(2026, 2, 11))
    renewed = [await container.services.batches.renew(customer.id, old.batch_id) for _ in range(2)]
    assert renewed[0] == renewed[1]
    assert renewed[0].was_fen == old.amount_fen
    assert (await rows(container, "repayment_batches"), await rows(container)) == (2, 2)
