"""看图: charts of a loan, and of all of them, as pictures of their own."""

from __future__ import annotations

from telegram import Update

from domain.charts.results import LoanChart
from handlers.bills.handlers import show_bills
from handlers.buttons.charts import SendCountdown, SendMonths, SendParts, SendSavings
from handlers.charts import views
from handlers.context import Context
from handlers.ui.files import deliver_picture
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def send_countdown(context: Context, action: SendCountdown) -> Reply:
    return await _send(context, await context.services.charts.countdown(context.customer.id, action.loan_id))


async def send_parts(context: Context, action: SendParts) -> Reply:
    return await _send(context, await context.services.charts.parts(context.customer.id, action.loan_id))


async def send_savings(context: Context, action: SendSavings) -> Reply:
    return await _send(context, await context.services.charts.savings(context.customer.id, action.loan_id))


async def send_months(context: Context, action: SendMonths) -> Reply:
    chart = await context.services.charts.months(context.customer.id)
    return await _send(context, chart) if chart.months else await show_bills(context)


async def chart_words(update: Update, context: Context) -> Reply | None:
    """看图, in words: of the one loan, or of all by month, with what the customer noted; where nothing is open, the
    bills say so.
    """
    bills = (await context.services.bills.open_bills(context.customer.id)).bills
    loans = {bill.loan_id for bill in bills}
    noted_fen = (await context.services.charts.months(context.customer.id)).noted_fen
    if not loans and not noted_fen:
        return await show_bills(context)
    sent = (
        await send_months(context, SendMonths())
        if len(loans) != 1 or noted_fen
        else await send_countdown(context, SendCountdown(loans.pop()))
    )
    return sent if sent.alert else None  # the picture answers by itself


async def _send(context: Context, chart: LoanChart) -> Reply:
    t = context.t

    async def make() -> Attachment:
        content = await context.services.charts.picture(chart, t.locale)
        return Attachment(views.FILE_NAME, content, views.caption(t, chart))

    return await deliver_picture(context, make, views.rows(t, chart))


TAPS: Taps = (
    on_button(SendCountdown, send_countdown, show_bills),
    on_button(SendParts, send_parts, show_bills),
    on_button(SendSavings, send_savings, show_bills),
    on_button(SendMonths, send_months, show_bills),
)
PHRASES: Phrases = {
    chart_words: ("看图", "看圖", "图表", "圖表", "还清倒计时", "還清倒數", "chart", "charts"),
}  # fmt: skip
