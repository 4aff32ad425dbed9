"""Shop window: categories, products, product card."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.catalog.results import CategoryView, ProductPage, ProductView
from domain.plans.pricing import by_cost
from domain.plans.results import PlanOption
from handlers.buttons.breakdowns import ExplainProduct
from handlers.buttons.catalog import (
    AddToCart,
    OpenCart,
    OpenCategory,
    OpenPicture,
    OpenProduct,
    OpenProductPlans,
    OpenShop,
)
from handlers.buttons.checkout import BuyNow
from handlers.buttons.home import OpenHome
from handlers.plans.views import against_cash, by_periods, plan_table
from handlers.ui.components import back, bold, name, pager, payments_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply

FEW_LEFT = 5


def categories(t: Texts, found: Sequence[CategoryView]) -> Reply:
    if not found:
        return reply(t("店里还没有上架商品，请过会儿再来看看。"), keyboard=[[back(t, OpenHome())]])
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
                [Button(f"{t.name(p.name)}　{t.money(p.price_fen)}", OpenProduct(p.id))]
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


def product_card(t: Texts, product: ProductView, options: Sequence[PlanOption], in_cart: int) -> Reply:
    sold_out = product.stock == 0
    return reply(
        bold(t.name(product.name)),
        _price_line(t, product, options),
        _cash_price_line(t, product),
        name(t, product.description),
        _stock_line(t, product),
        t("购物车里已有 %(count)d 件。", count=in_cart) if in_cart else None,
        keyboard=[
            [Button(t("现在买"), BuyNow(product.id), style="primary")] if options and not sold_out else None,
            None if sold_out else [Button(t("加入购物车"), AddToCart(product.id, in_cart + 1))],
            [
                *([Button(t("看分期方案"), OpenProductPlans(product.id))] if options else []),
                *([Button(t("看图片"), OpenPicture(product.id))] if product.has_picture else []),
                *([Button(t("购物车"), OpenCart())] if in_cart else []),
            ],
            [back(t, OpenCategory(product.category_id, 0))],
        ],
    )


def _price_line(t: Texts, product: ProductView, options: Sequence[PlanOption]) -> str:
    price = bold(t.money(product.price_fen))
    if not options:
        return t("%(price)s　这个金额暂时没有分期方案", price=price)
    # One whose payments are not alike would look cheaper than it is.
    even = [option for option in options if option.odd_payment is None]
    if not even:
        cheapest = min(options, key=by_cost)
        return t(
            "%(price)s　可以分 %(periods)d 期（%(payments)s，年化 %(rate)s 单利）",
            price=price,
            periods=cheapest.periods,
            payments=payments_text(t, cheapest),
            rate=t.percent(cheapest.simple_pct),
        )
    lowest = min(even, key=lambda option: option.payment_fen)
    return t(
        "%(price)s　分期低至每期 %(payment)s（%(periods)d 期，年化 %(rate)s 单利）",
        price=price,
        payment=bold(t.money(lowest.payment_fen)),
        periods=lowest.periods,
        rate=t.percent(lowest.simple_pct),
    )


def _cash_price_line(t: Texts, product: ProductView) -> str | None:
    cash_fen = product.cash_price_fen
    if cash_fen is None or cash_fen >= product.price_fen:
        return None
    return t("一次付清是 %(price)s。", price=t.money(cash_fen))


def _stock_line(t: Texts, product: ProductView) -> str | None:
    if product.stock == 0:
        return t("暂时卖完了，可以先看看别的。")
    return t("只剩 %(left)d 件。", left=product.stock) if product.stock <= FEW_LEFT else None


def product_plans(t: Texts, product: ProductView, options: Sequence[PlanOption]) -> Reply:
    return reply(
        t("%(name)s　%(price)s", name=name(t, product.name), price=bold(t.money(product.price_fen))),
        plan_table(t, options),
        against_cash(t, options, by_periods(t)),
        t("每个期数列的是总费用最低的方案。年化按您实际占用的本金计算（单利）。"),
        keyboard=[
            [Button(t("现在买"), BuyNow(product.id), style="primary")] if product.stock else None,
            [Button(t("怎么算的"), ExplainProduct(product.id))],
            [back(t, OpenProduct(product.id))],
        ],
    )


def picture_caption(t: Texts, product: ProductView) -> str:
    return f"{escape(t.name(product.name))}　{t.money(product.price_fen)}"
