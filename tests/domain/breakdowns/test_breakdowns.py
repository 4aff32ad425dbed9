"""How an amount came about, told with the customer's own numbers: what explains a bill is what it charges."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

import pytest

from bot.wiring import Container
from domain.dates import SHANGHAI, business_day
from domain.errors import NotFound, Stale
from domain.loans.results import BillState, Split
from domain.plans.results import PlanOption
from domain.rules.rates import AnnualRates
from domain.rules.steps import DifferenceStep, EqualPaymentStep, InterestStep, total_fen
from domain.terms import (
    FEE_PARTS,
    AllocationTerms,
    OwedPart,
    PenaltyBase,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
)
from domain.value import replace
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.example_loans import (
    BY_MULTIPLE,
    TEN_DAYS_LATE,
    borrowed,
    explained_quote,
    pay,
    shop_with,
    two_paid,
)
from tests.support.people import arrive, repay_next


@on_sqlite
@pytest.mark.parametrize("plan_id", ["bank-12", "consumer-12"])
async def test_the_steps_of_every_bill_lead_to_what_it_charges(container: Container, plan_id: str) -> None:
    customer, order = await borrowed(container, plan_id)
    for bill in order.bills:
        row = (await container.services.breakdowns.bill(customer.id, bill.installment_id)).row
        assert (total_fen(row.principal), total_fen(row.interest), total_fen(row.fee)) == (
            bill.principal_fen,
            bill.interest_fen,
            bill.fee_fen,
        )
        assert not row.is_changed


@on_sqlite
async def test_the_third_bill_ten_days_late_is_355_31_and_1_78(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[2].installment_id)
    assert shown.row.principal == (
        EqualPaymentStep(399_900, Decimal(12), 12, 35531),
        DifferenceStep(OwedPart.PRINCIPAL, 35531, 3365, 32166),
    )
    assert shown.row.interest == (InterestStep(336_521, Decimal(12), None, 360, 3365),)
    assert shown.penalty is not None
    assert (shown.penalty.base_fen, shown.penalty.days, shown.penalty.total_fen) == (35531, 10, 178)
    assert shown.bill.owed_fen == shown.billed_fen + shown.penalties_fen == 35709


@on_sqlite
async def test_on_the_principal_alone_it_is_1_61(container: Container, clock: MovableClock) -> None:
    penalty = replace(BY_MULTIPLE, base=PenaltyBase.PRINCIPAL)
    customer, order = await two_paid(container, clock, penalty=penalty)
    clock.move_to(TEN_DAYS_LATE)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[2].installment_id)
    assert shown.penalty is not None
    assert (shown.penalty.on_principal, shown.penalty.base_fen, shown.penalty.total_fen) == (True, 32166, 161)


@on_sqlite
async def test_what_was_paid_in_parts_is_told_apart_from_what_is_left(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    await pay(container, customer, order, 100)
    clock.move_to(date(2026, 4, 20))
    shown = await container.services.breakdowns.bill(customer.id, order.bills[2].installment_id)
    assert shown.paid == Split(0, 0, 0, penalty_fen=100)
    assert shown.penalty is not None
    assert (shown.penalty.after_part, shown.penalty.carried_fen, shown.penalty.fresh_fen) == (True, 78, 89)
    assert shown.billed_fen + shown.penalties_fen - shown.paid.total_fen == shown.bill.owed_fen


@on_sqlite
async def test_the_penalty_of_a_paid_bill_is_explained_where_it_was_paid_at_once(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    await repay_next(container, customer)
    clock.move_to(date(2026, 4, 30))
    shown = await container.services.breakdowns.bill(customer.id, order.bills[2].installment_id)
    assert shown.bill.state is BillState.PAID
    assert shown.penalty is not None
    assert (shown.penalty.days, shown.penalty.total_fen, shown.late_base_fen) == (10, 178, None)


@on_sqlite
async def test_a_penalty_paid_in_several_parts_is_not_given_one_formula(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    await pay(container, customer, order, 20_000)
    clock.move_to(date(2026, 4, 20))
    await repay_next(container, customer)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[2].installment_id)
    assert (shown.penalty, shown.penalties_fen) == (None, 178 + 39)


@on_sqlite
async def test_so_little_open_that_it_counts_as_paid_costs_nothing_late(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, penalty=replace(BY_MULTIPLE, grace_fen=1_000))
    bill_id = order.bills[0].installment_id
    assert (await container.services.breakdowns.bill(customer.id, bill_id)).late_base_fen == 35531
    await pay(container, customer, order, 35531 - 1_000)
    assert (await container.services.breakdowns.bill(customer.id, bill_id)).late_base_fen is None


@on_sqlite
async def test_a_bill_that_a_prepayment_made_smaller_is_explained_from_what_is_left(
    container: Container, clock: MovableClock
) -> None:
    prepay = PrepayTerms(PrepayPolicy.DAILY_INTEREST)
    customer, order = await two_paid(container, clock, prepay=prepay)
    quote = await container.services.quotes.prepayment(
        customer.id, order.bills[0].loan_id, 100_000, PrepayStrategy.SMALLER
    )
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    bills = (await container.services.bills.open_bills(customer.id)).bills
    for bill in bills:
        row = (await container.services.breakdowns.bill(customer.id, bill.installment_id)).row
        assert row.total_fen == bill.owed_fen
        assert not row.is_changed
        if bill is not bills[-1]:  # which just pays what is left
            assert row.anew_from == 3
    whole = await container.services.breakdowns.order(customer.id, order.summary.order_id)
    assert whole.is_changed


@on_sqlite
async def test_a_bill_settled_early_says_what_became_of_its_interest(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock, prepay=PrepayTerms(PrepayPolicy.WAIVED))
    clock.move_to(date(2026, 3, 15))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[4].installment_id)
    assert shown.row.is_changed
    assert (total_fen(shown.row.interest), shown.row.total_fen) == (0, shown.bill.principal_fen)


# Plans


async def phone_options(container: Container) -> dict[str, PlanOption]:
    product = await container.services.catalog.product("xiaomi-15")
    return {
        option.plan_id: option
        for option in (
            await container.services.plans.offered(product.price_fen, product.cash_price_fen)
        ).options
    }


@on_sqlite
async def test_a_plan_is_explained_with_the_rates_and_costs_that_are_shown_for_it(
    container: Container,
) -> None:
    await shop_with(container, cash_price_fen=389_900)
    for option in (await phone_options(container)).values():
        plan = await container.services.breakdowns.plan(option)
        assert plan.rate is not None
        assert plan.rate.rates == AnnualRates(option.simple_pct, option.compound_pct)
        assert plan.cost_fen == option.total_cost_fen
        assert plan.per_thousand.amount_fen == option.cost_per_thousand_fen
        assert plan.against_cash is not None
        assert plan.against_cash.rates == option.against_cash
        assert plan.against_cash.received_fen == 389_900
        assert plan.first.total_fen == option.schedule[0].payment_fen
        assert plan.last.total_fen == option.schedule[-1].payment_fen


@on_sqlite
async def test_a_plan_that_was_priced_otherwise_is_not_explained(container: Container) -> None:
    await shop_with(container)
    option = (await phone_options(container))["bank-12"]
    for other in (replace(option, simple_pct=Decimal("11.99")), replace(option, plan_id="gone")):
        with pytest.raises(Stale):
            await container.services.breakdowns.plan(other)


# A repayment


@on_sqlite
async def test_an_offer_says_in_which_order_the_lender_takes_it(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 20_000)
    shown = await explained_quote(container, customer, quote)
    assert shown.quote == quote
    assert shown.orders == ((OwedPart.PENALTY, OwedPart.INTEREST, *FEE_PARTS, OwedPart.PRINCIPAL),)
    assert shown.quote.split == Split(16_457, 3_365, 0, 178)


@on_sqlite
async def test_from_the_lenders_day_on_principal_stands_first(
    container: Container, clock: MovableClock
) -> None:
    allocation = AllocationTerms(principal_first_from_day=91)
    customer, order = await two_paid(container, clock, allocation=allocation)
    for day, first in ((date(2026, 7, 4), OwedPart.PENALTY), (date(2026, 7, 5), OwedPart.PRINCIPAL)):
        clock.move_to(day)
        quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 100)
        shown = await explained_quote(container, customer, quote)
        assert (shown.orders[0][0], shown.allocation) == (first, allocation)


@on_sqlite
async def test_what_can_no_longer_be_confirmed_is_not_explained(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    loan_id = order.bills[0].loan_id
    settling = await container.services.quotes.settlement(customer.id, loan_id)
    paid = await container.services.quotes.amount(customer.id, loan_id, 10_000)
    await container.services.payments.confirm_quote(customer.id, paid.quote_id)
    tomorrow = await container.services.quotes.oldest(customer.id, loan_id)
    clock.move_to(TEN_DAYS_LATE)
    for quote in (settling, paid, tomorrow):
        with pytest.raises(Stale):
            await container.services.breakdowns.quote(customer.id, quote.quote_id)


@on_sqlite
async def test_a_settlement_after_the_cutoff_is_not_explained_as_it_cannot_be_confirmed(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.valid_until is not None
    assert (await container.services.breakdowns.quote(customer.id, quote.quote_id)).quote == quote
    clock.move_to(business_day(quote.valid_until), quote.valid_until.astimezone(SHANGHAI).time())
    for ask in (container.services.breakdowns.quote, container.services.payments.confirm_quote):
        with pytest.raises(Stale):
            await ask(customer.id, quote.quote_id)


@on_sqlite
async def test_somebody_elses_bill_order_and_offer_are_not_found(container: Container) -> None:
    customer, order = await borrowed(container)
    quote = await container.services.quotes.oldest(customer.id, order.bills[0].loan_id)
    stranger = await arrive(container, 2)
    breakdowns = container.services.breakdowns
    asked: list[tuple[Callable[[str, str], Awaitable[object]], str]] = [
        (breakdowns.bill, order.bills[0].installment_id),
        (breakdowns.order, order.summary.order_id),
        (breakdowns.quote, quote.quote_id),
    ]
    for ask, wanted in asked:
        for unknown in (wanted, "nothing"):
            with pytest.raises(NotFound):
                await ask(stranger.id, unknown)
        await ask(customer.id, wanted)
