"""Shop window: categories, products, product card."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.catalog.results import CategoryView, ProductPage, ProductView
from domain.plans.results import OfferedPlans, PlanOption
from domain.standing.results import Standing
from domain.value import replace
from handlers.buttons.breakdowns import ExplainProduct
from handlers.buttons.catalog import (
    AddToCart,
    OpenCart,
    OpenCategory,
    OpenPicture,
    OpenProduct,
    OpenShop,
)
from handlers.buttons.checkout import BuyInPeriods
from handlers.buttons.home import OpenHome
from handlers.buttons.purchases import BuyAtOnce
from handlers.plans.no_plan import no_plan_line
from handlers.plans.options_table import cheapest_note, rate_note
from handlers.plans.views import periods_table
from handlers.ui.components import at_once_button, back, bold, name, pager
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Picture, Reply, Table, reply
from handlers.ui.status_lines import frozen_line, frozen_row

FEW_LEFT = 5


def categories(t: Texts, found: Sequence[CategoryView]) -> Reply:
    if not found:
        return reply(t("商家还没有上架商品，请过会儿再来看看。"), keyboard=[[back(t, OpenHome())]])
    buttons = [
        Button(t("%(name)s（%(count)d）", name=t.name(c.name), count=c.product_count), OpenCategory(c.id, 0))
        for c in found
    ]
    return reply(
        t("想看哪一类？"),
        keyboard=[
            *(buttons[i : i + 2] for i in range(0, len(buttons), 2)),
            [Button(t("购物车"), OpenCart())],
            [back(t, OpenHome())],
        ],
    )


def products(t: Texts, page: ProductPage) -> Reply:
    return reply(
        bold(t.name(page.category.name)),
        t("点商品看详情和分期："),
        keyboard=[
            *(
                [Button(f"{t.name(p.name)}　{t.money(p.price_fen)}", OpenProduct(p.id), name=t.name(p.name))]
                for p in page.products
            ),
            pager(
                t,
                page.page,
                page.pages,
                OpenCategory(page.category.id, max(0, page.page - 1)),
                OpenCategory(page.category.id, page.page + 1),
            ),
            [Button(t("购物车"), OpenCart()), back(t, OpenShop())],
        ],
    )


def product_card(
    t: Texts,
    product: ProductView,
    offered: OfferedPlans,
    in_cart: int,
    standing: Standing,
    *,
    at_once: bool = False,
) -> Reply:
    """Show what it is and what each plan costs; the number of periods is chosen here."""
    options = offered.options
    buys = product.stock > 0 and standing.frozen_on is None
    return reply(
        bold(t.name(product.name)),
        _price_line(t, product),
        name(t, product.description),
        *_plans(t, product, offered),
        _stock_line(t, product),
        frozen_line(t, standing),
        t("购物车里已有 %(count)d 件。", count=in_cart) if in_cart else None,
        keyboard=[
            *(_period_rows(t, product.id, options) if buys else []),
            [at_once_button(t, product.at_once_fen, BuyAtOnce(product.id))] if at_once and buys else None,
            frozen_row(t, standing),
            [Button(t("加入购物车"), AddToCart(product.id, in_cart + 1))]
            if buys and in_cart < product.most
            else None,
            [
                *([Button(t("怎么算的"), ExplainProduct(product.id))] if options else []),
                *([Button(t("购物车"), OpenCart())] if in_cart else []),
            ],
            [back(t, OpenCategory(product.category_id, 0))],
        ],
    )


def _period_rows(t: Texts, product_id: str, options: Sequence[PlanOption]) -> list[list[Button]]:
    """Return a button for each number of periods, none of them recommended."""
    buttons = [
        Button(t("选 %(periods)d 期", periods=o.periods), BuyInPeriods(product_id, o.periods))
        for o in options
    ]
    return [buttons[i : i + 3] for i in range(0, len(buttons), 3)]


def with_picture(t: Texts, card: Reply, product: ProductView, content: bytes) -> Reply:
    """Return the product's card with its picture, or where that cannot be, the button that leads to it."""
    return replace(card, picture=Picture(content, Button(t("看图片"), OpenPicture(product.id))))


def _price_line(t: Texts, product: ProductView) -> str:
    price, cash_fen = bold(t.money(product.price_fen)), product.cash_price_fen
    if cash_fen is None or cash_fen >= product.price_fen:
        return price
    return t("分期 %(price)s　一次付清 %(cash)s", price=price, cash=bold(t.money(cash_fen)))


def _plans(t: Texts, product: ProductView, offered: OfferedPlans) -> list[str | Table]:
    if not offered.options:
        return [no_plan_line(t, product.price_fen, offered)]
    options = offered.options
    return [periods_table(t, options), rate_note(t, options), cheapest_note(t, options)]


def _stock_line(t: Texts, product: ProductView) -> str | None:
    if product.stock == 0:
        return t("暂时卖完了，可以先看看别的。")
    return t("只剩 %(left)d 件。", left=product.stock) if product.stock <= FEW_LEFT else None


def picture_caption(t: Texts, product: ProductView) -> str:
    return f"{escape(t.name(product.name))}　{t.money(product.price_fen)}"
