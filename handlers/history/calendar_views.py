"""The month of due dates, as a grid of days with bills and notes above it, and the file for the customer's own calendar."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from domain.dates import add_months
from domain.history.calendar_results import CalendarMonth
from domain.loans.results import BillState, BillView
from domain.standing.results import Standing
from domain.tracked.results import TrackedDueView
from handlers.bills.views import STATE_NAMES
from handlers.buttons.bills import OpenBills
from handlers.buttons.catalog import OpenShop
from handlers.buttons.charts import SendMonths
from handlers.buttons.feeds import OpenFeed
from handlers.buttons.history import OpenCalendar, OpenDay, SendCalendar
from handlers.buttons.sharing import OpenSharing
from handlers.ui import bill_names, notes
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
    due = bool(shown.bills or shown.notes)
    nothing_at_all = shown.first_month == shown.last_month and not due and not shown.arrears
    if nothing_at_all:
        return reply(
            t("📅 您还没有分期，日历里暂时没有还款日。"),
            keyboard=[[Button(t("去逛逛"), OpenShop())], [back(t, OpenBills())]],
        )
    return reply(
        _headline(t, shown),
        _noted(t, shown),
        _table(t, shown) if due else t("这个月没有到期的账单。"),
        _rest(t, shown),
        notes.legend(t) if shown.notes else None,
        _arrears(t, shown),
        status.frozen_line(t, standing) or status.debit_beside_pauses(t, standing),
        *status.pause_lines(t, standing),
        keyboard=[
            *_grid(t, shown),
            _turning(t, shown),
            [Button(t("加到手机日历"), SendCalendar(1)), Button(t("加到日历（不含金额）"), SendCalendar(0))],
            [
                Button(t("订阅日历"), OpenFeed()),
                Button(t("给家人看"), OpenSharing()),
                *([Button(t("看图"), SendMonths())] if standing.bills or shown.notes else []),
            ],
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


def _noted(t: Texts, shown: CalendarMonth) -> str | None:
    """Say what the customer noted, and what it comes to with the bills."""
    if not shown.notes:
        return None
    rest = notes.without_amount_line(t, shown.notes_without_amount) or ""
    if not shown.noted_fen:
        return rest.strip() or t("您记的都还了。")
    noted = bold(t.money(shown.noted_fen))
    if not shown.left_fen:
        return t("您自己记的还要还 %(amount)s。", amount=noted) + rest
    both = bold(t.money(shown.left_fen + shown.noted_fen))
    return t("您自己记的还要还 %(amount)s，加在一起 %(both)s。", amount=noted, both=both) + rest


def _table(t: Texts, shown: CalendarMonth) -> Table:
    """Show bills and notes by day; a note says so in its last column."""
    rows = [
        (
            bill.due_date,
            (
                t.short_day(bill.due_date, shown.month),
                goods(t, bill.title, bill.item_count),
                t.money(bill.comes_to_fen),
                t(STATE_NAMES[bill.state]),
            ),
        )
        for bill in shown.bills
    ]
    rows += [(note.due_date, _note_row(t, note, shown)) for note in shown.notes]
    rows.sort(key=lambda row: row[0])
    return Table(
        words=2,
        header=(t("还款日"), t("名称") if shown.notes else t("商品"), t("金额"), t("状态")),
        rows=tuple(row for _, row in rows[:SHOWN]),
    )


def _note_row(t: Texts, note: TrackedDueView, shown: CalendarMonth) -> tuple[str, str, str, str]:
    return (
        t.short_day(note.due_date, shown.month),
        notes.note_name(t, note),
        "—" if note.amount_fen is None else t.money(note.amount_fen),
        notes.note_state(t, note, shown.today),
    )


def _rest(t: Texts, shown: CalendarMonth) -> str | None:
    rest = len(shown.bills) + len(shown.notes) - SHOWN
    if rest <= 0:
        return None
    if shown.notes:
        return t("还有 %(count)d 笔，点日历里的日期可以看到。", count=rest)
    return t("还有 %(count)d 期，点日历里的日期可以看到。", count=rest)


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
    bills, noted = shown.of_day(day), shown.notes_of_day(day)
    if not bills and not noted:
        return Button(f"[{day.day}]" if day == shown.today else str(day.day), Ignore())
    label = f"{day.day}{_mark(bills, noted)}"
    return Button(label, OpenDay(int(f"{day:%Y%m%d}")), style=_style(bills, noted))


def _mark(bills: Sequence[BillView], noted: Sequence[TrackedDueView]) -> str:
    """● for a bill, ! for one that is late, ○ for a note, ✓ where all of it is paid."""
    of_bills = "!" if any(bill.state in _LATE for bill in bills) else notes.OURS if _are_open(bills) else ""
    of_notes = notes.NOTED if any(note.paid_on is None for note in noted) else ""
    return of_bills + of_notes or "✓"


def _are_open(bills: Sequence[BillView]) -> bool:
    return any(bill.state not in _DONE for bill in bills)


def _style(bills: Sequence[BillView], noted: Sequence[TrackedDueView]) -> str | None:
    if _are_open(bills):
        return "primary"
    return "success" if any(note.paid_on is None for note in noted) else None


def _turning(t: Texts, shown: CalendarMonth) -> ButtonRow | None:
    before, after = add_months(shown.month, -1), add_months(shown.month, 1)
    return [
        *([Button("‹ " + t.month(before), _open(before))] if shown.month > shown.first_month else []),
        *([Button(t.month(after) + " ›", _open(after))] if shown.month < shown.last_month else []),
    ]


def _open(month: date) -> OpenCalendar:
    return OpenCalendar(int(f"{month:%Y%m}"))


def day_toast(t: Texts, bills: Sequence[BillView], noted: Sequence[TrackedDueView] = ()) -> str:
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
    lines += [_note_toast(t, note) for note in noted]
    said = "\n".join(lines)
    if len(said) <= LONGEST_TOAST:
        return said
    if noted:
        return t("%(count)d 笔，都在上面的表里。", count=len(bills) + len(noted))
    total = t.money(sum(bill.comes_to_fen for bill in bills))
    return t("%(count)d 期，一共 %(amount)s，都在上面的表里。", count=len(bills), amount=total)


def _note_toast(t: Texts, note: TrackedDueView) -> str:
    name, amount = notes.note_name(t, note), notes.note_amount(t, note)
    if note.paid_on is not None:
        return t("%(name)s %(amount)s 您记的，已还", name=name, amount=amount)
    return t("%(name)s %(amount)s 您记的", name=name, amount=amount)


# The file


def calendar_attachment(t: Texts, content: bytes) -> Attachment:
    caption = t("📅 还款日历：在手机上打开就能加到日历，还款日前三天、前一天和当天 9 点会提醒。")
    again = t("账单有变化时再要一份新的，打开后会更新旧的。")
    return Attachment(f"{t('还款日历')}.ics", content, f"{caption}\n{again}")
