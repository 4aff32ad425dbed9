"""The record of payments (还款记录 / 信用记录): overview, one by one, what codes mean, and as a file."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.history import (
    ExplainCodes,
    ExplainLateness,
    OpenHistory,
    OpenHistoryBills,
    OpenHistoryPayments,
    SendHistory,
)
from handlers.context import Context
from handlers.history import views
from handlers.history.export import history_file
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenHistory())
async def history_words(update: Update, context: Context) -> Reply:
    return await show_history(context)


@shows(ExplainLateness())
async def lateness_words(update: Update, context: Context) -> Reply:
    return views.lateness_screen(context.t)


async def open_history(context: Context, action: OpenHistory) -> Reply:
    return await show_history(context)


async def show_history(context: Context) -> Reply:
    record = await context.services.history.overview(context.customer.id)
    return views.history_screen(context.t, record, await context.services.standing.of(context.customer.id))


async def open_bills_page(context: Context, action: OpenHistoryBills) -> Reply:
    page = await context.services.history.bills(context.customer.id, action.page)
    return views.bills_page(context.t, page)


async def open_payments_page(context: Context, action: OpenHistoryPayments) -> Reply:
    page = await context.services.history.payments(context.customer.id, action.page)
    return views.payments_page(context.t, page)


async def explain_codes(context: Context, action: ExplainCodes) -> Reply:
    return views.codes_screen(context.t)


async def explain_lateness(context: Context, action: ExplainLateness) -> Reply:
    return views.lateness_screen(context.t)


async def send_history(context: Context, action: SendHistory) -> Reply:
    t = context.t

    async def make() -> Attachment:
        return history_file(t, await context.services.history.whole(context.customer.id))

    return await deliver(context, f"record {t.locale}", make)


TAPS: Taps = (
    on_button(OpenHistory, open_history),
    on_button(OpenHistoryBills, open_bills_page),
    on_button(OpenHistoryPayments, open_payments_page),
    on_button(ExplainCodes, explain_codes),
    on_button(ExplainLateness, explain_lateness),
    on_button(SendHistory, send_history),
)
PHRASES: Phrases = {
    history_words: (
        "还款记录", "還款記錄", "還款紀錄", "繳款紀錄", "信用记录", "信用紀錄", "我的记录", "我的征信", "征信", "徵信",
        "我有没有逾期", "我有沒有逾期",
        "record", "history", "payment history", "my record",
    ),
    lateness_words: (
        "逾期会怎样", "逾期會怎樣", "逾期一天上征信吗", "逾期一天會上徵信嗎", "逾期会上征信吗", "逾期影响征信吗",
        "晚一天还会怎样",
        "what if i pay late", "what happens if i am late",
    ),
}  # fmt: skip
