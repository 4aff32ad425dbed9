"""未来30天要还多少, 自动扣款会扣多少: what is due in the days to come, here and as the customer noted it of elsewhere,
against what automatic debit takes of it.
"""

from __future__ import annotations

from telegram import Update

from domain.enquiries.results import Own
from domain.enquiries.rules import AHEAD_DAYS
from domain.standing.results import DebitState
from domain.understanding.slots import Slots
from handlers.bills.handlers import show_bills
from handlers.buttons.agenda import OpenComing
from handlers.context import Context
from handlers.questions import coming_views as views
from handlers.questions.own_payment_views import next_debit
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows

MOST_DAYS = 365


async def coming(context: Context, own: Own, days: int) -> Reply:
    services, customer_id = context.services, context.customer.id
    standing = await services.standing.of(customer_id)
    held = {pause.loan_id: pause.until for pause in standing.pauses}
    debits = standing.debit in (DebitState.ON, DebitState.PAUSED)
    found = await services.enquiries.coming(customer_id, own, min(days, MOST_DAYS), held, debits=debits)
    following = await services.enquiries.next_debit(customer_id, held) if found.taken else None
    line = None if following is None else next_debit(context.t, following)
    return views.coming(context.t, found, standing, line)


async def coming_or_bills(context: Context, own: Own, days: int) -> Reply:
    """Answer whoever asks; who has nothing here and noted nothing sees the bills say so."""
    noted = await context.services.tracked.overview(context.customer.id)
    return await coming(context, own, days) if own.asked or noted.bills else await show_bills(context)


@shows(OpenComing(AHEAD_DAYS))
async def coming_words(update: Update, context: Context) -> Reply:
    return await open_coming(context, OpenComing(AHEAD_DAYS))


async def open_coming(context: Context, action: OpenComing) -> Reply:
    own = await context.services.enquiries.own(context.customer.id, Slots())
    return await coming(context, own, max(action.days, 1))


TAPS: Taps = (on_button(OpenComing, open_coming, show_bills),)
PHRASES: Phrases = {
    coming_words: (
        "未来30天",
        "未來30天",
        "接下来30天",
        "接下來30天",
        "未来30天要还多少",
        "未來30天要還多少",
        "未来30天要缴多少",
        "未來30天要繳多少",
        "next 30 days",
        "the next 30 days",
    ),
}
