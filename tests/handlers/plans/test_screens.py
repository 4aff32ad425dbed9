"""Plans as they are shown: against the price paid at once, and what ¥1,000.00 cost."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.checkout.results import CheckoutView
from handlers.breakdowns.views import product_options
from handlers.buttons.breakdowns import ExplainProduct
from handlers.catalog import views as shop_views
from handlers.plans import views
from handlers.ui.i18n import texts_for
from tests.support.cash_prices import sell
from tests.support.people import arrive, verify

T = texts_for("zh_CN")
FREE = "免息 12 期：相当于年化 4.70%（单利）／4.80%（复利），多付 ¥100.00"
CASH = "一次付清是 <b>¥3,899.00</b>。和它比："


async def checkout_of(container: Container) -> tuple[str, CheckoutView]:
    customer = await arrive(container)
    return customer.id, await container.services.checkout.start_with(customer.id, "xiaomi-15")


async def test_the_plans_of_a_product_are_held_against_its_cash_price(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    product = await container.services.catalog.product("xiaomi-15")
    options = await container.services.plans.cheapest(product.price_fen, product.cash_price_fen)
    lines = shop_views.product_plans(T, product, options).html().splitlines()
    place = lines.index(CASH)
    assert lines[place + 1].startswith("免息 3 期：相当于年化 15.32%（单利）")
    assert lines[place + 2] == FREE
    assert "一次付清是 ¥3,899.00。" in shop_views.product_card(T, product, options, 0).html()


async def test_so_are_the_periods_and_the_lenders_of_a_checkout(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    customer_id, view = await checkout_of(container)
    checkout = container.services.checkout
    periods = await checkout.period_options(customer_id, view.draft_id)
    assert f"{CASH}\n免息 3 期" in views.choose_periods(T, view, periods).html()
    assert FREE in views.choose_periods(T, view, periods).html()
    view = await checkout.choose_periods(customer_id, view.draft_id, 12)
    lenders = await checkout.lender_options(customer_id, view.draft_id)
    shown = views.choose_lender(T, view, lenders).html()
    assert "示例消费金融：相当于年化 4.70%（单利）／4.80%（复利），多付 ¥100.00" in shown
    assert shown.count("相当于年化") == len(lenders) == 2


async def test_where_paying_at_once_costs_the_same_nothing_is_said_of_it(container: Container) -> None:
    customer_id, view = await checkout_of(container)
    product = await container.services.catalog.product("xiaomi-15")
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    screens = [
        views.choose_periods(T, view, options),
        views.explain_rates(T, view, options),
        shop_views.product_plans(T, product, options),
        shop_views.product_card(T, product, options, 0),
    ]
    assert not any("一次付清" in screen.html() for screen in screens)


async def test_the_explanation_says_what_a_thousand_yuan_cost(container: Container) -> None:
    customer_id, view = await checkout_of(container)
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    shown = views.explain_rates(T, view, options).html()
    assert "每借 ¥1,000.00 一共多付 ¥0.00" in shown
    assert "每借 ¥1,000.00 一共多付 ¥72.00" in shown


async def test_the_explanation_compares_with_the_cash_price_too(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    customer_id, view = await checkout_of(container)
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    assert (
        "和一次付清 ¥3,899.00 比：相当于年化 4.70%（单利）／4.80%（复利），多付 ¥100.00"
        in views.explain_rates(T, view, options).html()
    )


async def test_a_product_shows_how_its_plans_are_worked_out_before_any_checkout(container: Container) -> None:
    product = await container.services.catalog.product("xiaomi-15")
    options = await container.services.plans.cheapest(product.price_fen, product.cash_price_fen)
    screen = shop_views.product_plans(T, product, options)
    assert ExplainProduct(product.id) in [button.action for row in screen.keyboard for button in row]
    assert "年化 13.03%（单利）/ 13.84%（复利）" in product_options(T, product, options).html()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_in_every_language_it_fits_one_message(container: Container, locale: str) -> None:
    await sell(container, xiaomi_15=389_900)
    customer_id, view = await checkout_of(container)
    await verify(container, await arrive(container))
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    shown = views.choose_periods(texts_for(locale), view, options).html()
    assert "4.70%" in shown and "4.80%" in shown
    assert len(shown) < 4096
