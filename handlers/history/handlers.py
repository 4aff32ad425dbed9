"""The record of payments (还款记录 / 信用记录): overview, one by one, what codes mean, and as a file."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.history import (
    ExplainCodes,
    ExplainLateness,
    OpenRecord,
    OpenRecordBills,
    OpenRecordPayments,
    SendRecord,
)
from handlers.context import Context
from handlers.history import views
from handlers.history.export import record_file
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_tap


async def record_words(update: Update, context: Context) -> Reply:
    return await show_record(context)


async def lateness_words(update: Update, context: Context) -> Reply:
    return views.lateness_screen(context.t)


async def open_record(context: Context, action: OpenRecord) -> Reply:
    return await show_record(context)


async def show_record(context: Context) -> Reply:
    return views.record_screen(context.t, await context.services.records.overview(context.customer.id))


async def open_bills_page(context: Context, action: OpenRecordBills) -> Reply:
    page = await context.services.records.bills(context.customer.id, action.page)
    return views.bills_page(context.t, page)


async def open_payments_page(context: Context, action: OpenRecordPayments) -> Reply:
    page = await context.services.records.payments(context.customer.id, action.page)
    return views.payments_page(context.t, page)


async def explain_codes(context: Context, action: ExplainCodes) -> Reply:
    return views.codes_screen(context.t)


async def explain_lateness(context: Context, action: ExplainLateness) -> Reply:
    return views.lateness_screen(context.t)


async def send_record(context: Context, action: SendRecord) -> Reply:
    t = context.t

    async def make() -> Attachment:
        return record_file(t, await context.services.records.whole(context.customer.id))

    return await deliver(context, f"record {t.locale}", make)


TAPS: Taps = (
    on_tap(OpenRecord, open_record),
    on_tap(OpenRecordBills, open_bills_page),
    on_tap(OpenRecordPayments, open_payments_page),
    on_tap(ExplainCodes, explain_codes),
    on_tap(ExplainLateness, explain_lateness),
    on_tap(SendRecord, send_record),
)
PHRASES: Phrases = {
    record_words: (
        "还款记录", "還款記錄", "還款紀錄", "信用记录", "信用紀錄", "我的记录", "我的征信", "征信", "徵信",
        "我有没有逾期", "我有沒有逾期",
        "record", "history", "payment history", "my record",
    ),
    lateness_words: (
        "逾期会怎样", "逾期會怎樣", "逾期一天上征信吗", "逾期一天會上徵信嗎", "逾期会上征信吗", "逾期影响征信吗",
        "晚一天还会怎样",
        "what if i pay late", "what happens if i am late",
    ),
}  # fmt: skip
