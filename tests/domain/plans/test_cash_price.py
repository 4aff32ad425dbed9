"""Free of interest is not free where the goods cost less paid at once: every plan is held against that price."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.wiring import Container
from domain.plans.pricing import lower_cash_price_fen, price_plan
from domain.plans.results import PlanOption
from domain.rules.rates import AnnualRates
from domain.terms import FeeTiming, Method
from domain.value import replace
from tests.support.builders import NOON, flat, lender
from tests.support.cash_prices import sell
from tests.support.databases import on_sqlite
from tests.support.people import arrive, reach_confirmation

GOLDEN = AnnualRates(Decimal("4.70"), Decimal("4.80"))


async def options_of(container: Container, product_id: str) -> dict[int, PlanOption]:
    product = await container.services.catalog.product(product_id)
    return {
        option.periods: option
        for option in (
            await container.services.plans.offered(product.price_fen, product.cash_price_fen)
        ).options
    }


async def test_twelve_free_months_of_3999_against_3899_cost_470_and_480(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    option = (await options_of(container, "xiaomi-15"))[12]
    assert (option.total_cost_fen, option.simple_pct) == (0, Decimal("0.00"))
    assert (option.cash_price_fen, option.against_cash, option.cost.above_cash_fen) == (
        389_900,
        GOLDEN,
        10_000,
    )


@on_sqlite
@pytest.mark.parametrize("cash_fen", [{}, {"xiaomi_15": 399_900}])
async def test_goods_that_cost_the_same_at_once_are_held_against_nothing(
    container: Container, cash_fen: dict[str, int]
) -> None:
    await sell(container, **cash_fen)
    for option in (await options_of(container, "xiaomi-15")).values():
        assert (option.cash_price_fen, option.against_cash, option.cost.above_cash_fen) == (
            None,
            None,
            option.total_cost_fen,
        )


@on_sqlite
async def test_a_cart_adds_up_cash_prices_and_the_price_where_there_is_none(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 2)
    await container.services.catalog.set_quantity(customer.id, "case", 3)
    draft = await container.services.checkout.start_from_cart(customer.id)
    options = await container.services.checkout.period_options(customer.id, draft.draft_id)
    assert draft.amount_fen == 2 * 399_900 + 3 * 5_900
    assert {o.cash_price_fen for o in options} == {2 * 389_900 + 3 * 5_900}
    assert {o.cost.above_cash_fen - o.total_cost_fen for o in options} == {20_000}


@on_sqlite
async def test_at_every_step_of_a_checkout_the_plan_is_held_against_the_same_price(
    container: Container,
) -> None:
    await sell(container, xiaomi_15=389_900)
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    checkout = container.services.checkout
    (lenders_option,) = (
        o for o in await checkout.lender_options(customer.id, shown.draft_id) if o.plan_id == "consumer-12"
    )
    assert shown.choice is not None
    assert lenders_option.against_cash == shown.choice.against_cash == GOLDEN


@on_sqlite
async def test_the_cash_price_of_a_checkout_is_the_one_at_its_beginning(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    customer = await arrive(container)
    draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
    await sell(container)
    options = await container.services.checkout.period_options(customer.id, draft.draft_id)
    assert {option.cash_price_fen for option in options} == {389_900}


def test_a_price_is_lower_only_where_the_sum_is() -> None:
    assert lower_cash_price_fen([(399_900, None, 1)]) is None
    assert lower_cash_price_fen([(399_900, 399_900, 2)]) is None
    assert lower_cash_price_fen([(399_900, 389_900, 2), (5_900, None, 3)]) == 2 * 389_900 + 3 * 5_900


def test_where_no_rate_can_be_written_what_is_paid_above_it_is_still_known() -> None:
    upfront = flat("plan", 12, "0.6")
    fee_first = replace(
        upfront,
        terms=replace(
            upfront.terms,
            method=Method.UPFRONT_FEE,
            fee_per_period_pct=None,
            total_fee_pct=Decimal(50),
            fee_timing=FeeTiming.DRAWDOWN,
        ),
    )
    option = price_plan(lender(), fee_first, 399_900, NOON.date(), cash_price_fen=100_000)
    assert option.against_cash is None
    assert option.cost.above_cash_fen == 399_900 + 199_950 - 100_000
