"""The month of due dates, as a grid of days with their bills above it, and the file for the customer's own calendar."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from domain.dates import add_months
from domain.history.calendar_results import CalendarMonth
from domain.loans.results import BillState, BillView
from domain.standing.results import Standing
from handlers.bills.views import STATE_NAMES
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenShop
from handlers.buttons.charts import SendMonths
from handlers.buttons.history import OpenCalendar, OpenDay, SendCalendar
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.callback_data import Ignore
from handlers.ui.components import back, bold, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Attachment, Button, ButtonRow, Reply, Table, reply

SHOWN = 20
LONGEST_TOAST = 200
NOTHING = "·"  # an empty place of the grid
WEEKDAYS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
_DONE = (BillState.PAID,)
_LATE = (BillState.GRACE, BillState.OVERDUE)


def calendar_screen(t: Texts, shown: CalendarMonth, standing: Standing) -> Reply:
    nothing_at_all = shown.first_month == shown.last_month and not shown.bills and not shown.arrears
    if nothing_at_all:
        return reply(
            t("📅 您还没有分期，日历里暂时没有还款日。"),
            keyboard=[[Button(t("去逛逛"), OpenShop())], [back(t, OpenBills())]],
        )
    return reply(
        _headline(t, shown),
        _table(t, shown) if shown.bills else t("这个月没有到期的账单。"),
        t("还有 %(count)d 期，点日历里的日期可以看到。", count=len(shown.bills) - SHOWN)
        if len(shown.bills) > SHOWN
        else None,
        _arrears(t, shown),
        status.frozen_line(t, standing) or status.debit_beside_pauses(t, standing),
        *status.pause_lines(t, standing),
        keyboard=[
            *_grid(t, shown),
            _turning(t, shown),
            [Button(t("加到手机日历"), SendCalendar(1)), Button(t("加到日历（不含金额）"), SendCalendar(0))],
            [Button(t("看图"), SendMonths())] if standing.bills else None,
            [back(t, OpenBills())],
        ],
    )


def _headline(t: Texts, shown: CalendarMonth) -> str:
    month = t.month(shown.month, year=True)
    left, paid = t.money(shown.left_fen), t.money(shown.paid_fen)
    if not shown.bills:
        return f"📅 {bold(month)}"
    if shown.paying_fen:
        paying = t("处理中 %(amount)s", amount=t.money(shown.paying_fen))
        rest = t("待还 %(left)s", left=bold(left)) + "　" if shown.left_fen else ""
        return f"📅 {bold(month)}　{rest}{paying}"
    if not shown.paid_fen:
        return f"📅 {bold(month)}　" + t("待还 %(left)s", left=bold(left))
    if not shown.left_fen:
        return f"📅 {bold(month)}　" + t("都还清了，共 %(paid)s", paid=paid)
    return f"📅 {bold(month)}　" + t("待还 %(left)s，已还 %(paid)s", left=bold(left), paid=paid)


def _table(t: Texts, shown: CalendarMonth) -> Table:
    return Table(
        words=2,
        header=(t("还款日"), t("商品"), t("金额"), t("状态")),
        rows=tuple(
            (
                t.short_day(bill.due_date, shown.month),
                goods(t, bill.title, bill.item_count),
                t.money(bill.comes_to_fen),
                t(STATE_NAMES[bill.state]),
            )
            for bill in shown.bills[:SHOWN]
        ),
    )


def _arrears(t: Texts, shown: CalendarMonth) -> str | None:
    if not shown.arrears:
        return None
    open_ones = [bill for bill in shown.arrears if bill.state is not BillState.PAYING]
    if not open_ones:
        return t("之前的都在处理。")
    amount = t.money(sum(bill.owed_fen for bill in open_ones))
    return t("之前还有 %(count)d 期没还，%(amount)s。", count=len(open_ones), amount=amount)


# The grid


def _grid(t: Texts, shown: CalendarMonth) -> list[ButtonRow]:
    """Weeks from Monday to Sunday; a day with something due can be tapped."""
    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(shown.month.year, shown.month.month)
    head = [Button(t(day), Ignore()) for day in WEEKDAYS]
    return [head, *([_day(shown, day) for day in week] for week in weeks)]


def _day(shown: CalendarMonth, day: date) -> Button:
    if day.month != shown.month.month:
        return Button(NOTHING, Ignore())
    bills = shown.of_day(day)
    if not bills:
        return Button(f"[{day.day}]" if day == shown.today else str(day.day), Ignore())
    return Button(f"{day.day}{_mark(bills)}", OpenDay(int(f"{day:%Y%m%d}")), style=_style(bills))


def _mark(bills: Sequence[BillView]) -> str:
    if all(bill.state in _DONE for bill in bills):
        return "✓"
    return "!" if any(bill.state in _LATE for bill in bills) else "●"


def _style(bills: Sequence[BillView]) -> str | None:
    return None if all(bill.state in _DONE for bill in bills) else "primary"


def _turning(t: Texts, shown: CalendarMonth) -> ButtonRow | None:
    before, after = add_months(shown.month, -1), add_months(shown.month, 1)
    return [
        *([Button("‹ " + t.month(before), _open(before))] if shown.month > shown.first_month else []),
        *([Button(t.month(after) + " ›", _open(after))] if shown.month < shown.last_month else []),
    ]


def _open(month: date) -> OpenCalendar:
    return OpenCalendar(int(f"{month:%Y%m}"))


def day_toast(t: Texts, bills: Sequence[BillView]) -> str:
    """Say what is due on one day, as plain text that a tap is answered with."""
    lines = [
        t(
            "%(goods)s %(bill)s %(amount)s %(state)s",
            goods=goods(t, bill.title, bill.item_count),
            bill=bill_names.of_plan(t, bill.no, bill.periods),
            amount=t.money(bill.comes_to_fen),
            state=t(STATE_NAMES[bill.state]),
        )
        for bill in bills
    ]
    said = "\n".join(lines)
    if len(said) <= LONGEST_TOAST:
        return said
    total = t.money(sum(bill.comes_to_fen for bill in bills))
    return t("%(count)d 期，一共 %(amount)s，都在上面的表里。", count=len(bills), amount=total)


# The file


def calendar_attachment(t: Texts, content: bytes) -> Attachment:
    caption = t("📅 还款日历：在手机上打开就能加到日历，还款日前三天、前一天和当天 9 点会提醒。")
    again = t("账单有变化时再要一份新的，打开后会更新旧的。")
    return Attachment(f"{t('还款日历')}.ics", content, f"{caption}\n{again}")
