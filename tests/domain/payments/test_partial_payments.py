"""Paying less than the bill, or more: the oldest first, penalty from the facts, nothing lost between the parts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.wiring import Container, catalog_importer
from domain.audit.service import AuditService
from domain.customers.results import CustomerView
from domain.errors import NotFound
from domain.loans.results import BillState, Split
from domain.quotes.errors import AmountTooLarge, AmountTooSmall
from domain.quotes.results import QuoteView
from domain.terms import AllocationTerms, PenaltyTerms, SurplusRule
from domain.value import replace
from tests.support.builders import catalog, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy

TEN_DAYS_LATE, FIFTEEN_DAYS_LATE = date(2026, 2, 15), date(2026, 2, 20)


async def borrowed(container: Container, **terms: Any) -> tuple[CustomerView, str]:
    """Twelve bills of ¥357.24 from 5 February on, by a lender with `terms`; the customer and the loan."""
    spec = catalog()
    lenders = (lender(**terms), *spec.institutions[1:])
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    customer = await arrive(container)
    order = await buy(container, customer)
    return customer, order.bills[0].loan_id


async def pay(container: Container, customer: CustomerView, loan_id: str, amount_fen: int) -> QuoteView:
    quote = await container.services.quotes.amount(customer.id, loan_id, amount_fen)
    receipt = await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    assert receipt.amount_fen == amount_fen
    audit = AuditService(container.store)
    assert [violation async for _, found in audit.loans() for violation in found] + await audit.across() == []
    return quote


@on_sqlite
async def test_a_part_pays_penalty_then_fee_then_principal(container: Container, clock: MovableClock) -> None:
    customer, loan_id = await borrowed(container)
    clock.move_to(TEN_DAYS_LATE)
    quote = await pay(container, customer, loan_id, 10_000)
    assert quote.split == Split(principal_fen=7_422, interest_fen=0, fee_fen=2_399, penalty_fen=179)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert (bill.state, bill.owed_fen) == (BillState.OVERDUE, 25_903)


@on_sqlite
async def test_after_a_part_penalty_grows_on_what_is_left_from_that_day_on(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrowed(container)
    clock.move_to(TEN_DAYS_LATE)
    await pay(container, customer, loan_id, 10_000)
    clock.move_to(FIFTEEN_DAYS_LATE)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert bill.left == Split(25_903, 0, 0, 65)  # 259.03 × 0.05 % × 5 days
    await pay(container, customer, loan_id, bill.owed_fen)
    paid = await container.services.bills.bill(customer.id, bill.installment_id)
    assert (paid.state, paid.penalty_fen) == (BillState.PAID, 179 + 65)


@on_sqlite
async def test_what_of_the_penalty_was_not_paid_is_carried_and_bears_nothing_itself(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrowed(container)
    clock.move_to(TEN_DAYS_LATE)
    await pay(container, customer, loan_id, 100)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert bill.left == Split(33_325, 0, 2_399, 79)
    clock.move_to(FIFTEEN_DAYS_LATE)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert bill.left.penalty_fen == 79 + 89  # 357.24 × 0.05 % × 5 days


@on_sqlite
async def test_a_part_paid_in_time_leaves_a_smaller_base(container: Container, clock: MovableClock) -> None:
    customer, loan_id = await borrowed(container)
    await pay(container, customer, loan_id, 20_000)
    clock.move_to(TEN_DAYS_LATE)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert bill.left.penalty_fen == 79  # 157.24 × 0.05 % × 10 days


@on_sqlite
async def test_what_is_above_the_bill_pays_the_next_one(container: Container) -> None:
    customer, loan_id = await borrowed(container)
    quote = await pay(container, customer, loan_id, 50_000)
    assert [(part.bill.no, part.split.total_fen) for part in quote.bills] == [(1, 35_724), (2, 14_276)]
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert (bills[0].no, bills[0].owed_fen) == (2, 35_724 - 14_276)


@on_sqlite
async def test_a_lender_that_refuses_surplus_names_the_most_it_takes(container: Container) -> None:
    customer, loan_id = await borrowed(container, allocation=AllocationTerms(surplus=SurplusRule.REFUSED))
    with pytest.raises(AmountTooLarge) as refused:
        await container.services.quotes.amount(customer.id, loan_id, 50_000)
    assert refused.value.values["limit"] == 35_724


@on_sqlite
async def test_more_than_is_owed_at_all_is_refused_with_what_is_owed(container: Container) -> None:
    customer, loan_id = await borrowed(container)
    with pytest.raises(AmountTooLarge) as refused:
        await container.services.quotes.amount(customer.id, loan_id, 500_000)
    assert refused.value.values["limit"] == 428_693


@on_sqlite
async def test_from_day_91_principal_comes_first_where_the_lender_says_so(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrowed(container, allocation=AllocationTerms(principal_first_from_day=91))
    clock.move_to(date(2026, 5, 6))  # day 90
    assert (await container.services.quotes.amount(customer.id, loan_id, 100)).split.penalty_fen == 100
    clock.move_to(date(2026, 5, 7))
    assert (await container.services.quotes.amount(customer.id, loan_id, 100)).split.principal_fen == 100


@on_sqlite
async def test_so_little_left_unpaid_counts_as_paid(container: Container, clock: MovableClock) -> None:
    tolerant = replace(lender().penalty, grace_fen=1_000)
    assert isinstance(tolerant, PenaltyTerms)
    customer, loan_id = await borrowed(container, penalty=tolerant)
    await pay(container, customer, loan_id, 35_724 - 1_000)
    clock.move_to(TEN_DAYS_LATE)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert (bill.no, bill.state, bill.days_late, bill.owed_fen) == (1, BillState.UPCOMING, 0, 1_000)


@on_sqlite
async def test_a_fen_more_left_than_is_tolerated_is_overdue_as_a_whole(
    container: Container, clock: MovableClock
) -> None:
    customer, loan_id = await borrowed(container, penalty=replace(lender().penalty, grace_fen=1_000))
    await pay(container, customer, loan_id, 35_724 - 1_001)
    clock.move_to(TEN_DAYS_LATE)
    (bill, *_) = (await container.services.bills.open_bills(customer.id)).bills
    assert (bill.state, bill.left.penalty_fen) == (BillState.OVERDUE, 5)  # 10.01 × 0.05 % × 10 days


@on_sqlite
async def test_nothing_and_less_is_no_amount(container: Container) -> None:
    customer, loan_id = await borrowed(container)
    for amount_fen in (0, -1):
        with pytest.raises(AmountTooSmall):
            await container.services.quotes.amount(customer.id, loan_id, amount_fen)


@on_sqlite
async def test_somebody_elses_loan_is_not_found(container: Container) -> None:
    _, loan_id = await borrowed(container)
    stranger = await arrive(container, 2)
    with pytest.raises(NotFound):
        await container.services.quotes.amount(stranger.id, loan_id, 100)
    with pytest.raises(NotFound):
        await container.services.quotes.oldest(stranger.id, loan_id)
