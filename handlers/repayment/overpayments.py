"""Overpayments (多付的钱): seen, and refunded."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.repayment import OpenOverpayment, RefundOverpayment
from handlers.context import Context
from handlers.orders.handlers import show_orders
from handlers.repayment import overpayment_views as views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def overpayment_words(update: Update, context: Context) -> Reply:
    return views.overpayments_screen(
        context.t, await context.services.refunds.overpayments(context.customer.id)
    )


async def open_overpayment(context: Context, action: OpenOverpayment | RefundOverpayment) -> Reply:
    overpayment = await context.services.refunds.overpayment(context.customer.id, action.loan_id)
    return views.overpayment_screen(context.t, overpayment)


async def refund_overpayment(context: Context, action: RefundOverpayment) -> Reply:
    overpayment = await context.services.refunds.refund_overpayment(context.customer.id, action.loan_id)
    return views.overpayment_screen(context.t, overpayment)


TAPS: Taps = (
    on_button(OpenOverpayment, open_overpayment, show_orders),
    on_button(RefundOverpayment, refund_overpayment, show_orders, open_overpayment),
)
PHRASES: Phrases = {
    overpayment_words: (
        "多付的钱", "多付的錢", "多还了", "多還了", "我多付了", "退给我", "退給我", "退钱", "退錢",
        "钱退了吗", "錢退了嗎", "余额", "餘額",
        "overpaid", "money back", "pay me back", "credit",
    ),
}  # fmt: skip
