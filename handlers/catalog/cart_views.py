"""The cart: what is in it, what it comes to, and the way to the checkout."""

from __future__ import annotations

from domain.catalog.results import CartLineView, CartView
from domain.plans.results import OfferedPlans
from domain.standing.results import Standing
from handlers.buttons.catalog import AskClearCart, ClearCart, OpenCart, OpenProduct, OpenShop, SetQuantity
from handlers.buttons.checkout import CheckoutCart
from handlers.buttons.home import OpenHome
from handlers.buttons.purchases import CheckoutCartAtOnce
from handlers.plans.no_plan import no_plan_line
from handlers.ui.callback_data import Ignore
from handlers.ui.components import at_once_button, back, bold, name
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply
from handlers.ui.status_lines import frozen_line, frozen_row


def cart_screen(
    t: Texts, cart: CartView, offered: OfferedPlans, standing: Standing, *, at_once: bool = False
) -> Reply:
    if not cart.lines:
        return reply(
            t("购物车还是空的。"),
            keyboard=[[Button(t("去逛逛"), OpenShop(), style="primary")], [back(t, OpenHome())]],
        )
    buys = standing.frozen_on is None and not cart.is_short
    listed = "\n".join(
        t(
            "%(name)s × %(quantity)d　%(amount)s",
            name=name(t, line.product.name),
            quantity=line.quantity,
            amount=t.money(line.total_fen),
        )
        + _shortage(t, line)
        for line in cart.lines
    )
    return reply(
        t("合计 %(total)s", total=bold(t.money(cart.total_fen))),
        listed,
        None if offered.options else no_plan_line(t, cart.total_fen, offered),
        frozen_line(t, standing),
        keyboard=[
            _checkout_row(t, cart) if offered.options and buys else None,
            [at_once_button(t, cart.at_once_fen, CheckoutCartAtOnce())] if at_once and buys else None,
            frozen_row(t, standing),
            *(row for line in cart.lines for row in _line_rows(t, line)),
            [Button(t("继续逛"), OpenShop()), Button(t("清空购物车"), AskClearCart())],
            [back(t, OpenHome())],
        ],
    )


def _checkout_row(t: Texts, cart: CartView) -> list[Button]:
    return [Button(t("去结算 %(total)s", total=t.money(cart.total_fen)), CheckoutCart(), style="primary")]


def _shortage(t: Texts, line: CartLineView) -> str:
    left = line.product.stock
    if left == 0:
        return "\n" + t("⚠️ 已经卖完了，请从购物车里去掉。")
    return "\n" + t("⚠️ 只剩 %(left)d 件了，请减少数量。", left=left) if left < line.quantity else ""


def _line_rows(t: Texts, line: CartLineView) -> list[list[Button]]:
    product = line.product
    return [
        [Button(t.name(product.name), OpenProduct(product.id), name=t.name(product.name))],
        [
            Button("－", SetQuantity(product.id, min(line.quantity - 1, product.most))),
            Button(str(line.quantity), Ignore()),
            *(
                [Button("＋", SetQuantity(product.id, line.quantity + 1))]
                if line.quantity < product.most
                else []
            ),
        ],
    ]


def ask_clear(t: Texts, cart: CartView) -> Reply:
    return reply(
        t("要把购物车里的 %(count)d 件都去掉吗？", count=sum(line.quantity for line in cart.lines)),
        keyboard=[
            [Button(t("清空购物车"), ClearCart(), style="danger")],
            [back(t, OpenCart())],
        ],
    )


def cart_cleared(t: Texts) -> Reply:
    return reply(
        t("购物车已清空。"),
        keyboard=[[Button(t("去逛逛"), OpenShop(), style="primary")], [back(t, OpenHome())]],
    )
