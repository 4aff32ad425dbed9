"""Plans for an amount that nobody has bought anything for: those of all lenders, by what they truly cost."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.enquiries.offer_results import nearest
from tests.support.cash_prices import sell
from tests.support.databases import on_sqlite
from tests.support.people import arrive


@on_sqlite
async def test_each_plan_costs_what_it_costs_in_the_checkout(container: Container) -> None:
    customer = await arrive(container)
    checkout = container.services.checkout
    draft = await checkout.start_with(customer.id, "xiaomi-15", 12)
    bought = await checkout.lender_options(customer.id, draft.draft_id)
    found = await container.services.offers.compare(399_900, (12,))
    assert [(one.plan_id, one.schedule) for one in found.options] == [
        (one.plan_id, one.schedule) for one in bought
    ]


@on_sqlite
async def test_they_stand_by_total_cost_and_come_to_what_is_borrowed_and_that(container: Container) -> None:
    found = await container.services.offers.compare(500_000)
    costs = [one.total_cost_fen for one in found.options]
    assert costs == sorted(costs)
    for one in found.options:
        assert one.total_fen == 500_000 + one.total_cost_fen == sum(row.payment_fen for row in one.schedule)


async def test_what_is_in_the_cart_is_compared_with_paying_at_once(container: Container) -> None:
    await sell(container, xiaomi_15=379_900)
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 2)
    found = await container.services.offers.compare_own(customer.id, (12,))
    assert found is not None
    assert found.amount_fen == 799_800
    assert {one.cash_price_fen for one in found.options} == {759_800}


@on_sqlite
async def test_an_empty_cart_is_no_amount(container: Container) -> None:
    assert await container.services.offers.compare_own((await arrive(container)).id) is None


@pytest.mark.parametrize(
    ("asked", "there_are", "found"),
    [((24,), (3, 6, 12), {12}), ((9,), (6, 12), {6, 12}), ((4, 20), (3, 12), {3, 12}), ((), (3,), set())],
)
def test_the_nearest_number_of_periods(
    asked: tuple[int, ...], there_are: tuple[int, ...], found: set[int]
) -> None:
    assert nearest(asked, there_are) == found
