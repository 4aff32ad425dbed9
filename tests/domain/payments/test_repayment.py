"""Repaying a bill: charged once, posted once, whatever goes wrong between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain import tables as t
from domain.errors import NotFound, Stale
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState
from domain.payments.errors import PaymentUncertain
from domain.quotes.errors import EarlierBillOpen
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, pay, repay_next

OPENING = 24  # entries at drawdown: principal and fee of twelve instalments


@dataclass
class Paying:
    container: Container
    gateway: FaultyApp
    charges: object


@pytest.fixture
async def paying(settings: Settings, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Paying]:
    """The services with the gateway on a socket of its own."""
    book = book_in(tmp_path)
    app = FaultyApp(book)
    async with serving(app) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(container.store).apply(catalog(), {})
        yield Paying(container, app, book)
        await container.aclose()
    book.close()


async def _ledger(container: Container, loan_id: str) -> list[tuple[str, str, int]]:
    async with container.engine.connect() as connection:
        rows = await connection.execute(
            select(
                col(t.LedgerEntry.debit_account),
                col(t.LedgerEntry.credit_account),
                col(t.LedgerEntry.amount_fen),
            )
            .where(col(t.LedgerEntry.loan_id) == loan_id)
            .order_by(col(t.LedgerEntry.seq))
        )
        return [(debit, credit, amount) for debit, credit, amount in rows]


@on_sqlite
async def test_repaying_posts_the_split_to_the_ledger(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    assert await repay_next(container, customer) == 35_724
    entries = await _ledger(container, order.bills[0].loan_id)
    assert entries[:2] == [
        ("principal_receivable", "merchant_payable", 33_325),
        ("fee_receivable", "fee_income", 2_399),
    ]
    assert sum(amount for debit, _, amount in entries if debit == "principal_receivable") == 399_900
    assert entries[OPENING:] == [
        ("cash", "fee_receivable", 2_399),
        ("cash", "principal_receivable", 33_325),
    ]


@on_sqlite
async def test_a_second_confirmation_answers_the_same_receipt_and_charges_nothing_more(
    container: Container,
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    first = await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    second = await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    assert second == first
    assert len(await _ledger(container, order.bills[0].loan_id)) == OPENING + 2


async def test_two_confirmations_at_once_are_one_payment(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    receipts = await asyncio.gather(
        *(container.services.payments.confirm_quote(customer.id, quote.quote_id) for _ in range(3)),
        return_exceptions=True,
    )
    assert len({r.payment_id for r in receipts if not isinstance(r, BaseException)}) == 1
    assert all(isinstance(r, PaymentInFlight) for r in receipts if isinstance(r, BaseException))
    assert len(await _ledger(container, order.bills[0].loan_id)) == OPENING + 2


@on_sqlite
async def test_two_screens_for_one_bill_take_the_money_once(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    bill_id = order.bills[0].installment_id
    quotes = [await container.services.quotes.bill(customer.id, bill_id) for _ in range(2)]
    first, second = [await pay(container, customer, quote.quote_id) for quote in quotes]
    assert second.payment_id == first.payment_id
    assert len(await _ledger(container, order.bills[0].loan_id)) == OPENING + 2


@on_sqlite
async def test_a_screen_with_another_amount_is_stale_once_the_loan_was_paid(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    part = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 10_000)
    await repay_next(container, customer)
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, part.quote_id)


@on_sqlite
async def test_a_late_bill_is_paid_with_its_penalty(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    clock.move_to(date(2026, 2, 6))
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert (bill.state, bill.days_late, bill.penalty_fen, bill.owed_fen) == (
        BillState.OVERDUE, 1, 18, 35_742,
    )  # fmt: skip
    assert await repay_next(container, customer) == 35_742
    paid = await container.services.bills.bill(customer.id, bill.installment_id)
    assert (paid.state, paid.penalty_fen, paid.owed_fen) == (BillState.PAID, 18, 0)


@on_sqlite
async def test_an_offer_of_yesterday_with_another_amount_is_stale(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(date(2026, 2, 6))
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    clock.move_to(date(2026, 2, 8))
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, quote.quote_id)


@on_sqlite
async def test_a_later_bill_waits_for_the_earlier_one(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    with pytest.raises(EarlierBillOpen) as refused:
        await container.services.quotes.bill(customer.id, order.bills[2].installment_id)
    assert refused.value.values["no"] == 1


@on_sqlite
async def test_somebody_elses_bill_and_offer_are_not_found(container: Container) -> None:
    owner, stranger = await arrive(container, 1), await arrive(container, 2)
    order = await buy(container, owner)
    quote = await container.services.quotes.bill(owner.id, order.bills[0].installment_id)
    with pytest.raises(NotFound):
        await container.services.quotes.bill(stranger.id, order.bills[0].installment_id)
    with pytest.raises(NotFound):
        await container.services.payments.confirm_quote(stranger.id, quote.quote_id)


@on_sqlite
async def test_paying_the_last_bill_settles_the_loan_and_restores_the_credit_line(
    container: Container,
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-3")
    for _ in range(3):
        await repay_next(container, customer)
    assert (await container.services.orders.order(customer.id, order.summary.order_id)).summary.settled
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 3)
    (option,) = await container.services.checkout.lender_options(customer.id, draft.draft_id)
    assert option.credit_left_fen == 2_000_000


async def test_a_lost_answer_is_unknown_and_then_found_charged_once(
    paying: Paying, clock: MovableClock
) -> None:
    customer = await arrive(paying.container)
    order = await buy(paying.container, customer)
    repayment = paying.container.services.payments
    quote = await paying.container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    paying.gateway.lose_next_answer = 1
    with pytest.raises(PaymentUncertain):
        await repayment.confirm_quote(customer.id, quote.quote_id)
    bill = await paying.container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert bill.state is BillState.PAYING
    with pytest.raises(PaymentInFlight):
        await paying.container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    clock.advance(minutes=5)
    assert (await repayment.reconcile(clock.now()))["posted"] == 1
    assert len(await _ledger(paying.container, order.bills[0].loan_id)) == OPENING + 2
    assert (await repayment.confirm_quote(customer.id, quote.quote_id)).amount_fen == 35_724


@on_sqlite
async def test_a_request_that_never_arrived_is_started_again_under_the_same_id(
    paying: Paying, clock: MovableClock
) -> None:
    customer = await arrive(paying.container)
    order = await buy(paying.container, customer)
    repayment = paying.container.services.payments
    quote = await paying.container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    paying.gateway.lose_next_request = 1
    with pytest.raises(PaymentUncertain):
        await repayment.confirm_quote(customer.id, quote.quote_id)
    receipt = await pay(paying.container, customer, quote.quote_id)
    assert receipt.gateway_reference == f"SB{receipt.payment_id.upper()}"


async def test_a_payment_stopped_between_storing_and_asking_is_taken_up_by_the_sweep(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    await container.services.payments._record(customer.id, quote.quote_id)  # here the process dies
    assert sum((await container.services.payments.reconcile(clock.now())).values()) == 0  # too fresh to touch
    clock.advance(minutes=5)
    assert (await container.services.payments.reconcile(clock.now()))["posted"] == 1
