"""Several bills with one confirmation: one after the other, each once, and what stops it takes nothing more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import House, build_house, catalog_importer
from domain.audit.service import AuditService
from domain.customers.results import CustomerView
from domain.dates import business_day
from domain.errors import NotFound, Stale
from domain.payments.errors import PaymentUncertain
from domain.payments.results import BasketView
from domain.quotes.results import BasketChoice
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.gateways import FaultyApp, book_in, serving
from tests.support.people import arrive, buy, pay, repay_next

DUE, TWO_LATE = date(2026, 2, 5), date(2026, 3, 10)


async def two_loans(house: House) -> CustomerView:
    """Of twelve bills each, due on the fifth."""
    customer = await arrive(house)
    for product_id in ("xiaomi-15", "lamp"):
        await buy(house, customer, product_id=product_id)
    return customer


@pytest.fixture
async def owner(house: House) -> CustomerView:
    return await two_loans(house)


async def chosen(house: House, customer: CustomerView) -> BasketChoice:
    return await house.services.baskets.choice(customer.id)


async def offered(house: House, customer: CustomerView) -> BasketView:
    """Everything that is due, up for confirmation."""
    choice = await chosen(house, customer)
    return await house.services.baskets.offer(customer.id, choice.due, choice.version)


async def open_bills(house: House, customer: CustomerView) -> int:
    return len((await house.services.bills.open_bills(customer.id)).bills)


async def require_clean_books(house: House) -> None:
    audit = AuditService(house.store)
    assert [breach async for _, found in audit.loans() for breach in found] + await audit.across() == []


async def test_before_anything_is_due_the_next_bill_of_each_loan_can_be_chosen(
    house: House, owner: CustomerView
) -> None:
    choice = await chosen(house, owner)
    assert [[bill.no for bill in loan.bills] for loan in choice.loans] == [[1], [1]]
    assert (choice.late, choice.due, choice.everything) == ({}, {}, {1: 1, 2: 1})


async def test_overdue_bills_are_chosen_apart_from_those_that_are_due_today(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    await repay_next(house, owner)
    clock.move_to(date(2026, 3, 5))
    choice = await chosen(house, owner)
    late = sum(bill.due_date < business_day(clock.now()) for loan in choice.loans for bill in loan.bills)
    assert (sum(choice.late.values()), sum(choice.due.values())) == (late, late + 2) == (1, 3)


async def test_everything_due_is_paid_with_one_confirmation_and_a_receipt_for_each_loan(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(TWO_LATE)
    basket = await offered(house, owner)
    assert [len(offer.bills) for offer in basket.offers] == [2, 2]
    assert basket.split.penalty_fen > 0
    outcome = await house.services.baskets.pay(owner.id, basket.basket_id)
    assert (outcome.left, outcome.stopped, outcome.awaited) == (0, None, None)
    assert [receipt.amount_fen for receipt in outcome.receipts] == [o.amount_fen for o in basket.offers]
    assert await open_bills(house, owner) == 24 - 4
    assert (await chosen(house, owner)).due == {}
    await require_clean_books(house)


async def test_a_second_tap_answers_the_first_ones_receipts_and_takes_nothing(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    basket = await offered(house, owner)
    first = await house.services.baskets.pay(owner.id, basket.basket_id)
    second = await house.services.baskets.pay(owner.id, basket.basket_id)
    assert [r.payment_id for r in second.receipts] == [r.payment_id for r in first.receipts]
    assert await open_bills(house, owner) == 24 - 2


async def test_later_bills_of_a_loan_bring_the_earlier_ones(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(TWO_LATE)
    choice = await chosen(house, owner)
    basket = await house.services.baskets.offer(owner.id, {2: 1}, choice.version)
    (offer,) = basket.offers
    assert [part.bill.no for part in offer.bills] == [1]
    assert offer.loan_id == choice.loans[1].loan_id


@pytest.mark.parametrize("counts", [{}, {1: 3}, {3: 1}, {1: 1, 9: 1}])
async def test_what_cannot_be_chosen_is_stale(
    house: House, owner: CustomerView, clock: MovableClock, counts: dict[int, int]
) -> None:
    clock.move_to(DUE)
    choice = await chosen(house, owner)
    with pytest.raises(Stale):
        await house.services.baskets.offer(owner.id, counts, choice.version)


async def test_a_choice_of_yesterday_is_stale_where_penalty_grew(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(date(2026, 2, 10))
    before = await chosen(house, owner)
    clock.move_to(date(2026, 2, 11))
    with pytest.raises(Stale):
        await house.services.baskets.offer(owner.id, before.late, before.version)


async def test_a_confirmation_of_yesterday_shows_what_changed_for_all_of_its_bills(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(TWO_LATE)
    old = await offered(house, owner)
    clock.move_to(date(2026, 3, 11))
    with pytest.raises(Stale):
        await house.services.baskets.pay(owner.id, old.basket_id)
    fresh = await house.services.baskets.renew(owner.id, old.basket_id)
    assert fresh.was_fen == old.amount_fen < fresh.amount_fen
    assert [len(offer.bills) for offer in fresh.offers] == [2, 2]
    assert fresh.amount_fen == sum(
        bill.owed_fen for loan in (await chosen(house, owner)).loans for bill in loan.bills
    )


async def test_what_was_paid_otherwise_meanwhile_is_not_paid_again(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    basket = await offered(house, owner)
    other = await house.services.offers.oldest(owner.id, basket.offers[0].loan_id)
    await pay(house, owner, other.offer_id)
    with pytest.raises(Stale):
        await house.services.baskets.pay(owner.id, basket.basket_id)
    fresh = await house.services.baskets.renew(owner.id, basket.basket_id)
    assert [offer.loan_id for offer in fresh.offers] == [basket.offers[1].loan_id]
    await house.services.baskets.pay(owner.id, fresh.basket_id)
    assert await open_bills(house, owner) == 24 - 2
    await require_clean_books(house)


async def test_another_customers_basket_does_not_exist(
    house: House, owner: CustomerView, clock: MovableClock
) -> None:
    clock.move_to(DUE)
    basket = await offered(house, owner)
    stranger = await arrive(house, telegram_id=2)
    for action in (house.services.baskets.pay, house.services.baskets.renew):
        with pytest.raises(NotFound):
            await action(stranger.id, basket.basket_id)


async def test_a_payment_without_a_clear_answer_stops_the_rest_and_is_found_by_the_next_tap(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    gateway = FaultyApp(book_in(tmp_path))
    async with serving(gateway) as address:
        house = build_house(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(house.store).apply(catalog(), {})
        customer = await two_loans(house)
        clock.move_to(DUE)
        basket = await offered(house, customer)
        gateway.lose_next_answer = 1
        stopped = await house.services.baskets.pay(customer.id, basket.basket_id)
        assert (stopped.receipts, stopped.left) == ((), 2)
        assert isinstance(stopped.stopped, PaymentUncertain)
        assert [loan.loan_id for loan in (await chosen(house, customer)).loans] == [basket.offers[1].loan_id]
        again = await house.services.baskets.pay(customer.id, basket.basket_id)
        assert (len(again.receipts), again.left) == (2, 0)
        assert await open_bills(house, customer) == 24 - 2
        await require_clean_books(house)
        await house.aclose()


async def test_what_was_paid_before_the_stop_is_told_with_what_stopped_it(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    gateway = FaultyApp(book_in(tmp_path))
    async with serving(gateway) as address:
        house = build_house(settings.model_copy(update={"payment_url": address}), clock)
        await catalog_importer(house.store).apply(catalog(), {})
        customer = await two_loans(house)
        clock.move_to(DUE)
        basket = await offered(house, customer)
        await pay(house, customer, basket.offers[0].offer_id)
        gateway.lose_next_request = 1
        outcome = await house.services.baskets.pay(customer.id, basket.basket_id)
        assert (len(outcome.receipts), outcome.left) == (1, 1)
        assert isinstance(outcome.stopped, PaymentUncertain)
        await house.aclose()
