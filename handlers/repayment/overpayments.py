"""Money of the customer's that lies on a loan: seen, and sent back."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.repayment import OpenCredit, PayBackCredit
from handlers.context import Context
from handlers.repayment import overpayment_views as views
from handlers.ui.reply import Reply


async def credit_words(update: Update, context: Context) -> Reply:
    return views.credits_screen(context.t, await context.services.payouts.credits(context.customer.id))


async def open_credit(context: Context, action: OpenCredit) -> Reply:
    credit = await context.services.payouts.credit(context.customer.id, action.loan_id)
    return views.credit_screen(context.t, credit)


async def pay_back(context: Context, action: PayBackCredit) -> Reply:
    credit = await context.services.payouts.pay_back(context.customer.id, action.loan_id)
    return views.credit_screen(context.t, credit)
