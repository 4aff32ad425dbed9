"""Money of the customer's that lies on a loan: seen, and sent back."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.repayment import OpenCredit, PayBackCredit
from handlers.context import Context
from handlers.orders.handlers import show_orders
from handlers.repayment import overpayment_views as views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_tap


async def credit_words(update: Update, context: Context) -> Reply:
    return views.credits_screen(context.t, await context.services.payouts.credits(context.customer.id))


async def open_credit(context: Context, action: OpenCredit) -> Reply:
    credit = await context.services.payouts.credit(context.customer.id, action.loan_id)
    return views.credit_screen(context.t, credit)


async def pay_back(context: Context, action: PayBackCredit) -> Reply:
    credit = await context.services.payouts.pay_back(context.customer.id, action.loan_id)
    return views.credit_screen(context.t, credit)


TAPS: Taps = (
    on_tap(OpenCredit, open_credit, show_orders),
    on_tap(PayBackCredit, pay_back, show_orders),
)
PHRASES: Phrases = {
    credit_words: (
        "多付的钱", "多付的錢", "多还了", "多還了", "我多付了", "退给我", "退給我", "退钱", "退錢",
        "钱退了吗", "錢退了嗎", "余额", "餘額",
        "overpaid", "money back", "pay me back", "credit",
    ),
}  # fmt: skip
