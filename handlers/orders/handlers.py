"""Orders in words and by buttons: the list of them, page by page, and one."""

from __future__ import annotations

from telegram import Update

from domain.orders.results import PaidOrder
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.context import Context
from handlers.orders import views
from handlers.orders.paid_views import paid_order_screen
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenOrders(0))
async def orders_words(update: Update, context: Context) -> Reply:
    return await show_orders(context)


async def open_orders(context: Context, action: OpenOrders) -> Reply:
    return await _orders(context, action.page)


async def _orders(context: Context, page: int) -> Reply:
    return views.orders_screen(context.t, await context.services.orders.orders(context.customer.id, page))


async def show_orders(context: Context) -> Reply:
    return await _orders(context, 0)


async def open_order(context: Context, action: OpenOrder) -> Reply:
    return await show_order(context, action.order_id)


async def show_order(context: Context, order_id: str) -> Reply:
    order = await context.services.orders.find(context.customer.id, order_id)
    shipping = await context.services.shipping.of_order(context.customer.id, order_id)
    if isinstance(order, PaidOrder):
        return paid_order_screen(context.t, order, context.today, shipping)
    movable = await context.services.reschedulings.offered(context.customer.id, order_id)
    has_plans = bool(order.bills) and await context.services.hardship.offered(
        context.customer.id, order.bills[0].loan_id
    )
    return views.order_screen(
        context.t, order, context.today, shipping, can_move=bool(movable), has_plans=has_plans
    )


TAPS: Taps = (
    on_button(OpenOrders, open_orders),
    on_button(OpenOrder, open_order),
)
PHRASES: Phrases = {
    orders_words: ("订单", "訂單", "我的订单", "我的訂單", "查订单", "orders", "order", "my orders", "还款计划",
                  "物流", "查物流", "快递", "快遞", "查快递", "查快遞", "发货", "發貨", "发货了吗", "發貨了嗎", "tracking"),
}  # fmt: skip
