"""A fee at drawdown is billed on the day of the contract: 3,999.00 over ten periods at 6 % is 239.94, 13.69 % a year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.wiring import Container, catalog_importer
from domain.customers.results import CustomerView
from domain.documents.results import EntryKind, RepaymentReceipt, SettlementCertificate, Statement
from domain.history.rules import Code, How
from domain.history.service import month_summary
from domain.loans.results import BillState, BillView
from domain.orders.results import OrderDetail
from domain.periods import year_of
from domain.quotes.errors import EarlierBillOpen
from domain.rules.settlement_costs import LineCode
from domain.terms import (
    FeeTiming,
    PenaltyBase,
    PenaltyTerms,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    ReturnTerms,
    UnbilledFees,
)
from domain.value import replace
from tests.support.builders import catalog, flat
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.fees_at_drawdown import (
    BILL_FEN,
    FEE_FEN,
    PLAN_ID,
    PRINCIPAL_FEN,
    TERMS,
    open_shop,
    sign,
)
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import ask, require_clean_books

EVERYTHING = {1: 1}
FIRST_DAY, FIRST_DUE = date(2026, 1, 5), date(2026, 2, 5)


async def borrowed(container: Container, **terms: Any) -> tuple[CustomerView, OrderDetail]:
    await open_shop(container, **terms)
    customer = await arrive(container)
    return customer, await buy(container, customer, plan_id=PLAN_ID)


async def settled(container: Container, customer: CustomerView, order: OrderDetail) -> int:
    """Settle it today; answers what that took. The books agree afterwards."""
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    receipt = await pay(container, customer, quote.quote_id)
    assert receipt.loan_settled
    await require_clean_books(container)
    return receipt.amount_fen


async def certificate_of(
    container: Container, customer: CustomerView, order: OrderDetail
) -> SettlementCertificate:
    issued = await container.services.documents.certificate(customer.id, order.summary.order_id)
    assert isinstance(issued.facts, SettlementCertificate)
    return issued.facts


async def statement_of(container: Container, customer: CustomerView) -> Statement:
    issued = await container.services.documents.statement(customer.id, year_of(container.services.today()))
    assert isinstance(issued.facts, Statement)
    return issued.facts


# What is billed


@on_sqlite
async def test_what_was_disclosed_is_billed_to_the_fen(container: Container) -> None:
    _, order = await borrowed(container)
    fee, *periods = order.bills
    assert (fee.no, fee.due_date, fee.owed_fen, fee.state) == (0, FIRST_DAY, FEE_FEN, BillState.DUE_TODAY)
    assert [(bill.no, bill.owed_fen) for bill in periods] == [(no, BILL_FEN) for no in range(1, 11)]
    assert sum(bill.owed_fen for bill in order.bills) == PRINCIPAL_FEN + FEE_FEN
    assert order.simple_pct == Decimal("13.69")
    assert {bill.periods for bill in order.bills} == {10}
    await require_clean_books(container)


@on_sqlite
async def test_the_fee_is_no_period_of_the_order(container: Container) -> None:
    customer, order = await borrowed(container)
    assert (order.summary.paid_periods, order.summary.periods) == (0, 10)
    assert await repay_next(container, customer) == FEE_FEN
    summary = (await container.services.orders.orders(customer.id, 0)).orders[0]
    assert (summary.paid_periods, summary.periods, summary.settled) == (0, 10, False)


@on_sqlite
async def test_the_fee_is_paid_before_the_first_period(container: Container) -> None:
    customer, order = await borrowed(container)
    with pytest.raises(EarlierBillOpen) as refused:
        await container.services.quotes.bill(customer.id, order.bills[1].installment_id)
    assert refused.value.values == {"no": 0, "installment_id": order.bills[0].installment_id}


@on_sqlite
async def test_all_periods_and_the_fee_paid_settle_the_loan(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container)
    for bill in order.bills:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    await require_clean_books(container)
    certificate = await certificate_of(container, customer, order)
    assert (certificate.periods, certificate.paid.total_fen) == (10, PRINCIPAL_FEN + FEE_FEN)
    assert certificate.paid.split.fee_fen == FEE_FEN
    record = await container.services.history.overview(customer.id)
    assert (record.track_record.counted, record.track_record.on_time) == (10, 10)


async def test_a_fee_of_less_than_half_a_fen_is_no_bill(container: Container) -> None:
    await open_shop(container)
    await _sell_for(container, 8)
    order = await buy(container, await arrive(container), product_id="case", plan_id=PLAN_ID)
    assert 0 not in {bill.no for bill in order.bills}
    await require_clean_books(container)


async def _sell_for(container: Container, price_fen: int) -> None:
    """Sell the case for so much, on ten instalments with a fee at drawdown."""
    spec = catalog()
    case = next(one for one in spec.products if one.id == "case")
    plan = replace(flat(PLAN_ID, 10, "0"), terms=TERMS, min_amount_fen=1)
    changed = replace(spec, products=(replace(case, price_fen=price_fen),), plans=(plan,))
    await catalog_importer(container.store).apply(changed, {})


# Settled and prepaid


@on_sqlite
async def test_settled_on_the_first_day_the_fee_unpaid_takes_the_principal(container: Container) -> None:
    customer, order = await borrowed(container)
    assert await settled(container, customer, order) == PRINCIPAL_FEN
    assert (await certificate_of(container, customer, order)).paid.split.fee_fen == 0


@on_sqlite
async def test_settled_on_the_first_day_a_fee_that_was_paid_goes_back(container: Container) -> None:
    customer, order = await borrowed(container)
    await repay_next(container, customer)
    assert await settled(container, customer, order) == 3_759_06
    certificate = await certificate_of(container, customer, order)
    assert (certificate.periods, certificate.paid.total_fen) == (10, PRINCIPAL_FEN)
    assert certificate.paid.given_back_fen == FEE_FEN
    statement = await statement_of(container, customer)
    assert statement.closing_fen == 0
    assert [(entry.kind, entry.amount_fen) for entry in statement.entries[:2]] == [
        (EntryKind.BILL, FEE_FEN),
        (EntryKind.REPAYMENT, FEE_FEN),
    ]


@on_sqlite
async def test_where_nothing_comes_back_settling_takes_the_fee_as_an_arrear(container: Container) -> None:
    customer, order = await borrowed(container, prepay=PrepayTerms(PrepayPolicy.WAIVED))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.settlement is not None
    assert [(line.code, line.amount_fen) for line in quote.settlement.lines] == [
        (LineCode.PRINCIPAL, PRINCIPAL_FEN),
        (LineCode.ARREARS, FEE_FEN),
    ]
    assert await settled(container, customer, order) == PRINCIPAL_FEN + FEE_FEN


@on_sqlite
async def test_a_part_prepaid_pays_the_fee_first(container: Container) -> None:
    customer, order = await borrowed(container)
    loan_id = order.bills[0].loan_id
    quote = await container.services.quotes.prepayment(
        customer.id, loan_id, FEE_FEN + 1_000_00, PrepayStrategy.FEWER
    )
    assert quote.prepayment is not None
    assert quote.prepayment.arrears_fen == FEE_FEN
    assert await container.services.breakdowns.quote(customer.id, quote.quote_id)
    await pay(container, customer, quote.quote_id)
    await require_clean_books(container)
    left = (await container.services.bills.open_bills(customer.id)).bills
    assert sum(bill.owed_fen for bill in left) == PRINCIPAL_FEN - 1_000_00


# Goods that go back


@on_sqlite
async def test_all_goods_before_receipt_refund_nothing_of_a_fee_that_was_not_paid(
    container: Container,
) -> None:
    customer, order = await borrowed(container)
    booked = await container.services.returns.book(
        (await ask(container, customer, order, EVERYTHING)).return_id
    )
    assert (booked.to_customer_fen, booked.ended) == (0, True)
    await require_clean_books(container)


@on_sqlite
@pytest.mark.parametrize(
    ("terms", "received", "back_fen"),
    [
        (ReturnTerms(), False, FEE_FEN),
        (ReturnTerms(paid_returned_before_receipt=False), False, 0),
        (ReturnTerms(), True, 0),
        (ReturnTerms(paid_fees_returned=True), True, FEE_FEN),
        (ReturnTerms(unbilled_fees=UnbilledFees.KEPT), True, 0),
    ],
)
async def test_a_fee_that_was_paid_goes_back_by_the_lenders_rule_for_paid_fees(
    container: Container, terms: ReturnTerms, received: bool, back_fen: int
) -> None:
    customer, order = await borrowed(container, goods_return=terms)
    await repay_next(container, customer)
    if received:
        await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, EVERYTHING)
    assert sum(one.amount_fen for one in preview.steps.returned) == back_fen
    booked = await container.services.returns.book(
        (await ask(container, customer, order, EVERYTHING)).return_id
    )
    assert (booked.to_customer_fen, booked.ended) == (back_fen, True)
    await require_clean_books(container)


@on_sqlite
async def test_after_receipt_the_price_pays_the_fee_first(container: Container) -> None:
    customer, order = await borrowed(container)
    await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    booked = await container.services.returns.book(
        (await ask(container, customer, order, EVERYTHING)).return_id
    )
    assert (booked.costs_paid_fen, booked.to_customer_fen) == (FEE_FEN, 0)
    left = (await container.services.bills.open_bills(customer.id)).bills
    assert (
        sum(bill.owed_fen for bill in left) == FEE_FEN
    )  # of the principal, which the price no longer reached
    await require_clean_books(container)


# Late


@on_sqlite
@pytest.mark.parametrize(("base", "penalty_fen"), [("principal_interest", 120), ("principal", 0)])
async def test_a_fee_bears_penalty_where_the_lender_charges_it_on_costs(
    container: Container, clock: MovableClock, base: str, penalty_fen: int
) -> None:
    """0.05 % a day, ten days."""
    penalty = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None, base=PenaltyBase(base))
    customer, order = await borrowed(container, penalty=penalty)
    clock.move_to(FIRST_DAY + timedelta(days=10))
    fee = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert (fee.state, fee.days_late, fee.penalty_fen) == (BillState.OVERDUE, 10, penalty_fen)
    assert await repay_next(container, customer) == FEE_FEN + penalty_fen
    await require_clean_books(container)


@on_sqlite
@pytest.mark.parametrize("days", [1, 10, 31, 45, 400])
@pytest.mark.parametrize("timing", FeeTiming)
async def test_settled_late_a_fee_whose_rest_goes_back_leaves_nothing_open(
    container: Container, clock: MovableClock, timing: FeeTiming, days: int
) -> None:
    """The penalty is that of the fee as it stood, also where a part of the fee goes back with the same payment."""
    penalty = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None, base=PenaltyBase.PRINCIPAL_INTEREST)
    await open_shop(container, penalty=penalty, timing=timing)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    clock.move_to(order.bills[0].due_date + timedelta(days=days))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert await settled(container, customer, order) == quote.amount_fen
    late_fen = sum(bill.penalty_fen for bill in (await _bills(container, customer, order)))
    assert late_fen == sum(part.split.penalty_fen for part in quote.bills) > 0


async def _bills(container: Container, customer: CustomerView, order: OrderDetail) -> tuple[BillView, ...]:
    return (await container.services.orders.order(customer.id, order.summary.order_id)).bills


@on_sqlite
async def test_a_fee_has_the_lenders_days_of_grace(container: Container, clock: MovableClock) -> None:
    customer, order = await borrowed(container, penalty=PenaltyTerms(grace_days=3))
    clock.move_to(FIRST_DAY + timedelta(days=3))
    fee = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert (fee.state, fee.owed_fen) == (BillState.GRACE, FEE_FEN)


@on_sqlite
async def test_a_late_fee_stands_in_the_months_and_counts_among_no_periods(
    container: Container, clock: MovableClock
) -> None:
    customer, _ = await borrowed(container)
    clock.move_to(FIRST_DAY + timedelta(days=10))
    record = await container.services.history.overview(customer.id)
    assert (record.overdue, record.track_record.counted, record.months[0].code) == (1, 0, Code.LEVEL_1)
    await repay_next(container, customer)
    clock.move_to(FIRST_DUE)
    await repay_next(container, customer)
    record = await container.services.history.overview(customer.id)
    assert (record.track_record.counted, record.track_record.on_time) == (1, 1)
    listed = await container.services.history.bills(customer.id, 0)
    assert [(one.bill.no, one.judged.how) for one in listed.bills] == [(1, How.ON_TIME), (0, How.LATE)]
    payments = (await container.services.history.payments(customer.id, 0)).payments
    assert [(one.first_no, one.last_no) for one in payments] == [(1, 1), (0, 0)]


@on_sqlite
async def test_the_summary_of_a_month_counts_what_was_paid_for_it_and_no_period(
    container: Container, clock: MovableClock
) -> None:
    customer, _ = await borrowed(container)
    await repay_next(container, customer)
    async with container.store.read() as uow:
        month = await month_summary(uow, customer.id, date(2026, 2, 1), FIRST_DUE)
    assert month is not None
    assert (month.paid_fen, month.due_count, month.on_time) == (FEE_FEN, 0, 0)
    assert (month.next_count, month.next_fen) == (1, BILL_FEN)


# Told and explained


@on_sqlite
async def test_the_fee_is_explained_as_it_was_charged(container: Container) -> None:
    customer, order = await borrowed(container)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[0].installment_id)
    assert (shown.row.total_fen, shown.row.is_changed) == (FEE_FEN, False)
    plan = await container.services.breakdowns.order(customer.id, order.summary.order_id)
    assert ([no for no, _ in plan.installments], plan.is_changed) == (list(range(11)), False)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    await container.services.breakdowns.quote(customer.id, quote.quote_id)


@on_sqlite
async def test_its_receipt_names_it(container: Container) -> None:
    customer, order = await borrowed(container)
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    paid = await pay(container, customer, quote.quote_id)
    assert [part.bill.no for part in paid.bills] == [0]
    assert paid.next_bill is not None
    assert paid.next_bill.no == 1
    receipt = (await container.services.documents.receipt(customer.id, paid.payment_id)).facts
    assert isinstance(receipt, RepaymentReceipt)
    assert [(one.no, one.due_date) for one in receipt.installments] == [(0, FIRST_DAY)]
    assert (receipt.periods, receipt.paid.split.fee_fen) == (10, FEE_FEN)


async def test_it_stands_in_the_calendar_on_its_day(container: Container) -> None:
    customer, _ = await borrowed(container)
    calendar = await container.services.calendar.calendar(customer.id)
    assert [(bill.no, bill.amount_fen) for bill in calendar.days[0].bills] == [(0, FEE_FEN)]
    assert (await container.services.calendar.month(customer.id)).left_fen == FEE_FEN


# Loans that were signed before the fee was billed


@on_sqlite
async def test_a_loan_signed_before_stays_as_it_is(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await sign(container, customer)
    assert [bill.no for bill in order.bills] == list(range(1, 11))
    assert sum(bill.owed_fen for bill in order.bills) == PRINCIPAL_FEN
    await require_clean_books(container)
    assert await settled(container, customer, order) == PRINCIPAL_FEN


@on_sqlite
async def test_of_a_loan_signed_before_a_return_gives_back_no_fee(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await sign(container, customer)
    booked = await container.services.returns.book(
        (await ask(container, customer, order, EVERYTHING)).return_id
    )
    assert (booked.to_customer_fen, booked.ended) == (0, True)
    await require_clean_books(container)
