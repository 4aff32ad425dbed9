"""Bills in words and by buttons: the list of them, and one."""

from __future__ import annotations

from telegram import Update

from domain.loans.results import BillsView
from handlers.bills import views as bill_views
from handlers.buttons.bills import OpenBill, OpenBills
from handlers.context import Context
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenBills())
async def bills_words(update: Update, context: Context) -> Reply:
    return await show_bills(context)


async def open_bills(context: Context, action: OpenBills) -> Reply:
    return await show_bills(context)


async def show_bills(context: Context) -> Reply:
    standing = await context.services.standing.now(context.customer.id)
    view, takes_cards = BillsView(standing.today, standing.bills), context.services.autopay.takes_cards
    return bill_views.bills_screen(context.t, view, standing, takes_cards=takes_cards)


async def open_bill(context: Context, action: OpenBill) -> Reply:
    bill = await context.services.bills.bill(context.customer.id, action.installment_id)
    return bill_views.bill_screen(context.t, bill, context.today)


# A bill is opened by `handlers.questions.likely`, with what is probably asked of it under it.
TAPS: Taps = (on_button(OpenBills, open_bills),)
PHRASES: Phrases = {
    bills_words: (
        "账单", "帳單", "我的账单", "我的帳單", "查账单", "查帳單", "看账单", "bills", "bill", "my bills",
        "这个月还多少", "这个月要还多少", "這個月要還多少", "还款日", "還款日", "还款日是几号", "欠多少",
    ),
}  # fmt: skip
