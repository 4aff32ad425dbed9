"""Several bills with one confirmation: one after the other, each once, and what stops it takes nothing more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer
from domain.audit.service import AuditService
from domain.customers.results import CustomerView
from domain.dates import business_day
from domain.errors import NotFound, Stale
from domain.payments.errors import PaymentUncertain
from domain.payments.results import BatchView
from domain.quotes.results import BatchChoice
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, pay, repay_next

DUE, TWO_LATE = date(2026, 2, 5), date(2026, 3, 10)


async def two_loans(container: Container) -> CustomerView:
    """Of twelve bills each, due on the fifth."""
    customer = await arrive(container)
    for product_id in ("xiaomi-15", "lamp"):
        await buy(container, customer, product_id=product_id)
    return customer


@pytest.fixture
async def owner(container: Container) -> CustomerView:
    return await two_loans(container)


async def chosen(container: Container, customer: CustomerView) -> BatchChoice:
    return await container.services.batches.choice(customer.id)


async def offered(container: Container, customer: CustomerView) -> BatchView:
    """Everything that is due, up for confirmation."""
    choice = await chosen(container, customer)
    return await container.services.batches.quote(customer.id, choice.due, choice.version)


async def open_bills(container: Container, customer: CustomerView) -> int:
    return len((await container.services.bills.open_bills(customer.id)).bills)


async def require_clean_books(container: Container) -> None:
    audit = AuditService(container.store)
    assert [violation async for _, found in audit.loans() for violation in found] + await audit.across() == []


@on_sqlite
async def test_before_anything_is_due_the_next_bill_of_each_loan_can_be_chosen(
    container: Container, owner: CustomerView
) -> None:
    choice = await chosen(container, owner)
    assert [[bill.no for bill in loan.bills] for loan in choice.loans] == [[1], [1]]
    assert (choice.late, choice.due, choice.everything) == ({}, {}, {1: 1, 2: 1})


@on_sqlite
async def test_overdue_bills_are_chosen_apart_from_those_that_are_due_today(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    await repay_next(container, owner)
    clock.move_to(date(2026, 3, 5))
    choice = await chosen(container, owner)
    late = sum(bill.due_date < business_day(clock.now()) for loan in choice.loans for bill in loan.bills)
    assert (sum(choice.late.values()), sum(choice.due.values())) == (late, late + 2) == (1, 3)


@on_sqlite
async def test_everything_due_is_paid_with_one_confirmation_and_a_receipt_for_each_loan(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(TWO_LATE)
    batch = await offered(container, owner)
    assert [len(quote.bills) for quote in batch.quotes] == [2, 2]
    assert batch.split.penalty_fen > 0
    outcome = await container.services.batches.pay(owner.id, batch.batch_id)
    assert (outcome.left, outcome.stopped, outcome.awaited) == (0, None, None)
    assert [receipt.amount_fen for receipt in outcome.receipts] == [o.amount_fen for o in batch.quotes]
    assert await open_bills(container, owner) == 24 - 4
    assert (await chosen(container, owner)).due == {}
    await require_clean_books(container)


@on_sqlite
async def test_a_second_tap_answers_the_first_ones_receipts_and_takes_nothing(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    batch = await offered(container, owner)
    first = await container.services.batches.pay(owner.id, batch.batch_id)
    second = await container.services.batches.pay(owner.id, batch.batch_id)
    assert [r.payment_id for r in second.receipts] == [r.payment_id for r in first.receipts]
    assert await open_bills(container, owner) == 24 - 2


@on_sqlite
async def test_later_bills_of_a_loan_bring_the_earlier_ones(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(TWO_LATE)
    choice = await chosen(container, owner)
    batch = await container.services.batches.quote(owner.id, {2: 1}, choice.version)
    (quote,) = batch.quotes
    assert [part.bill.no for part in quote.bills] == [1]
    assert quote.loan_id == choice.loans[1].loan_id


@on_sqlite
@pytest.mark.parametrize("counts", [{}, {1: 3}, {3: 1}, {1: 1, 9: 1}])
async def test_what_cannot_be_chosen_is_stale(
    container: Container, owner: CustomerView, clock: MovableClock, counts: dict[int, int]
) -> None:
    clock.move_to(DUE)
    choice = await chosen(container, owner)
    with pytest.raises(Stale):
        await container.services.batches.quote(owner.id, counts, choice.version)


@on_sqlite
async def test_a_choice_of_yesterday_is_stale_where_penalty_grew(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 2, 10))
    before = await chosen(container, owner)
    clock.move_to(date(2026, 2, 11))
    with pytest.raises(Stale):
        await container.services.batches.quote(owner.id, before.late, before.version)


@on_sqlite
async def test_a_confirmation_of_yesterday_shows_what_changed_for_all_of_its_bills(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(TWO_LATE)
    old = await offered(container, owner)
    clock.move_to(date(2026, 3, 11))
    with pytest.raises(Stale):
        await container.services.batches.pay(owner.id, old.batch_id)
    fresh = await container.services.batches.renew(owner.id, old.batch_id)
    assert fresh.was_fen == old.amount_fen < fresh.amount_fen
    assert [len(quote.bills) for quote in fresh.quotes] == [2, 2]
    assert fresh.amount_fen == sum(
        bill.owed_fen for loan in (await chosen(container, owner)).loans for bill in loan.bills
    )


@on_sqlite
async def test_what_was_paid_otherwise_meanwhile_is_not_paid_again(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    batch = await offered(container, owner)
    other = await container.services.quotes.oldest(owner.id, batch.quotes[0].loan_id)
    await pay(container, owner, other.quote_id)
    with pytest.raises(Stale):
        await container.services.batches.pay(owner.id, batch.batch_id)
    fresh = await container.services.batches.renew(owner.id, batch.batch_id)
    assert [quote.loan_id for quote in fresh.quotes] == [batch.quotes[1].loan_id]
    await container.services.batches.pay(owner.id, fresh.batch_id)
    assert await open_bills(container, owner) == 24 - 2
    await require_clean_books(container)


@on_sqlite
async def test_another_customers_basket_does_not_exist(
    container: Container, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    batch = await offered(container, owner)
    stranger = await arrive(container, telegram_id=2)
    for action in (container.services.batches.pay, container.services.batches.renew):
        with pytest.raises(NotFound):
            await action(stranger.id, batch.batch_id)


async def test_a_payment_without_a_clear_answer_stops_the_rest_and_is_found_by_the_next_tap(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    gateway = FaultyApp(book_in(tmp_path))
    async with serving(gateway) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(container.store).apply(catalog(), {})
        customer = await two_loans(container)
        clock.move_to(DUE)
        batch = await offered(container, customer)
        gateway.lose_next_answer = 1
        stopped = await container.services.batches.pay(customer.id, batch.batch_id)
        assert (stopped.receipts, stopped.left) == ((), 2)
        assert isinstance(stopped.stopped, PaymentUncertain)
        assert [loan.loan_id for loan in (await chosen(container, customer)).loans] == [
            batch.quotes[1].loan_id
        ]
        again = await container.services.batches.pay(customer.id, batch.batch_id)
        assert (len(again.receipts), again.left) == (2, 0)
        assert await open_bills(container, customer) == 24 - 2
        await require_clean_books(container)
        await container.aclose()


@on_sqlite
async def test_what_was_paid_before_the_stop_is_told_with_what_stopped_it(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    gateway = FaultyApp(book_in(tmp_path))
    async with serving(gateway) as address:
        container = build_container(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(container.store).apply(catalog(), {})
        customer = await two_loans(container)
        clock.move_to(DUE)
        batch = await offered(container, customer)
        await pay(container, customer, batch.quotes[0].quote_id)
        gateway.lose_next_request = 1
        outcome = await container.services.batches.pay(customer.id, batch.batch_id)
        assert (len(outcome.receipts), outcome.left) == (1, 1)
        assert isinstance(outcome.stopped, PaymentUncertain)
        await container.aclose()
