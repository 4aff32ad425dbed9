"""Due days as a calendar file (.ics, RFC 5545), for the customer's own calendar.

Importing a newer file again updates what is there: a day keeps its UID, and SEQUENCE is the version of the file. A day on
which nothing is due any more is to be given once without bills: it is then cancelled rather than left standing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, time, timedelta
from typing import TYPE_CHECKING

from domain.dates import at_beijing
from domain.history.calendar_results import DueCalendar, DueDay
from handlers.ui import bill_names
from handlers.ui.components import goods
from handlers.ui.i18n import Texts, texts_for

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT_ID = "-//fenqi-guanjia//due days//ZH"
UID_DOMAIN = "fenqi-guanjia"
REMINDER_TIME = time(9, 0)
REMINDER_DAYS_BEFORE = (3, 1, 0)
_ONE_DAY = timedelta(days=1)
REFRESH = timedelta(hours=6)


class IcsMaker:
    """Fulfils `domain.history.ports.CalendarMaker`."""

    async def make(self, calendar: DueCalendar, locale: str, *, with_amounts: bool) -> bytes:
        return await asyncio.to_thread(calendar_file, texts_for(locale), calendar, with_amounts=with_amounts)


def calendar_file(t: Texts, calendar: DueCalendar, *, with_amounts: bool) -> bytes:
    """Return the .ics file. Without amounts, since a calendar may be shared or shown on a locked screen."""
    from icalendar import Calendar  # loaded with the first file

    file = Calendar()
    file.add("prodid", PRODUCT_ID)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", t("分期还款日历"))
    file.add("x-wr-timezone", "Asia/Shanghai")
    if calendar.is_subscribed:
        file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})  # RFC 7986
        file.add("x-published-ttl", "PT6H")  # the same, as Outlook reads it
    for due in sorted(calendar.days, key=lambda due: due.day):
        file.add_component(_event(t, calendar, due, with_amounts=with_amounts))
    return bytes(file.to_ical())


def _event(t: Texts, calendar: DueCalendar, due: DueDay, *, with_amounts: bool) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{calendar.calendar_id}-{due.day:%Y%m%d}@{UID_DOMAIN}")
    event.add("sequence", calendar.version)
    event.add("dtstamp", calendar.made_at.astimezone(UTC))
    event.add("dtstart", due.day)
    event.add("dtend", due.day + _ONE_DAY)
    summary = _summary(t, due, with_amounts=with_amounts)
    event.add("summary", summary)
    event.add("categories", _categories(t, due))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if due.is_due else "CANCELLED")
    if due.is_due:
        lines = (
            *_bill_lines(t, due, with_amounts=with_amounts),
            *_note_lines(t, due, with_amounts=with_amounts),
        )
        event.add("description", "\n".join(lines))
        for days_before in REMINDER_DAYS_BEFORE:
            event.add_component(_alarm(summary, due.day - days_before * _ONE_DAY))
    return event


def _categories(t: Texts, due: DueDay) -> list[str]:
    """Return what calendars may tell days apart by, in colour, too."""
    noted = [t("自己记的还款")] if due.notes else []
    return [t("分期还款"), *noted] if due.bills or not noted else noted


def _summary(t: Texts, due: DueDay, *, with_amounts: bool) -> str:
    amount = t.money(due.total_fen) if with_amounts and due.total_fen else None
    if not due.notes:
        return t("分期还款日，应还 %(amount)s", amount=amount) if amount else t("分期还款日")
    if not due.bills:
        return t("自己记的还款日，要还 %(amount)s", amount=amount) if amount else t("自己记的还款日")
    return (
        t("还款日，这里的和自己记的一共 %(amount)s", amount=amount)
        if amount
        else t("还款日，这里的和自己记的")
    )


def _note_lines(t: Texts, due: DueDay, *, with_amounts: bool) -> Iterable[str]:
    """Name what the customer noted; that nobody else said so stands beside it."""
    for note in due.notes:
        name = note.name or t("您记的一笔")
        if with_amounts and note.amount_fen is not None:
            yield t("%(name)s　%(amount)s（自己记的）", name=name, amount=t.money(note.amount_fen))
        else:
            yield t("%(name)s（自己记的）", name=name)


def _bill_lines(t: Texts, due: DueDay, *, with_amounts: bool) -> Iterable[str]:
    for bill in due.bills:
        what = goods(t, bill.title, bill.item_count)
        name = bill_names.of_plan(t, bill.no, bill.periods)
        if with_amounts:
            amount = t.money(bill.amount_fen)
            yield t(
                "%(goods)s　%(bill)s　%(amount)s",
                goods=what,
                bill=name,
                amount=amount,
            )
        else:
            yield t("%(goods)s　%(bill)s", goods=what, bill=name)


def _alarm(summary: str, day: date) -> Alarm:
    """Set the alarm at an instant, not at an offset: an all-day event begins when it is midnight where the telephone
    is.
    """
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", at_beijing(day, REMINDER_TIME), parameters={"VALUE": "DATE-TIME"})
    return alarm
