"""Statements out of the books: every line leaves the balance that the bills have, through a whole life of a loan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.adapters.payments.sandbox import SandboxGateway
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.documents.results import EntryKind, Statement, StatementEntry
from domain.errors import InvalidInput, NotFound
from domain.orders.results import OrderDetail
from domain.payments.errors import PaymentUncertain
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.periods import Period, months_up_to
from domain.terms import PrepayFeeKind, PrepayPolicy, PrepayStrategy, PrepayTerms
from tests.support.builders import text
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.example_loans import BY_MULTIPLE, borrowed, pay
from tests.support.people import arrive, repay_next
from tests.support.returning import REST, THOUSAND, buy_both, open_shop, send_back

DRAWN = date(2026, 1, 5)
WITH_FEE = PrepayTerms(PrepayPolicy.ACTUAL_USE, PrepayFeeKind.PERCENT, Decimal(1))


async def statement(container: Container, customer: CustomerView, first: date, last: date) -> Statement:
    facts = (await container.services.documents.statement(customer.id, Period(first, last))).facts
    assert isinstance(facts, Statement)
    return facts


async def due_and_unpaid_fen(container: Container, customer: CustomerView) -> int:
    """By the bills' own word, penalty aside."""
    shown = await container.services.bills.open_bills(customer.id)
    return sum(bill.owed_fen - bill.left.penalty_fen for bill in shown.bills if bill.due_date <= shown.today)


def lines(found: Statement) -> list[tuple[str, EntryKind, int]]:
    return [(entry.day.isoformat(), entry.kind, entry.amount_fen) for entry in found.entries]


async def life(
    container: Container, clock: MovableClock, customer: CustomerView, order: OrderDetail
) -> AsyncIterator[str]:
    """Everything that can happen to a loan, step by step."""
    loan_id, due = order.bills[0].loan_id, [bill.due_date for bill in order.bills]
    quotes, repayment = container.services.quotes, container.services.payments
    yield "drawn"
    clock.move_to(due[0] - timedelta(days=3))
    await repay_next(container, customer, loan_id)
    yield "paid early"
    clock.move_to(due[1])
    yield "fallen due"
    clock.move_to(due[1] + timedelta(days=10))
    await pay(container, customer, order, 100_00)
    yield "paid in part, late"
    clock.advance(days=3)
    await pay(container, customer, order, 500_00)
    yield "paid over two bills"
    part = await quotes.prepayment(customer.id, loan_id, 700_00, PrepayStrategy.FEWER)
    await repayment.confirm_quote(customer.id, part.quote_id)
    yield "a part prepaid"
    clock.move_to(due[4] + timedelta(days=2))
    yield "two bills overdue"
    await send_back(container, customer, order, {THOUSAND: 1})
    yield "goods returned"
    clock.advance(days=9)
    whole = await quotes.settlement(customer.id, loan_id)
    await repayment.confirm_quote(customer.id, whole.quote_id)
    yield "settled"
    await send_back(container, customer, order, {REST: 1})
    yield "the rest returned"


@on_sqlite
@pytest.mark.parametrize("plan_id", ["consumer-12", "bank-12"])
@pytest.mark.parametrize("received", [True, False])
async def test_a_statement_ends_with_what_is_due_and_unpaid_whatever_happened(
    container: Container, clock: MovableClock, plan_id: str, received: bool
) -> None:
    await open_shop(container, penalty=BY_MULTIPLE, prepay=WITH_FEE)
    customer = await arrive(container)
    order = await buy_both(container, customer, plan_id)
    if received:
        await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    balances = {}
    async for step in life(container, clock, customer, order):
        found = await statement(container, customer, DRAWN, container.services.today())
        balances[step] = found.closing_fen
        assert found.closing_fen == await due_and_unpaid_fen(container, customer), step
        assert found.opening_fen == 0
    assert balances["two bills overdue"] > balances["fallen due"] > 0
    assert balances["settled"] == 0
    overpaid_fen = sum(
        one.to_customer_fen
        for one in (await container.services.orders.order(customer.id, order.summary.order_id)).returns
    )
    assert found.owed_back_fen == overpaid_fen > 0


@on_sqlite
async def test_each_period_begins_where_the_one_before_ended(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container, penalty=BY_MULTIPLE, prepay=WITH_FEE)
    customer = await arrive(container)
    order = await buy_both(container, customer, "bank-12")
    async for _ in life(container, clock, customer, order):
        pass
    whole = await statement(container, customer, DRAWN, container.services.today())
    months = [
        await statement(container, customer, *_days(months_up_to(date(2026, month, 1))))
        for month in range(1, 7)
    ]
    for before, after in pairwise(months):
        assert before.closing_fen == after.opening_fen
    assert [entry for month in months for entry in month.entries] == list(whole.entries)
    assert len({entry.kind for entry in whole.entries}) >= 5


def _days(period: Period) -> tuple[date, date]:
    return period.first, period.last


@on_sqlite
async def test_a_bill_paid_on_its_day_is_two_lines(container: Container, clock: MovableClock) -> None:
    customer, order = await borrowed(container, "consumer-12")
    clock.move_to(order.bills[0].due_date)
    await repay_next(container, customer)
    found = await statement(container, customer, date(2026, 2, 1), date(2026, 2, 28))
    title = text("小米手机 15")
    assert found.entries == (
        StatementEntry(date(2026, 2, 5), EntryKind.BILL, title, 1, 357_24, 1, 1),
        StatementEntry(date(2026, 2, 5), EntryKind.REPAYMENT, title, 1, 357_24, 1, 1),
    )
    assert (found.opening_fen, found.closing_fen, found.last_day) == (0, 0, date(2026, 2, 5))


@on_sqlite
async def test_what_is_paid_before_its_day_counts_as_due_on_the_day_it_was_paid(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, "consumer-12")
    clock.move_to(date(2026, 2, 1))
    await pay(container, customer, order, 300_00)
    clock.move_to(date(2026, 2, 10))
    found = await statement(container, customer, date(2026, 2, 1), date(2026, 2, 28))
    assert lines(found) == [
        ("2026-02-01", EntryKind.EARLY, 300_00),
        ("2026-02-01", EntryKind.REPAYMENT, 300_00),
        ("2026-02-05", EntryKind.BILL, 57_24),
    ]
    assert found.closing_fen == 57_24


@on_sqlite
async def test_penalty_stands_where_it_was_paid(container: Container, clock: MovableClock) -> None:
    customer, _ = await borrowed(container, "consumer-12")
    clock.move_to(date(2026, 2, 15))
    before = await statement(container, customer, date(2026, 2, 1), date(2026, 2, 28))
    assert lines(before) == [("2026-02-05", EntryKind.BILL, 357_24)]
    amount_fen = await repay_next(container, customer)
    found = await statement(container, customer, date(2026, 2, 1), date(2026, 2, 28))
    assert lines(found) == [
        ("2026-02-05", EntryKind.BILL, 357_24),
        ("2026-02-15", EntryKind.PENALTY, amount_fen - 357_24),
        ("2026-02-15", EntryKind.REPAYMENT, amount_fen),
    ]


@on_sqlite
async def test_a_return_sets_off_what_is_due_and_what_is_not(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy_both(container, customer)
    clock.move_to(date(2026, 1, 9))
    await send_back(container, customer, order, {THOUSAND: 1})
    found = await statement(container, customer, DRAWN, date(2026, 1, 31))
    assert lines(found) == [
        ("2026-01-09", EntryKind.EARLY, 1_000_00),
        ("2026-01-09", EntryKind.RETURN, 1_000_00),
    ]
    assert (found.closing_fen, found.owed_back_fen) == (0, 0)


@on_sqlite
async def test_all_loans_of_the_customer_stand_in_one_statement_and_nobody_elses(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container)
    customer = await arrive(container)
    await buy_both(container, customer, pieces=(("part", 1),))
    await buy_both(container, customer, pieces=(("rest", 1),))
    await buy_both(container, await arrive(container, 2), pieces=(("rest", 1),))
    clock.move_to(date(2026, 2, 7))
    found = await statement(container, customer, DRAWN, date(2026, 2, 28))
    assert [(entry.kind, entry.title) for entry in found.entries] in (
        [(EntryKind.BILL, text("平板 <小>")), (EntryKind.BILL, text("电脑"))],
        [(EntryKind.BILL, text("电脑")), (EntryKind.BILL, text("平板 <小>"))],
    )


@on_sqlite
async def test_a_payment_found_days_later_stands_on_the_day_it_was_made(
    container: Container, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, _ = await borrowed(container, "consumer-12")
    clock.move_to(date(2026, 2, 5))

    async def silence(*_: object) -> ChargeResult:
        return ChargeResult(ChargeStatus.UNKNOWN)

    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "start", silence)
        with pytest.raises(PaymentUncertain):
            await repay_next(container, customer)
    clock.move_to(date(2026, 2, 8))
    before = await container.services.documents.statement(customer.id, Period(DRAWN, date(2026, 2, 7)))
    await container.services.payments.reconcile(clock.now())
    after = await container.services.documents.statement(customer.id, Period(DRAWN, date(2026, 2, 7)))
    assert isinstance(after.facts, Statement)
    assert [(entry.day.day, entry.kind) for entry in after.facts.entries] == [
        (5, EntryKind.BILL),
        (5, EntryKind.REPAYMENT),
    ]
    assert before.issue.number != after.issue.number  # what it says is not the same any more
    repayment = (await container.services.documents.repayments(customer.id))[0]
    assert repayment.day == date(2026, 2, 5)


@on_sqlite
async def test_a_period_to_come_is_refused_and_one_under_way_ends_today(container: Container) -> None:
    customer, _ = await borrowed(container)
    with pytest.raises(InvalidInput):
        await container.services.documents.statement(customer.id, Period(date(2026, 1, 6), date(2026, 1, 31)))
    found = await statement(container, customer, date(2026, 1, 1), date(2026, 1, 31))
    assert (found.last_day, found.entries) == (DRAWN, ())


@on_sqlite
async def test_without_any_loan_there_is_no_statement(container: Container) -> None:
    customer = await arrive(container)
    with pytest.raises(NotFound):
        await container.services.documents.statement(customer.id, Period(DRAWN, DRAWN))
