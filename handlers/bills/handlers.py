"""Bills: handlers."""

from __future__ import annotations

from telegram import Update

from handlers.bills import views as bill_views
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.context import Context
from handlers.ui.reply import Reply


async def bills_words(update: Update, context: Context) -> Reply:
    return await show_bills(context)


async def open_bills(context: Context, action: OpenBills) -> Reply:
    return await show_bills(context)


async def show_bills(context: Context) -> Reply:
    return bill_views.bills_screen(context.t, await context.services.bills.current_bills(context.customer.id))


async def open_bill(context: Context, action: OpenBill) -> Reply:
    bill = await context.services.bills.bill(context.customer.id, action.installment_id)
    return bill_views.bill_screen(context.t, bill, context.today)
