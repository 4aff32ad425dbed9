"""Plans as they are shown: against the price paid at once, and what ¥1,000.00 cost."""

from __future__ import annotations

import pytest

from bot.wiring import Container, catalog_importer
from domain.checkout.results import CheckoutView
from domain.value import replace
from handlers.breakdowns.views import product_options
from handlers.buttons.breakdowns import ExplainProduct
from handlers.catalog import views as shop_views
from handlers.catalog.cart_views import cart_screen
from handlers.checkout.views import confirm_screen, order_placed
from handlers.orders.views import order_screen
from handlers.plans import views
from handlers.plans.disclosure_views import cost_table
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply, Table
from tests.support.builders import catalog
from tests.support.cash_prices import sell
from tests.support.people import arrive, confirm, reach_confirmation, verify

T = texts_for("zh_CN")
CASH = "一次付清 <b>¥3,899.00</b>"
TWELVE = ("12 期", "¥333.25", "¥0.00\n0.00%", "¥100.00\n4.70%")


async def checkout_of(container: Container) -> tuple[str, CheckoutView]:
    customer = await arrive(container)
    return customer.id, await container.services.checkout.start_with(customer.id, "xiaomi-15")


async def card_of(container: Container, product_id: str = "xiaomi-15") -> Reply:
    customer = await arrive(container)
    product = await container.services.catalog.product(product_id)
    offered = await container.services.plans.offered(product.price_fen, product.cash_price_fen)
    standing = await container.services.standing.of(customer.id)
    return shop_views.product_card(T, product, offered, 0, standing)


def table_of(screen: Reply) -> Table:
    (table,) = (part for part in screen.parts if isinstance(part, Table))
    return table


async def test_the_plans_on_a_products_card_are_held_against_its_cash_price(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    card = await card_of(container)
    assert CASH in card.html()
    assert table_of(card).header == ("期数", "每期", "利息合计", "比一次付清多付")
    assert table_of(card).rows[0][3] == "¥100.00\n15.32%"
    assert TWELVE in table_of(card).rows
    assert "免息" not in card.html()


async def test_so_are_the_periods_and_the_lenders_of_a_checkout(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    customer_id, view = await checkout_of(container)
    checkout = container.services.checkout
    periods = await checkout.period_options(customer_id, view.draft_id)
    assert TWELVE in table_of(views.choose_periods(T, view, periods)).rows
    view = await checkout.choose_periods(customer_id, view.draft_id, 12)
    lenders = await checkout.lender_options(customer_id, view.draft_id)
    table = table_of(views.choose_lender(T, view, lenders))
    assert table.header == ("机构", "每期", "利息合计", "比一次付清多付")
    assert ("示例消费金融", *TWELVE[1:]) in table.rows
    assert len(table.rows) == len(lenders) == 2


async def test_where_paying_at_once_costs_the_same_nothing_is_said_of_it(container: Container) -> None:
    customer_id, view = await checkout_of(container)
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    screens = [
        views.choose_periods(T, view, options),
        views.explain_rates(T, view, options),
        await card_of(container),
    ]
    assert not any("一次付清" in screen.html() for screen in screens)


async def test_the_explanation_says_what_a_thousand_yuan_cost(container: Container) -> None:
    customer_id, view = await checkout_of(container)
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    shown = views.explain_rates(T, view, options).html()
    assert "每借 ¥1,000.00，利息合计 ¥0.00" in shown
    assert "每借 ¥1,000.00，利息合计 ¥72.00" in shown


async def test_the_explanation_compares_with_the_cash_price_too(container: Container) -> None:
    await sell(container, xiaomi_15=389_900)
    customer_id, view = await checkout_of(container)
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    assert (
        "一次付清 ¥3,899.00。\n比一次付清多付 ¥100.00，年化 4.70%（单利）/ 4.80%（复利）"
        in views.explain_rates(T, view, options).html()
    )


async def test_a_product_shows_how_its_plans_are_worked_out_before_any_checkout(container: Container) -> None:
    product = await container.services.catalog.product("xiaomi-15")
    offered = await container.services.plans.offered(product.price_fen, product.cash_price_fen)
    card = await card_of(container)
    assert ExplainProduct(product.id) in [button.action for row in card.keyboard for button in row]
    assert "年化 13.03%（单利）/ 13.84%（复利）" in product_options(T, product, offered.options).html()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_in_every_language_it_fits_one_message(container: Container, locale: str) -> None:
    await sell(container, xiaomi_15=389_900)
    customer_id, view = await checkout_of(container)
    await verify(container, await arrive(container))
    options = await container.services.checkout.period_options(customer_id, view.draft_id)
    shown = views.choose_periods(texts_for(locale), view, options).html()
    assert "4.70%" in shown
    assert len(shown) < 4096


async def test_from_the_card_to_the_receipt_both_measures_are_said_by_the_same_words(
    container: Container,
) -> None:
    await sell(container, xiaomi_15=389_900)
    customer = await arrive(container)
    shown = await reach_confirmation(container, customer)
    disclosed = await container.services.agreements.disclosure(customer.id, shown.draft_id)
    order = await confirm(container, customer, shown)
    standing = await container.services.standing.of(customer.id)
    lines = "利息合计 ¥0.00，年化 0.00%（单利）\n比一次付清多付 ¥100.00，年化 4.70%（单利）"
    assert lines in confirm_screen(T, shown, container.services.today()).html()
    assert lines in order_placed(T, order, standing, offer_debit=False).html()
    assert lines in order_screen(T, order, container.services.today()).html()
    rows = cost_table(T, disclosed).rows
    assert ("利息合计（按期收取）", "¥0.00") in rows
    assert ("比一次付清多付", "¥100.00") in rows
    assert ("比一次付清的年化（单利）", "4.70%") in rows


async def test_what_no_plan_takes_is_not_offered_in_instalments_and_says_why(container: Container) -> None:
    spec = catalog()
    dear = tuple(replace(p, min_amount_fen=500_000) for p in spec.plans)
    await catalog_importer(container.store).apply(replace(spec, plans=dear), {})
    customer = await arrive(container)
    card = await card_of(container)
    assert "满 ¥5,000.00 才能分期。" in card.html()
    assert not [label for label in labels_of(card) if label.startswith("选 ")]
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 1)
    cart = await container.services.catalog.cart(customer.id)
    offered = await container.services.plans.offered(cart.total_fen, None)
    screen = cart_screen(T, cart, offered, await container.services.standing.of(customer.id))
    assert "满 ¥5,000.00 才能分期。" in screen.html()
    assert not [label for label in labels_of(screen) if label.startswith("去结算")]


async def test_a_frozen_account_is_offered_nothing_to_buy_and_says_why(container: Container) -> None:
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 1)
    await container.services.security.freeze(customer.id)
    card = await card_of(container)
    assert "冻结" in card.html()
    assert "账号安全" in labels_of(card)
    assert not [label for label in labels_of(card) if label.startswith(("选 ", "加入购物车"))]


async def test_a_cart_with_more_than_there_is_is_not_offered_to_be_bought(container: Container) -> None:
    customer = await arrive(container)
    await container.services.catalog.set_quantity(customer.id, "xiaomi-15", 5)
    spec = catalog()
    fewer = tuple(replace(p, stock=2) if p.id == "xiaomi-15" else p for p in spec.products)
    await catalog_importer(container.store).apply(replace(spec, products=fewer), {})
    cart = await container.services.catalog.cart(customer.id)
    offered = await container.services.plans.offered(cart.total_fen, None)
    screen = cart_screen(T, cart, offered, await container.services.standing.of(customer.id))
    assert "只剩 2 件" in screen.html()
    assert not [label for label in labels_of(screen) if label.startswith(("去结算", "＋"))]


async def test_a_lender_who_would_refuse_has_no_button_and_says_why(container: Container) -> None:
    spec = catalog()
    first, *others = spec.institutions
    lenders = (
        replace(first, students_allowed=False),
        *(replace(o, students_allowed=True, credit_line_fen=10_000) for o in others),
    )
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    customer = await arrive(container)
    await verify(container, customer)
    await container.services.identity.declare_student(customer.id)
    view = await container.services.checkout.start_with(customer.id, "xiaomi-15", 12)
    screen = views.choose_lender(
        T, view, await container.services.checkout.lender_options(customer.id, view.draft_id)
    )
    assert "示例消费金融 不向在校学生放款" in screen.html()
    assert "示例银行 可用额度 ¥100.00，这次不够用" in screen.html()
    assert labels_of(screen) == ["怎么算的", "返回"]


def labels_of(screen: Reply) -> list[str]:
    return [button.label for row in screen.keyboard for button in row]
