"""The figures of charts are the other services' figures, whatever became of the loan."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.wiring import Container
from domain.charts.results import Countdown, Savings
from domain.customers.results import CustomerView
from domain.dates import add_months
from domain.errors import NotFound, Stale
from domain.loans.results import BillState
from domain.orders.results import OrderDetail
from domain.quotes.errors import QuoteOver
from domain.terms import PrepayPolicy, PrepayTerms
from tests.support.clock import MovableClock
from tests.support.example_loans import TEN_DAYS_LATE, borrowed, two_paid
from tests.support.fees_at_drawdown import FEE_FEN, PLAN_ID, PRINCIPAL_FEN, open_shop
from tests.support.people import arrive, buy, pay, repay_next

POLICIES = (
    PrepayPolicy.CURRENT_PERIOD,
    PrepayPolicy.DAILY_INTEREST,
    PrepayPolicy.REMAINING_DUE,
    PrepayPolicy.WAIVED,
)


@pytest.fixture
def database_kind() -> str:
    """The figures do not depend on the kind; what they are read from runs on both."""
    return "sqlite"


def loan_of(order: OrderDetail) -> str:
    return order.bills[0].loan_id


async def countdown(container: Container, customer: CustomerView, order: OrderDetail) -> Countdown:
    return await container.services.charts.countdown(customer.id, loan_of(order))


async def savings(container: Container, customer: CustomerView, order: OrderDetail) -> Savings:
    return await container.services.charts.savings(customer.id, loan_of(order))


# 还清倒计时


async def test_the_countdown_counts_as_the_order_does(container: Container, clock: MovableClock) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    chart = await countdown(container, customer, order)
    shown = await container.services.orders.order(customer.id, order.summary.order_id)
    assert chart.bills == shown.bills
    assert (len(chart.periods), chart.count(BillState.PAID)) == (
        shown.summary.periods,
        shown.summary.paid_periods,
    )
    assert chart.count(BillState.OVERDUE) == 1
    bills = await container.services.bills.open_bills(customer.id)
    assert chart.left_fen == sum(bill.owed_fen for bill in bills.bills)
    assert chart.paid_fen == 2 * 355_31


async def test_a_settled_loan_has_nothing_left(container: Container, clock: MovableClock) -> None:
    customer, order = await two_paid(container, clock)
    quote = await container.services.quotes.settlement(customer.id, loan_of(order))
    await pay(container, customer, quote.quote_id)
    chart = await countdown(container, customer, order)
    assert (chart.open_bills, chart.left_fen) == ((), 0)
    assert chart.paid_fen == 2 * 355_31 + quote.amount_fen


# 本金和利息


async def test_principal_and_interest_are_those_of_the_bills(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    chart = await container.services.charts.parts(customer.id, loan_of(order))
    plan = (await container.services.breakdowns.order(customer.id, order.summary.order_id)).plan
    assert (chart.principal_fen, chart.interest_fen, chart.charges_fen) == (399_900, plan.interest_fen, 0)
    assert sum(bill.billed_fen for bill in chart.bills) == chart.principal_fen + chart.interest_fen


# 结清能省多少


@pytest.mark.parametrize("plan_id", ["bank-12", "consumer-12"])
@pytest.mark.parametrize("policy", POLICIES)
async def test_settling_later_saves_what_the_quote_of_that_day_says(
    container: Container, clock: MovableClock, plan_id: str, policy: PrepayPolicy
) -> None:
    """Who pays each bill on its day is quoted then what the chart foretold on the first."""
    customer, order = await borrowed(container, plan_id, prepay=PrepayTerms(policy))
    foretold = (await savings(container, customer, order)).settlings
    assert [one.after_no for one in foretold] == [None, *range(1, 12)]
    assert foretold[0].saved_fen >= foretold[-1].saved_fen
    for one in foretold:
        if one.after_no is not None:
            clock.move_to(one.day)
            await repay_next(container, customer)
        quote = await container.services.quotes.settlement(customer.id, loan_of(order))
        assert quote.settlement is not None
        assert (one.total_fen, one.saved_fen) == (quote.amount_fen, quote.settlement.saved_fen)


async def test_what_is_late_is_in_todays_figure_and_supposed_paid_in_the_later_ones(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    on_time = (await savings(container, customer, order)).settlings
    clock.move_to(TEN_DAYS_LATE)
    late = (await savings(container, customer, order)).settlings
    quote = await container.services.quotes.settlement(customer.id, loan_of(order))
    assert late[0].total_fen == quote.amount_fen
    assert late[1:] == on_time[2:]  # the third bill's due date has gone by


async def test_after_the_lenders_hour_there_is_none_as_there_is_no_quote(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container)
    clock.move_to(date(2026, 1, 20), time(21, 59))
    assert (await savings(container, customer, order)).settlings
    clock.move_to(date(2026, 1, 20), time(22, 0))
    with pytest.raises(QuoteOver):
        await savings(container, customer, order)


# 每月要还


async def test_each_month_comes_to_what_the_calendar_says(container: Container, clock: MovableClock) -> None:
    customer, _ = await two_paid(container, clock)
    await buy(container, customer, plan_id="consumer-12")
    clock.move_to(TEN_DAYS_LATE)
    chart = await container.services.charts.months(customer.id)
    assert chart.months[0].first_day == date(2026, 4, 1)
    assert [month.first_day for month in chart.months] == [
        add_months(date(2026, 4, 1), at) for at in range(len(chart.months))
    ]
    for month in chart.months:
        shown = await container.services.calendar.month(customer.id, month.first_day)
        assert month.owed_fen == shown.left_fen + sum(bill.owed_fen for bill in shown.arrears)
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert chart.left_fen == sum(bill.owed_fen for bill in bills)
    late = [bill for bill in bills if bill.state is BillState.OVERDUE]
    assert [month.late_fen for month in chart.months if month.late_fen] == [sum(b.owed_fen for b in late)]


async def test_who_owes_nothing_has_no_months(container: Container) -> None:
    customer = await arrive(container)
    assert (await container.services.charts.months(customer.id)).months == ()


# Whose it is


async def test_somebody_elses_loan_is_not_found(container: Container, clock: MovableClock) -> None:
    _, order = await borrowed(container)
    stranger = await arrive(container, telegram_id=2)
    charts = container.services.charts
    for chart in (charts.countdown, charts.parts, charts.savings):
        with pytest.raises(NotFound):
            await chart(stranger.id, loan_of(order))
        with pytest.raises(NotFound):
            await chart(stranger.id, "nothing")


async def test_of_a_settled_loan_there_is_nothing_to_settle(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container)
    quote = await container.services.quotes.settlement(customer.id, loan_of(order))
    await pay(container, customer, quote.quote_id)
    with pytest.raises(Stale):
        await savings(container, customer, order)


async def test_a_fee_at_drawdown_is_no_period_but_money_to_pay(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    chart = await countdown(container, customer, order)
    assert (len(chart.periods), len(chart.bills)) == (10, 11)
    assert (chart.left_fen, chart.count(BillState.PAID)) == (FEE_FEN + PRINCIPAL_FEN, 0)
    parts = await container.services.charts.parts(customer.id, loan_of(order))
    assert (parts.principal_fen, parts.interest_fen) == (PRINCIPAL_FEN, FEE_FEN)
    today, first, *_ = (await savings(container, customer, order)).settlings
    quote = await container.services.quotes.settlement(customer.id, loan_of(order))
    assert quote.settlement is not None
    assert (today.total_fen, today.saved_fen) == (quote.amount_fen, quote.settlement.saved_fen)
    assert today.saved_fen > first.saved_fen > 0
