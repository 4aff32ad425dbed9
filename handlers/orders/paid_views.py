"""One order that was paid at once (一次付清): no instalments, and nothing to pay."""

from __future__ import annotations

from datetime import date

from domain.dates import business_day
from domain.orders.results import PaidOrder
from domain.shipping.results import OrderShipping
from handlers.buttons.documents import SendReceipt
from handlers.buttons.orders import OpenOrders
from handlers.orders.returned_views import order_rows, order_texts
from handlers.shipping import views as shipping_views
from handlers.ui.components import back, bold, line_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def paid_order_screen(t: Texts, order: PaidOrder, today: date, shipping: OrderShipping | None) -> Reply:
    return reply(
        t("订单 %(number)s", number=f"<code>{order.summary.number}</code>"),
        "\n".join(line_text(t, line) for line in order.lines),
        *shipping_views.order_texts(t, shipping, today),
        t(
            "已付清 %(amount)s（%(day)s）",
            amount=bold(t.money(order.summary.total_fen)),
            day=t.short_day(business_day(order.paid_at), today),
        ),
        t("支付流水号 %(number)s", number=f"<code>{order.payment_id}</code>"),
        *order_texts(t, order, today, shipping),
        _refunds(t, order),
        keyboard=[
            shipping_views.address_row(t, shipping, style="primary"),
            [Button(t("回单"), SendReceipt(order.payment_id))],
            shipping_views.number_row(t, shipping),
            *order_rows(t, order, shipping),
            [back(t, OpenOrders(0))],
        ],
    )


def _refunds(t: Texts, order: PaidOrder) -> str | None:
    """Say what went back, and what is on its way."""
    back_fen = sum(one.amount_fen for one in order.refunds if one.is_done)
    underway_fen = sum(one.amount_fen for one in order.refunds if not one.is_done)
    said = []
    if back_fen:
        said.append(t("已经原路退回 %(amount)s。", amount=bold(t.money(back_fen))))
    if underway_fen:
        said.append(t("正在原路退回 %(amount)s。", amount=bold(t.money(underway_fen))))
    return "\n".join(said) or None
