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
from bot.wiring import House, build_house, catalog_importer
from domain import tables as t
from domain.errors import NotFound, Stale
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState
from domain.payments.errors import PaymentUncertain
from domain.quotes.errors import EarlierBillOpen
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, pay, repay_next

OPENING = 24  # entries at drawdown: principal and fee of twelve instalments


@dataclass
class Paying:
    house: House
    gateway: FaultyApp
    charges: object


@pytest.fixture
async def paying(settings: Settings, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Paying]:
    """The services with the gateway on a socket of its own."""
    book = book_in(tmp_path)
    app = FaultyApp(book)
    async with serving(app) as address:
        house = build_house(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(house.store).apply(catalog(), {})
        yield Paying(house, app, book)
        await house.aclose()
    book.close()


async def _ledger(house: House, loan_id: str) -> list[tuple[str, str, int]]:
    async with house.engine.connect() as connection:
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


async def test_repaying_posts_the_split_to_the_ledger(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    assert await repay_next(house, customer) == 35_724
    entries = await _ledger(house, order.bills[0].loan_id)
    assert entries[:2] == [
        ("principal_receivable", "merchant_payable", 33_325),
        ("fee_receivable", "fee_income", 2_399),
    ]
    assert sum(amount for debit, _, amount in entries if debit == "principal_receivable") == 399_900
    assert entries[OPENING:] == [
        ("cash", "fee_receivable", 2_399),
        ("cash", "principal_receivable", 33_325),
    ]


async def test_a_second_confirmation_answers_the_same_receipt_and_charges_nothing_more(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    offer = await house.services.offers.bill(customer.id, order.bills[0].installment_id)
    first = await house.services.repayment.confirm(customer.id, offer.offer_id)
    second = await house.services.repayment.confirm(customer.id, offer.offer_id)
    assert second == first
    assert len(await _ledger(house, order.bills[0].loan_id)) == OPENING + 2


async def test_two_confirmations_at_once_are_one_payment(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    offer = await house.services.offers.bill(customer.id, order.bills[0].installment_id)
    receipts = await asyncio.gather(
        *(house.services.repayment.confirm(customer.id, offer.offer_id) for _ in range(3)),
        return_exceptions=True,
    )
    assert len({r.payment_id for r in receipts if not isinstance(r, BaseException)}) == 1
    assert all(isinstance(r, PaymentInFlight) for r in receipts if isinstance(r, BaseException))
    assert len(await _ledger(house, order.bills[0].loan_id)) == OPENING + 2


async def test_two_screens_for_one_bill_take_the_money_once(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    bill_id = order.bills[0].installment_id
    offers = [await house.services.offers.bill(customer.id, bill_id) for _ in range(2)]
    first, second = [await pay(house, customer, offer.offer_id) for offer in offers]
    assert second.payment_id == first.payment_id
    assert len(await _ledger(house, order.bills[0].loan_id)) == OPENING + 2


async def test_a_screen_with_another_amount_is_stale_once_the_loan_was_paid(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    part = await house.services.offers.amount(customer.id, order.bills[0].loan_id, 10_000)
    await repay_next(house, customer)
    with pytest.raises(Stale):
        await house.services.repayment.confirm(customer.id, part.offer_id)


async def test_a_late_bill_is_paid_with_its_penalty(house: House, clock: MovableClock) -> None:
    customer = await arrive(house)
    await buy(house, customer)
    clock.move_to(date(2026, 2, 6))
    (bill, *_) = (await house.services.bills.open_bills(customer.id)).bills
    assert (bill.state, bill.days_late, bill.penalty_fen, bill.owed_fen) == (
        BillState.OVERDUE, 1, 18, 35_742,
    )  # fmt: skip
    assert await repay_next(house, customer) == 35_742
    paid = await house.services.bills.bill(customer.id, bill.installment_id)
    assert (paid.state, paid.penalty_fen, paid.owed_fen) == (BillState.PAID, 18, 0)


async def test_an_offer_of_yesterday_with_another_amount_is_stale(house: House, clock: MovableClock) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    clock.move_to(date(2026, 2, 6))
    offer = await house.services.offers.bill(customer.id, order.bills[0].installment_id)
    clock.move_to(date(2026, 2, 8))
    with pytest.raises(Stale):
        await house.services.repayment.confirm(customer.id, offer.offer_id)


async def test_a_later_bill_waits_for_the_earlier_one(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    with pytest.raises(EarlierBillOpen) as refused:
        await house.services.offers.bill(customer.id, order.bills[2].installment_id)
    assert refused.value.values["no"] == 1


async def test_somebody_elses_bill_and_offer_are_not_found(house: House) -> None:
    owner, stranger = await arrive(house, 1), await arrive(house, 2)
    order = await buy(house, owner)
    offer = await house.services.offers.bill(owner.id, order.bills[0].installment_id)
    with pytest.raises(NotFound):
        await house.services.offers.bill(stranger.id, order.bills[0].installment_id)
    with pytest.raises(NotFound):
        await house.services.repayment.confirm(stranger.id, offer.offer_id)


async def test_paying_the_last_bill_settles_the_loan_and_restores_the_credit_line(house: House) -> None:
    customer = await arrive(house)
    order = await buy(house, customer, plan_id="consumer-3")
    for _ in range(3):
        await repay_next(house, customer)
    assert (await house.services.orders.order(customer.id, order.summary.order_id)).summary.settled
    draft = await house.services.checkout.start_with(customer.id, "xiaomi-15")
    await house.services.checkout.choose_periods(customer.id, draft.draft_id, 3)
    (option,) = await house.services.checkout.lender_options(customer.id, draft.draft_id)
    assert option.credit_left_fen == 2_000_000


async def test_a_lost_answer_is_unknown_and_then_found_charged_once(
    paying: Paying, clock: MovableClock
) -> None:
    customer = await arrive(paying.house)
    order = await buy(paying.house, customer)
    repayment = paying.house.services.repayment
    offer = await paying.house.services.offers.bill(customer.id, order.bills[0].installment_id)
    paying.gateway.lose_next_answer = 1
    with pytest.raises(PaymentUncertain):
        await repayment.confirm(customer.id, offer.offer_id)
    bill = await paying.house.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert bill.state is BillState.PAYING
    with pytest.raises(PaymentInFlight):
        await paying.house.services.offers.bill(customer.id, order.bills[0].installment_id)
    clock.advance(minutes=5)
    assert (await repayment.reconcile(clock.now()))["posted"] == 1
    assert len(await _ledger(paying.house, order.bills[0].loan_id)) == OPENING + 2
    assert (await repayment.confirm(customer.id, offer.offer_id)).amount_fen == 35_724


async def test_a_request_that_never_arrived_is_started_again_under_the_same_id(
    paying: Paying, clock: MovableClock
) -> None:
    customer = await arrive(paying.house)
    order = await buy(paying.house, customer)
    repayment = paying.house.services.repayment
    offer = await paying.house.services.offers.bill(customer.id, order.bills[0].installment_id)
    paying.gateway.lose_next_request = 1
    with pytest.raises(PaymentUncertain):
        await repayment.confirm(customer.id, offer.offer_id)
    receipt = await pay(paying.house, customer, offer.offer_id)
    assert receipt.gateway_reference == f"SB{receipt.payment_id.upper()}"


async def test_a_payment_stopped_between_storing_and_asking_is_taken_up_by_the_sweep(
    house: House, clock: MovableClock
) -> None:
    customer = await arrive(house)
    order = await buy(house, customer)
    offer = await house.services.offers.bill(customer.id, order.bills[0].installment_id)
    await house.services.repayment._record(customer.id, offer.offer_id)  # here the process dies
    assert sum((await house.services.repayment.reconcile(clock.now())).values()) == 0  # too fresh to touch
    clock.advance(minutes=5)
    assert (await house.services.repayment.reconcile(clock.now()))["posted"] == 1
