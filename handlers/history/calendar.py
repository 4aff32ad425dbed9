"""The calendar of due dates (还款日历): a month at a time, and as a file."""

from __future__ import annotations

from datetime import date, datetime

from telegram import Update

from domain.errors import Stale
from handlers.bills import views as bill_views
from handlers.bills.handlers import show_bills
from handlers.buttons.history import OpenCalendar, OpenDay, SendCalendar
from handlers.context import Context
from handlers.history import calendar_views as views
from handlers.tracked import views as tracked_views
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenCalendar(0))
async def calendar_words(update: Update, context: Context) -> Reply:
    return await show_calendar(context)


async def show_calendar(context: Context) -> Reply:
    return await _show(context, None)


async def open_calendar(context: Context, action: OpenCalendar) -> Reply:
    return await _show(context, _read(f"{action.month}01") if action.month else None)


async def _show(context: Context, month: date | None) -> Reply:
    shown = await context.services.calendar.month(context.customer.id, month)
    return views.calendar_screen(context.t, shown, await context.services.standing.of(context.customer.id))


async def open_day(context: Context, action: OpenDay) -> Reply:
    """Show the one bill or note of the day, or all of them over the month as it is shown."""
    day = _read(str(action.day))
    month = await context.services.calendar.month(context.customer.id, day)
    bills, noted = month.of_day(day), month.notes_of_day(day)
    if not bills and not noted:
        raise Stale()
    if len(bills) == 1 and not noted:
        return bill_views.bill_screen(context.t, bills[0], context.today)
    if len(noted) == 1 and not bills:
        detail = await context.services.tracked.bill(context.customer.id, noted[0].bill_id)
        return tracked_views.bill_screen(context.t, detail)
    return Reply(parts=(), toast=views.day_toast(context.t, bills, noted), alert=True)


async def send_calendar(context: Context, action: SendCalendar) -> Reply:
    t, calendars = context.t, context.services.calendar
    with_amounts = bool(action.with_amounts)

    async def make() -> Attachment:
        calendar = await calendars.calendar(context.customer.id)
        content = await calendars.file(calendar, t.locale, with_amounts=with_amounts)
        return views.calendar_attachment(t, content)

    return await deliver(context, f"calendar {with_amounts} {t.locale}", make)


def _read(digits: str) -> date:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:  # no button of ours says so
        raise Stale() from None


TAPS: Taps = (
    on_button(OpenCalendar, open_calendar, show_bills),
    on_button(OpenDay, open_day, show_calendar),
    on_button(SendCalendar, send_calendar),
)
PHRASES: Phrases = {
    calendar_words: (
        "日历", "日曆", "还款日历", "還款日曆", "加到日历", "加到日曆", "行事曆", "繳款行事曆",
        "calendar", "due dates",
    ),
}  # fmt: skip
