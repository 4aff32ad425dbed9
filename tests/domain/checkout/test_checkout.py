"""Placing an order: once, all of it or nothing of it."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from bot.wiring import Container, catalog_importer
from domain.catalog.errors import OutOfStock, PriceChanged
from domain.checkout.errors import ReadingNotOver
from domain.checkout.results import CheckoutStep
from domain.errors import NotFound, Stale, StepMissing
from domain.identity.errors import AgeOutOfRange
from domain.plans.errors import CreditLineTooSmall
from domain.value import replace
from tests.support.builders import catalog, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, confirm, reach_confirmation, read_and_agree, verify


@on_sqlite
async def test_confirming_makes_an_order_with_the_schedule_that_was_shown(container: Container) -> None:
    order = await buy(container, await arrive(container))
    assert [bill.owed_fen for bill in order.bills] == [35_724] * 11 + [35_729]
    assert [bill.due_date.isoformat() for bill in order.bills][:2] == ["2026-02-05", "2026-03-05"]
    assert sum(bill.principal_fen for bill in order.bills) == 399_900
    assert str(order.simple_pct) == "13.03"


@on_sqlite
async def test_confirming_reduces_stock_and_credit_line(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    assert (await container.services.catalog.product("xiaomi-15")).stock == 4
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    options = await container.services.checkout.lender_options(customer.id, draft.draft_id)
    left = {option.plan_id: option.credit_left_fen for option in options}
    assert left == {"consumer-12": 2_000_000 - 399_900, "bank-12": 2_000_000}


@on_sqlite
async def test_a_second_confirmation_answers_the_first_order(container: Container) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    first = await confirm(container, customer, shown)
    second = await confirm(container, customer, shown)
    assert second.summary.order_id == first.summary.order_id
    assert (await container.services.catalog.product("xiaomi-15")).stock == 4


async def test_two_confirmations_at_once_make_one_order(container: Container) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    orders = await asyncio.gather(*(confirm(container, customer, shown) for _ in range(2)))
    assert len({order.summary.order_id for order in orders}) == 1


async def test_the_last_piece_is_sold_once(container: Container) -> None:
    anna, ben = await arrive(container, 1), await arrive(container, 2)
    drafts = [await reach_confirmation(container, who, "lamp") for who in (anna, ben)]
    outcomes = await asyncio.gather(
        confirm(container, anna, drafts[0]),
        confirm(container, ben, drafts[1]),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OrderDetail", "SoldOutMeanwhile"]
    assert (await container.services.catalog.product("lamp")).stock == 0


@on_sqlite
async def test_somebody_elses_draft_is_not_found(container: Container) -> None:
    shown = await reach_confirmation(container, await arrive(container, 1))
    stranger = await arrive(container, 2)
    with pytest.raises(NotFound):
        await confirm(container, stranger, shown)
    with pytest.raises(NotFound):
        await container.services.checkout.choose_periods(stranger.id, shown.draft_id, 3)


async def test_a_price_that_moved_cancels_the_checkout_and_charges_nothing(container: Container) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    spec = catalog()
    dearer = tuple(replace(p, price_fen=p.price_fen + 100) for p in spec.products)
    await catalog_importer(container.store).apply(replace(spec, products=dearer), {})
    with pytest.raises(PriceChanged):
        await confirm(container, customer, shown)
    assert (await container.services.orders.orders(customer.id, 0)).orders == ()


async def test_an_import_never_moves_the_price_of_an_order(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    spec = catalog()
    renamed = tuple(replace(p, price_fen=1) for p in spec.products)
    await catalog_importer(container.store).apply(replace(spec, products=renamed, plans=()), {})
    again = await container.services.orders.order(customer.id, order.summary.order_id)
    assert again.lines == order.lines
    assert [bill.owed_fen for bill in again.bills] == [bill.owed_fen for bill in order.bills]


async def test_over_midnight_the_disclosure_is_to_be_read_again(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    clock.advance(days=1)
    with pytest.raises(Stale):
        await confirm(container, customer, shown)
    view = await container.services.checkout.view(customer.id, shown.draft_id)
    assert view.step is CheckoutStep.DISCLOSURE
    read_again = await container.services.agreements.disclosure(customer.id, shown.draft_id)
    assert (
        read_again.renewed
    )  # which is said, also when its reading time is over and when it is shown once more
    over = await container.services.agreements.reading_time_over(customer.id, shown.draft_id)
    assert over is not None
    assert over.renewed
    order = await confirm(container, customer, await read_and_agree(container, customer, shown.draft_id))
    assert order.bills[0].due_date == date(2026, 2, 6)


@on_sqlite
async def test_over_midnight_the_last_confirmation_is_not_even_shown_with_new_dates(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    assert shown.step is CheckoutStep.CONFIRM
    clock.advance(days=1)
    view = await container.services.checkout.view(customer.id, shown.draft_id)
    assert view.step is CheckoutStep.DISCLOSURE


async def test_terms_that_came_back_after_a_refused_confirmation_are_read_and_signed_again(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    today = clock.now()
    clock.advance(days=1)
    with pytest.raises(Stale):
        await confirm(container, customer, shown)
    clock.move_to(today.date())
    again = await read_and_agree(container, customer, shown.draft_id)
    assert (await confirm(container, customer, again)).bills[0].due_date == date(2026, 2, 5)


async def test_another_plan_is_no_renewed_one(container: Container) -> None:
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    checkout, agreements = container.services.checkout, container.services.agreements
    await checkout.choose_plan(customer.id, shown.draft_id, "bank-12")
    assert not (await agreements.disclosure(customer.id, shown.draft_id)).renewed


@on_sqlite
async def test_the_disclosure_cannot_be_confirmed_before_its_reading_time_is_over(
    container: Container,
) -> None:
    customer = await arrive(container)
    checkout, agreements = container.services.checkout, container.services.agreements
    draft = await checkout.start_with(customer.id, "xiaomi-15")
    await checkout.choose_periods(customer.id, draft.draft_id, 12)
    await verify(container, customer)
    await checkout.choose_plan(customer.id, draft.draft_id, "consumer-12")
    with pytest.raises(StepMissing):
        await agreements.agree(customer.id, draft.draft_id, draft.version)
    await agreements.disclosure(customer.id, draft.draft_id)
    version = await agreements.agreement_shown(
        customer.id, draft.draft_id, version="test", sha256="0" * 64, locale="zh_CN"
    )
    with pytest.raises(ReadingNotOver):
        await agreements.agree(customer.id, draft.draft_id, version)
    assert await agreements.reading_time_over(customer.id, draft.draft_id) is not None
    agreed = await agreements.agree(customer.id, draft.draft_id, version)
    assert agreed.step is CheckoutStep.CONFIRM


@on_sqlite
async def test_a_lender_who_takes_nobody_of_that_age_is_refused(container: Container) -> None:
    spec = catalog()
    strict = (lender(min_age=50), *spec.institutions[1:])
    await catalog_importer(container.store).apply(replace(spec, institutions=strict), {})
    customer = await arrive(container)
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    await verify(container, customer)
    with pytest.raises(AgeOutOfRange) as refused:
        await container.services.checkout.choose_plan(customer.id, draft.draft_id, "consumer-12")
    assert refused.value.values == {"youngest": 50, "oldest": 60}


@on_sqlite
async def test_a_credit_line_that_is_used_up_is_refused_with_what_is_left(container: Container) -> None:
    spec = catalog()
    small = (lender(credit_line_fen=400_000), *spec.institutions[1:])
    await catalog_importer(container.store).apply(replace(spec, institutions=small), {})
    customer = await arrive(container)
    await buy(container, customer)
    draft = await container.services.checkout.start_with(customer.id, "lamp")
    await container.services.checkout.choose_periods(customer.id, draft.draft_id, 3)
    with pytest.raises(CreditLineTooSmall) as refused:
        await container.services.checkout.choose_plan(customer.id, draft.draft_id, "consumer-3")
    assert refused.value.values == {"amount": 39_900, "left": 100}


@on_sqlite
async def test_more_than_the_stock_does_not_fit_into_the_cart(container: Container) -> None:
    customer = await arrive(container)
    with pytest.raises(OutOfStock):
        await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 6)


@on_sqlite
async def test_buying_from_the_cart_empties_only_what_was_bought(container: Container) -> None:
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 1)
    draft = await container.services.checkout.start_from_cart(customer.id)
    await container.services.catalog.set_quantity(customer.id, "case", 2)
    resumed = await container.services.checkout.view(customer.id, draft.draft_id)
    assert resumed.amount_fen == 399_900
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")
    cart = await container.services.catalog.cart(customer.id)
    assert {line.product.id: line.quantity for line in cart.lines} == {"xiaomi-15": 1, "case": 2}


async def test_a_checkout_left_for_a_day_is_closed_and_keeps_the_cart_and_the_identity(
    container: Container, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 1)
    draft = await container.services.checkout.start_from_cart(customer.id)
    await verify(container, customer)
    assert await container.services.checkout.expire(clock.advance(hours=23)) == {"closed": 0}
    assert await container.services.checkout.expire(clock.advance(hours=2)) == {"closed": 1}
    with pytest.raises(Stale):
        await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    assert (await container.services.catalog.cart(customer.id)).total_fen == 399_900
    assert (await container.services.identity.view(customer.id)).verified
