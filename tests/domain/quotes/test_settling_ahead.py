"""Settling after a bill was paid before its day: the figures that were asked for, and settlements of nothing or less."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.wiring import Container, catalog_importer
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.payments.gateways import NOTHING_TO_PAY
from domain.payments.results import Receipt
from domain.quotes.results import QuoteView
from domain.terms import (
    Method,
    PlanSpec,
    PlanTerms,
    PrepayPolicy,
    PrepayTerms,
    ReturnTerms,
    Rounding,
    UnbilledFees,
)
from domain.value import replace
from tests.support.builders import catalog, flat, lender
from tests.support.clock import MovableClock
from tests.support.databases import Shop, on_sqlite
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import THOUSAND, bought, open_shop, require_clean_books, send_back

BOUGHT = date(2026, 1, 5)


@pytest.fixture
def shop(request: pytest.FixtureRequest) -> Shop:
    """The lenders of the example's catalogue for the tests that name them."""
    return Shop.EXAMPLE if "plan_id" in request.fixturenames else Shop.SYNTHETIC


async def settled(
    container: Container, customer: CustomerView, order: OrderDetail
) -> tuple[QuoteView, Receipt]:
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    receipt = await pay(container, customer, quote.quote_id)
    assert receipt.loan_settled
    assert (await container.services.bills.open_bills(customer.id)).bills == ()
    await require_clean_books(container)
    return quote, receipt


@on_sqlite
@pytest.mark.parametrize(
    ("plan_id", "amount_fen"), [("demo-city-bank-3", 93_267 + 1_679), ("demo-microloan-3", 95_410)]
)
async def test_1399_over_3_with_a_bill_paid_ahead_is_settled_for_what_the_lender_says(
    container: Container, clock: MovableClock, plan_id: str, amount_fen: int
) -> None:
    clock.move_to(BOUGHT)
    customer = await arrive(container)
    order = await buy(container, customer, product_id="phone-basic", plan_id=plan_id)
    clock.move_to(date(2026, 1, 28))
    await repay_next(container, customer)
    quote, receipt = await settled(container, customer, order)
    assert quote.amount_fen == receipt.amount_fen == amount_fen


@on_sqlite
async def test_3999_over_11_by_actual_use_with_a_bill_paid_ahead_is_settled_for_3647_48(
    container: Container, clock: MovableClock
) -> None:
    await sell(container, flat("consumer-11", 11, "0.6"), PrepayTerms(PrepayPolicy.ACTUAL_USE))
    clock.move_to(BOUGHT)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-11")
    clock.move_to(date(2026, 1, 10))
    await repay_next(container, customer)
    clock.move_to(date(2026, 1, 30))
    quote, _ = await settled(container, customer, order)
    assert quote.amount_fen == 364_748


async def sell(container: Container, plan: PlanSpec, prepay: PrepayTerms) -> None:
    spec = catalog()
    institutions = (lender(prepay=prepay), *spec.institutions[1:])
    await catalog_importer(container.store).apply(replace(spec, institutions=institutions, plans=(plan,)), {})


@on_sqlite
async def test_what_can_be_settled_for_nothing_is_confirmed_without_a_payment_and_ends(
    container: Container, clock: MovableClock
) -> None:
    """Goods went back after receipt: of the last bills their fees were kept, and settling waives fees to come."""
    kept = ReturnTerms(unbilled_fees=UnbilledFees.KEPT)
    await open_shop(container, prepay=PrepayTerms(PrepayPolicy.WAIVED), goods_return=kept)
    customer, order = await bought(container, clock, paid=4)
    await send_back(container, customer, order, {THOUSAND: 1})
    for _ in range(5):
        await repay_next(container, customer)
    left = (await container.services.bills.open_bills(customer.id)).bills
    assert {bill.principal_fen for bill in left} == {0}
    quote, receipt = await settled(container, customer, order)
    assert quote.amount_fen == receipt.amount_fen == 0
    assert quote.settlement is not None
    assert quote.settlement.saved_fen == sum(bill.owed_fen for bill in left) > 0
    assert container.services.payments.payment_methods(0) == (NOTHING_TO_PAY,)


@on_sqlite
async def test_what_settling_gives_back_beyond_all_that_is_owed_is_the_customers(
    container: Container, clock: MovableClock
) -> None:
    """A fee taken once is paid, then nearly all of the principal: the unused part of the fee is more than the rest."""
    terms = PlanTerms(
        method=Method.UPFRONT_FEE, periods=12, total_fee_pct=Decimal(12), rounding=Rounding.FLOOR
    )
    await sell(
        container,
        PlanSpec("upfront-12", "demo-consumer", terms, 30_000, 2_000_000),
        PrepayTerms(PrepayPolicy.ACTUAL_USE),
    )
    clock.move_to(BOUGHT)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="upfront-12")
    clock.move_to(date(2026, 2, 5))
    for _ in range(11):
        await repay_next(container, customer)
    rest = (await container.services.bills.open_bills(customer.id)).bills[0]
    most = await container.services.quotes.amount(customer.id, rest.loan_id, rest.owed_fen - 100)
    await pay(container, customer, most.quote_id)
    quote, _ = await settled(container, customer, order)
    assert quote.amount_fen == 0
    assert quote.settlement is not None
    beyond_fen = -sum(line.amount_fen for line in quote.settlement.lines)
    assert beyond_fen > 0
    lies = await container.services.refunds.overpayment(customer.id, rest.loan_id)
    assert lies.free_fen == beyond_fen
    paid_out = await container.services.refunds.refund_overpayment(customer.id, rest.loan_id)
    assert paid_out.free_fen == 0
