"""Confirming receipt (确认收货) and returning goods (退货): choose pieces, see what it does, ask the shop.

    the order -> 退货 -> pieces -> what it does (-> 怎么算的) -> 申请退货 -> requested (-> 撤回申请)

Nothing is kept before the request: the buttons carry the pieces. The shop books or declines outside the chat, and the
customer is told by a notice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Update

from domain.errors import Stale
from domain.orders.results import OrderDetail
from domain.returns.results import Picks, Returnable
from domain.value import replace
from handlers.breakdowns import return_views as return_workings
from handlers.buttons.returns import (
    AskReceipt,
    ChooseReturn,
    ConfirmReceipt,
    ExplainReturn,
    PreviewReturn,
    RequestReturn,
    WithdrawReturn,
)
from handlers.context import Context
from handlers.orders import views as order_views
from handlers.orders.handlers import show_order, show_orders
from handlers.returns import views
from handlers.shipping.views import may_have_arrived, send_back_text
from handlers.ui.refusals import stale_screen
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button
from handlers.ui.selection import unpack_picks


async def return_words(update: Update, context: Context) -> Reply:
    """退货, in words: how it goes, over the one order or the list of them."""
    page = await context.services.orders.orders(context.customer.id, 0)
    if len(page.orders) == 1 and page.pages == 1:
        screen = await show_order(context, page.orders[0].order_id)
        if page.orders[0].paid_at_once:
            return views.how_to_return_at_once(context.t, screen)
    else:
        screen = order_views.orders_screen(context.t, page)
        if page.orders and all(order.paid_at_once for order in page.orders):
            return views.how_to_return_at_once(context.t, screen)
    return views.how_to_return(context.t, screen) if page.orders else screen


async def ask_receipt(context: Context, action: AskReceipt) -> Reply:
    order = await context.services.orders.find(context.customer.id, action.order_id)
    shipping = await context.services.shipping.of_order(context.customer.id, action.order_id)
    if order.received or not may_have_arrived(shipping):
        return await show_order(context, action.order_id)
    if isinstance(order, OrderDetail):
        return views.ask_receipt(context.t, order)
    return views.ask_receipt_at_once(context.t, order)


async def confirm_receipt(context: Context, action: ConfirmReceipt) -> Reply:
    async def confirm() -> Reply:
        await context.services.returns.confirm_receipt(context.customer.id, action.order_id)
        screen = await show_order(context, action.order_id)
        return replace(screen, parts=(views.receipt_confirmed(context.t), *screen.parts))

    return await _or_fresh_order(context, action.order_id, confirm)


async def choose_return(context: Context, action: ChooseReturn) -> Reply:
    returnable = await context.services.returns.returnable(context.customer.id, action.order_id)
    picks = unpack_picks(action.picks)
    if returnable.request is not None or not _possible(returnable, picks):
        return stale_screen(context.t, await show_order(context, action.order_id))
    return views.choose_screen(context.t, returnable, picks)


def _possible(returnable: Returnable, picks: Picks) -> bool:
    """Return whether so many pieces are (still) there, and any at all."""
    left = returnable.everything
    return bool(left) and all(quantity <= left.get(no, 0) for no, quantity in picks.items())


async def preview_return(context: Context, action: PreviewReturn) -> Reply:
    async def preview() -> Reply:
        returnable = await context.services.returns.returnable(context.customer.id, action.order_id)
        if returnable.paid_at_once:
            return await _refund_preview(context, action)
        shown = await context.services.returns.preview(
            context.customer.id, action.order_id, unpack_picks(action.picks)
        )
        send_back = await _send_back(context, action.order_id)
        return views.preview_screen(context.t, shown, action.picks, context.today, send_back)

    return await _or_fresh_order(context, action.order_id, preview)


async def _refund_preview(context: Context, action: PreviewReturn) -> Reply:
    shown = await context.services.returns.refund_preview(
        context.customer.id, action.order_id, unpack_picks(action.picks)
    )
    return views.refund_screen(context.t, shown, action.picks, await _send_back(context, action.order_id))


async def _send_back(context: Context, order_id: str) -> str | None:
    shipping = await context.services.shipping.of_order(context.customer.id, order_id)
    return send_back_text(context.t, shipping, context.services.clock.now(), context.today)


async def explain_return(context: Context, action: ExplainReturn) -> Reply:
    async def explain() -> Reply:
        shown = await context.services.returns.preview(
            context.customer.id, action.order_id, unpack_picks(action.picks)
        )
        return return_workings.workings_screen(context.t, shown, action.picks)

    return await _or_fresh_order(context, action.order_id, explain)


async def request_return(context: Context, action: RequestReturn) -> Reply:
    async def request() -> Reply:
        asked = await context.services.returns.request(
            context.customer.id, action.order_id, unpack_picks(action.picks), action.version
        )
        shipping = await context.services.shipping.of_order(context.customer.id, action.order_id)
        return views.requested_screen(context.t, asked, context.today, shipping)

    return await _or_fresh_order(context, action.order_id, request)


async def withdraw_return(context: Context, action: WithdrawReturn) -> Reply:
    returns, customer_id = context.services.returns, context.customer.id
    try:
        withdrawn = await returns.withdraw(customer_id, action.return_id)
    except Stale:
        decided = await returns.own_return(customer_id, action.return_id)
        return stale_screen(context.t, await show_order(context, decided.order_id))
    screen = await show_order(context, withdrawn.order_id)
    return replace(screen, parts=(views.withdrawn(context.t, withdrawn), *screen.parts))


async def _or_fresh_order(context: Context, order_id: str, show: Callable[[], Awaitable[Reply]]) -> Reply:
    """Return the screen, or the order as it is now where the button is older than the facts."""
    try:
        return await show()
    except Stale:
        return stale_screen(context.t, await show_order(context, order_id))


TAPS: Taps = (
    on_button(AskReceipt, ask_receipt, show_orders),
    on_button(ConfirmReceipt, confirm_receipt, show_orders),
    on_button(ChooseReturn, choose_return, show_orders),
    on_button(PreviewReturn, preview_return, show_orders),
    on_button(ExplainReturn, explain_return, show_orders),
    on_button(RequestReturn, request_return, show_orders),
    on_button(WithdrawReturn, withdraw_return, show_orders),
)
PHRASES: Phrases = {
    return_words: (
        "退货", "退貨", "退款", "我要退货", "我要退貨", "我要退款", "确认收货", "確認收貨", "return", "refund",
    ),
}  # fmt: skip
