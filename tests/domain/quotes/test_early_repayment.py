"""Settling early and prepaying a part: the figures of docs/rules/early-repayment.md through services, ledger and audit."""

from __future__ import annotations

import asyncio
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from bot.wiring import Container, catalog_importer
from domain.audit.service import AuditService
from domain.customers.results import CustomerView
from domain.dates import at_beijing
from domain.errors import NotFound, Stale
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillState
from domain.payments.results import Receipt
from domain.quotes.errors import AmountTooSmall, NothingToPrepay, NotPrepayable, QuoteOver, SettleInstead
from domain.quotes.results import PrepaymentChoice, QuoteKind, QuoteView
from domain.rules.settlement_costs import Line, LineCode
from domain.terms import (
    AllocationTerms,
    FeeTier,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    SurplusRule,
)
from domain.value import replace
from tests.support.builders import catalog, equal_installment, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, pay, repay_next

FOURTH_DUE, TEN_DAYS_LATER = date(2026, 5, 5), date(2026, 5, 15)
DAILY = PrepayTerms(PrepayPolicy.DAILY_INTEREST)
CURRENT = PrepayTerms(PrepayPolicy.CURRENT_PERIOD)


async def shop_with(container: Container, prepay: PrepayTerms, **terms: Any) -> None:
    """The plans of docs/rules/: `consumer-12` is flat, 12 × 0.6 %; `bank-12` 等额本息 at 12 %."""
    spec = catalog()
    await catalog_importer(container.store).apply(
        replace(
            spec,
            institutions=tuple(
                lender(one.id, name=one.name, kind=one.kind, rounding=one.rounding, prepay=prepay, **terms)
                for one in spec.institutions
            ),
            plans=(*spec.plans[:2], equal_installment("bank-12", 12, "12", "demo-bank")),
        ),
        {},
    )


async def four_paid(container: Container, clock: MovableClock, plan_id: str) -> tuple[CustomerView, str]:
    """¥3,999.00 drawn on 2026-01-05 with four instalments paid on their due dates; it is 2026-05-05."""
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=plan_id)
    for bill in order.bills[:4]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    return customer, order.bills[0].loan_id


async def confirm(container: Container, customer: CustomerView, quote: QuoteView) -> Receipt:
    receipt = await pay(container, customer, quote.quote_id)
    assert receipt.amount_fen == quote.amount_fen
    await require_clean_books(container)
    return receipt


async def require_clean_books(container: Container) -> None:
    audit = AuditService(container.store)
    assert [violation async for _, found in audit.loans() for violation in found] + await audit.across() == []


async def credit_used_fen(container: Container) -> int:
    async with container.engine.connect() as connection:
        used = await connection.scalar(text("SELECT sum(used_fen) FROM credit_lines"))
    return int(used or 0)


# Settling


async def test_a_loan_by_daily_interest_is_settled_for_2727_74(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.kind is QuoteKind.SETTLEMENT
    assert quote.settlement is not None
    assert quote.settlement.lines == (Line(LineCode.PRINCIPAL, 271_868), Line(LineCode.INTEREST, 906))
    assert (quote.amount_fen, quote.settlement.saved_fen) == (272_774, 11_470)
    receipt = await confirm(container, customer, quote)
    assert receipt.loan_settled
    assert receipt.next_bill is None
    assert (await container.services.bills.open_bills(customer.id)).bills == ()
    assert await credit_used_fen(container) == 0


@on_sqlite
@pytest.mark.parametrize(
    ("policy", "total_fen"),
    [
        (PrepayPolicy.REMAINING_DUE, 285_797),
        (PrepayPolicy.WAIVED, 266_600),
        (PrepayPolicy.CURRENT_PERIOD, 268_999),
        (PrepayPolicy.CURRENT_PERIOD_PLUS_ONE, 271_398),
        (PrepayPolicy.PERIOD_SHARE, 267_374),
        (PrepayPolicy.ACTUAL_USE, 273_305),
    ],
)
async def test_a_flat_plan_is_settled_by_the_policy_of_its_contract(
    container: Container, clock: MovableClock, policy: PrepayPolicy, total_fen: int
) -> None:
    await shop_with(container, PrepayTerms(policy))
    customer, loan_id = await four_paid(container, clock, "consumer-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.amount_fen == total_fen
    await confirm(container, customer, quote)


@pytest.mark.parametrize("database_kind", ["sqlite"])  # what is worked out depends on no database
@pytest.mark.parametrize("policy", list(PrepayPolicy))
@pytest.mark.parametrize("plan_id", ["consumer-12", "bank-12"])
@pytest.mark.parametrize("later_days", [0, 3, 25])
async def test_after_a_bill_was_paid_ahead_the_rest_is_settled_by_any_policy(
    container: Container, clock: MovableClock, policy: PrepayPolicy, plan_id: str, later_days: int
) -> None:
    await shop_with(container, PrepayTerms(policy))
    customer, loan_id = await four_paid(container, clock, plan_id)
    clock.move_to(TEN_DAYS_LATER)
    await repay_next(container, customer)
    clock.advance(days=later_days)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.settlement is not None
    receipt = await confirm(container, customer, quote)
    assert receipt.loan_settled
    assert (await container.services.bills.open_bills(customer.id)).bills == ()


@on_sqlite
async def test_the_fee_for_settling_is_booked_beside_the_instalments(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, replace(DAILY, fee_kind=PrepayFeeKind.PERCENT, fee_value=Decimal(3)))
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert (quote.amount_fen, quote.outside.prepay_fee_fen) == (280_930, 8_156)
    receipt = await confirm(container, customer, quote)
    assert receipt.outside.prepay_fee_fen == 8_156


@on_sqlite
async def test_a_fee_that_ends_with_a_month_is_owed_until_the_day_before_and_no_more_on_the_day(
    container: Container, clock: MovableClock
) -> None:
    """The loan of January 5th: no whole fifth month has gone on June 4th."""
    by_time = replace(DAILY, fee_kind=PrepayFeeKind.PERCENT, fee_tiers=(FeeTier(5, Decimal(3)),))
    await shop_with(container, by_time)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER.replace(month=6, day=4))
    before = await container.services.quotes.settlement(customer.id, loan_id)
    part = await container.services.quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.SMALLER)
    assert (before.outside.prepay_fee_fen, part.outside.prepay_fee_fen) == (8_156, 3_000)
    clock.move_to(TEN_DAYS_LATER.replace(month=6, day=5))
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.outside.prepay_fee_fen == 0
    assert (await confirm(container, customer, quote)).outside.prepay_fee_fen == 0


@on_sqlite
async def test_arrears_are_settled_first_with_their_penalty(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, CURRENT)
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(date(2026, 2, 15))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.settlement is not None
    assert quote.settlement.lines == (
        Line(LineCode.PRINCIPAL, 366_575),
        Line(LineCode.FEE, 2_399),
        Line(LineCode.ARREARS, 35_724),
        Line(LineCode.PENALTY, 179),
    )
    await confirm(container, customer, quote)


@on_sqlite
async def test_an_upfront_fee_given_back_lowers_what_is_charged(
    container: Container, clock: MovableClock
) -> None:
    """Nothing of it is charged: the part for the time not used is taken off the principal that is left."""
    await shop_with(container, PrepayTerms(PrepayPolicy.ACTUAL_USE))
    customer, loan_id = await four_paid(container, clock, "consumer-12")
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.amount_fen == 272_319  # on the due date itself, no days on top


@on_sqlite
async def test_a_quote_is_good_until_the_lenders_cutoff(container: Container, clock: MovableClock) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER, time(21, 59))
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.valid_until == at_beijing(TEN_DAYS_LATER, time(22, 0))
    clock.move_to(TEN_DAYS_LATER, time(22, 0))
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    with pytest.raises(QuoteOver):
        await container.services.quotes.settlement(customer.id, loan_id)
    with pytest.raises(QuoteOver):
        await container.services.quotes.renew(customer.id, quote.quote_id)


@on_sqlite
async def test_a_quote_of_yesterday_is_renewed_and_says_what_it_came_to(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    clock.move_to(date(2026, 5, 16))
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    fresh = await container.services.quotes.renew(customer.id, quote.quote_id)
    assert (fresh.was_fen, fresh.amount_fen) == (272_774, 272_865)
    await confirm(container, customer, fresh)


async def test_a_settlement_is_confirmed_once_however_often(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    answers = await asyncio.gather(
        *(container.services.payments.confirm_quote(customer.id, quote.quote_id) for _ in range(3)),
        return_exceptions=True,
    )
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    assert receipts
    assert all(isinstance(answer, Receipt | PaymentInFlight) for answer in answers)
    assert len({receipt.payment_id for receipt in receipts}) == 1
    await require_clean_books(container)


@on_sqlite
async def test_nobody_settles_or_prepays_somebody_elses_loan(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    owner, loan_id = await four_paid(container, clock, "bank-12")
    quote = await container.services.quotes.settlement(owner.id, loan_id)
    stranger = await arrive(container, telegram_id=2)
    quotes = container.services.quotes
    for attempt in (
        quotes.settlement(stranger.id, loan_id),
        quotes.choices(stranger.id, loan_id, 100_000),
        quotes.prepayment(stranger.id, loan_id, 100_000, PrepayStrategy.FEWER),
        quotes.renew(stranger.id, quote.quote_id),
        container.services.payments.confirm_quote(stranger.id, quote.quote_id),
    ):
        with pytest.raises(NotFound):
            await attempt


# Prepaying a part


@on_sqlite
async def test_the_strategies_stand_side_by_side(container: Container, clock: MovableClock) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    choice = await container.services.quotes.choices(customer.id, loan_id, 100_000)
    assert isinstance(choice, PrepaymentChoice)
    shown = {view.strategy: (view.payments_after_fen, view.saved_fen) for view, _ in choice.options}
    assert shown == {
        PrepayStrategy.NEXT: ((6_593, *[35_531] * 4, 35_527), 0),
        PrepayStrategy.FEWER: ((*[35_531] * 4, 34_923), 7_197),
        PrepayStrategy.SMALLER: ((*[22_461] * 7, 22_465), 4_552),
    }


@on_sqlite
@pytest.mark.parametrize(
    ("strategy", "payments", "periods"),
    [
        (PrepayStrategy.FEWER, [*[35_531] * 4, 34_923], 9),
        (PrepayStrategy.SMALLER, [*[22_461] * 7, 22_465], 12),
        (PrepayStrategy.NEXT, [6_593, *[35_531] * 4, 35_527], 12),
    ],
)
async def test_a_thousand_prepaid_changes_the_bills_to_come(
    container: Container, clock: MovableClock, strategy: PrepayStrategy, payments: list[int], periods: int
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    used_fen = await credit_used_fen(container)
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 100_000, strategy)
    assert quote.amount_fen == 100_000
    receipt = await confirm(container, customer, quote)
    assert not receipt.loan_settled
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert [bill.owed_fen for bill in bills] == payments
    assert {bill.periods for bill in bills} == {periods}
    if strategy is not PrepayStrategy.NEXT:
        assert await credit_used_fen(container) == used_fen - 100_000


@on_sqlite
async def test_interest_up_to_the_day_and_the_fee_come_on_top(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, replace(DAILY, fee_kind=PrepayFeeKind.PERCENT, fee_value=Decimal(1)))
    customer, loan_id = await four_paid(container, clock, "bank-12")
    clock.move_to(TEN_DAYS_LATER)
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.FEWER)
    assert (quote.outside.accrued_fen, quote.outside.prepay_fee_fen) == (333, 1_000)
    assert quote.amount_fen == 101_333
    assert quote.prepayment is not None
    assert quote.prepayment.saved_fen == 7_197 - 333 - 1_000
    await confirm(container, customer, quote)


@on_sqlite
async def test_what_is_due_is_paid_first_and_the_rest_prepaid(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer = await arrive(container)
    order = await buy(container, customer)
    loan_id = order.bills[0].loan_id
    clock.move_to(order.bills[0].due_date)
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 135_724, PrepayStrategy.SMALLER)
    assert quote.split.total_fen == 35_724
    assert quote.outside.prepaid_fen == 100_000
    await confirm(container, customer, quote)
    first = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert first.state is BillState.PAID


@on_sqlite
async def test_a_bill_begun_is_paid_up_before_a_part_is_prepaid(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    await confirm(container, customer, await container.services.quotes.amount(customer.id, loan_id, 10_000))
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 50_000, PrepayStrategy.FEWER)
    assert (quote.split.total_fen, quote.outside.prepaid_fen) == (25_531, 24_469)
    await confirm(container, customer, quote)


@on_sqlite
async def test_a_part_can_be_prepaid_again_and_the_rest_settled(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    for strategy in (PrepayStrategy.SMALLER, PrepayStrategy.FEWER):
        quote = await container.services.quotes.prepayment(customer.id, loan_id, 50_000, strategy)
        await confirm(container, customer, quote)
    clock.move_to(TEN_DAYS_LATER)
    settlement = await container.services.quotes.settlement(customer.id, loan_id)
    assert settlement.amount_fen == 171_868 + 573
    await confirm(container, customer, settlement)


@on_sqlite
async def test_an_instalment_that_is_nothing_is_no_bill_any_more(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.FEWER)
    receipt = await confirm(container, customer, quote)
    order = await container.services.orders.order(customer.id, receipt.order_id)
    assert [bill.no for bill in order.bills] == list(range(1, 10))
    assert (order.summary.paid_periods, order.summary.periods) == (4, 9)


@on_sqlite
async def test_an_amount_up_to_what_is_due_just_pays_it(container: Container, clock: MovableClock) -> None:
    await shop_with(container, DAILY)
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(order.bills[1].due_date)
    loan_id = order.bills[0].loan_id
    due_fen = sum(bill.owed_fen for bill in (await container.services.bills.current_bills(customer.id)).bills)
    for asked_fen in (10_000, due_fen):
        assert isinstance(await container.services.quotes.choices(customer.id, loan_id, asked_fen), QuoteView)


@on_sqlite
async def test_an_amount_that_covers_everything_is_shown_as_a_settlement(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    shown = await container.services.quotes.choices(customer.id, loan_id, 280_000)
    assert isinstance(shown, QuoteView)
    assert (shown.kind, shown.amount_fen) == (QuoteKind.SETTLEMENT, 271_868)
    with pytest.raises(SettleInstead):
        await container.services.quotes.prepayment(customer.id, loan_id, 280_000, PrepayStrategy.FEWER)


@on_sqlite
async def test_a_lender_may_take_no_part_at_all(container: Container, clock: MovableClock) -> None:
    await shop_with(
        container, replace(DAILY, partial=()), allocation=AllocationTerms(surplus=SurplusRule.NEXT)
    )
    customer, loan_id = await four_paid(container, clock, "bank-12")
    shown = await container.services.quotes.choices(customer.id, loan_id, 100_000)
    assert isinstance(shown, QuoteView)
    assert shown.kind is QuoteKind.BILLS
    with pytest.raises(NotPrepayable):
        await container.services.quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.FEWER)


@on_sqlite
async def test_too_small_a_part_is_refused_with_the_least(container: Container, clock: MovableClock) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    with pytest.raises(AmountTooSmall) as refused:
        await container.services.quotes.prepayment(customer.id, loan_id, 9_999, PrepayStrategy.FEWER)
    assert refused.value.values == {"least": 10_000}
    clock.move_to(date(2026, 6, 5))
    with pytest.raises(NothingToPrepay):
        await container.services.quotes.prepayment(customer.id, loan_id, 35_531, PrepayStrategy.FEWER)


@on_sqlite
async def test_a_prepayment_confirmed_after_another_payment_is_stale(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, DAILY)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    quote = await container.services.quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.FEWER)
    await repay_next(container, customer)
    with pytest.raises(Stale):
        await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    fresh = await container.services.quotes.renew(customer.id, quote.quote_id)
    assert fresh.kind is QuoteKind.PREPAYMENT
    await confirm(container, customer, fresh)


@on_sqlite
async def test_an_amount_that_is_all_that_is_left_to_pay_is_offered_as_settling(
    container: Container, clock: MovableClock
) -> None:
    await shop_with(container, CURRENT)
    customer, loan_id = await four_paid(container, clock, "bank-12")
    open_bills = await container.services.bills.open_bills(customer.id)
    everything_fen = sum(bill.owed_fen for bill in open_bills.bills)
    shown = await container.services.quotes.choices(customer.id, loan_id, everything_fen)
    assert isinstance(shown, QuoteView)
    assert shown.kind is QuoteKind.SETTLEMENT
    assert shown.amount_fen < everything_fen
