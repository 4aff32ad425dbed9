"""还清倒计时 on a sheet: how many periods are left, and every one of them as it stands."""

from __future__ import annotations

from bot.charts.sheet import (
    FAINT,
    GRACE,
    INK,
    INNER,
    LATE,
    LEFT,
    LINE,
    MARGIN,
    PAID,
    PAPER,
    WIDTH,
    Anchor,
    Box,
    Key,
    Measure,
    Sheet,
    Tick,
    Words,
    fitting,
    heading,
    legend,
)
from domain.charts.results import Countdown
from domain.loans.results import BillState, BillView
from handlers.ui.components import goods
from handlers.ui.i18n import N_, Texts

MOST_WITH_DAYS = 24  # periods whose days can be read in their cells
_GAP = 14
_OPEN = (BillState.UPCOMING, BillState.DUE_TODAY)
# The states that have a colour of their own, with what they are called in the legend and what stands on the colour.
_STATES = {
    BillState.PAID: (PAID, PAPER, N_("已还 %(count)d 期")),
    BillState.OVERDUE: (LATE, PAPER, N_("逾期 %(count)d 期")),
    BillState.GRACE: (GRACE, INK, N_("宽限期 %(count)d 期")),
    BillState.PAYING: (LINE, INK, N_("处理中 %(count)d 期")),
    BillState.DUE_TODAY: (LEFT, INK, N_("待还 %(count)d 期")),
    BillState.UPCOMING: (LEFT, INK, N_("待还 %(count)d 期")),
}


def countdown_sheet(t: Texts, chart: Countdown, measure: Measure) -> Sheet:
    sheet = Sheet()
    top = heading(
        sheet,
        t("还清倒计时"),
        goods(t, chart.of.title, chart.of.item_count),
        t("截至 %(day)s", day=chart.of.today.isoformat()),
        measure,
    )
    top = _answer(sheet, t, chart, top, measure)
    top = _bar(sheet, chart, top)
    top = _cells(sheet, chart, top + 36)
    top = legend(sheet, top + 26, _keys(t, chart), measure)
    sheet.height = top + 44
    return sheet


def _answer(sheet: Sheet, t: Texts, chart: Countdown, top: float, measure: Measure) -> float:
    """Say how many periods and how much are left, as large as it fits."""
    left = len(chart.periods) - chart.count(BillState.PAID)
    said = t("还剩 %(count)d 期", count=left) if chart.open_bills else t("已还清")
    amount = t.money(chart.left_fen if chart.open_bills else chart.paid_fen)
    size, following = 84, _following(t, chart)
    while measure(said, size) + measure(amount, 60) + 40 > INNER:
        size -= 4
    sheet.put(
        Words(MARGIN, top + 56, said, size, bold=True),
        Words(WIDTH - MARGIN, top + 62, amount, 60, anchor=Anchor.RIGHT),
        Words(MARGIN, top + 134, following, fitting(following, measure), FAINT),
    )
    return top + 172


def _following(t: Texts, chart: Countdown) -> str:
    last = chart.bills[-1].due_date.isoformat()
    if not chart.paid_fen:
        return t("最后一期 %(day)s", day=last)
    if not chart.open_bills:
        return t("一共还了 %(amount)s", amount=t.money(chart.paid_fen))
    return t("已还 %(paid)s，最后一期 %(day)s", paid=t.money(chart.paid_fen), day=last)


def _bar(sheet: Sheet, chart: Countdown, top: float) -> float:
    """Put what is paid against what is left, by amount."""
    whole_fen = chart.paid_fen + chart.left_fen
    sheet.put(Box(MARGIN, top, INNER, 22, LEFT, 11))
    paid = INNER * chart.paid_fen / whole_fen if whole_fen else 0
    if paid >= 1:
        sheet.put(Box(MARGIN, top, max(paid, 22), 22, PAID, 11))
    return top + 22


def _cells(sheet: Sheet, chart: Countdown, top: float) -> float:
    periods = chart.periods
    columns = min(len(periods), 6 if len(periods) <= MOST_WITH_DAYS else 9)
    width = (INNER - _GAP * (columns - 1)) / columns
    height = 126 if len(periods) <= MOST_WITH_DAYS else 84
    following = next((bill for bill in periods if bill.state is not BillState.PAID), None)
    for at, bill in enumerate(periods):
        row, column = divmod(at, columns)
        left, upper = MARGIN + column * (width + _GAP), top + row * (height + _GAP)
        _cell(sheet, bill, (left, upper, width, height), with_day=len(periods) <= MOST_WITH_DAYS)
        if bill is following and bill.state in _OPEN:
            sheet.put(Box(left, upper, width, height, INK, 16, outline=6))
    rows = -(-len(periods) // columns)
    return top + rows * (height + _GAP) - _GAP


def _cell(sheet: Sheet, bill: BillView, place: tuple[float, float, float, float], *, with_day: bool) -> None:
    left, upper, width, height = place
    color, on_it, _ = _STATES[bill.state]
    middle = left + width / 2
    sheet.put(Box(left, upper, width, height, color, 16))
    number = upper + (46 if with_day else height * 0.56)
    sheet.put(Words(middle, number, str(bill.no), 42, on_it, Anchor.MIDDLE, bold=True))
    if with_day:
        sheet.put(Words(middle, upper + 92, f"{bill.due_date:%m-%d}", 36, on_it, Anchor.MIDDLE))
    # Not by its colour alone.
    if bill.state is BillState.PAID:
        sheet.put(Tick(left + width - 18, upper + 18, 18, on_it))
    elif bill.state is BillState.OVERDUE:
        sheet.put(Words(left + width - 18, upper + 20, "!", 30, on_it, Anchor.MIDDLE, bold=True))


def _keys(t: Texts, chart: Countdown) -> list[Key]:
    keys = [
        Key(_STATES[state][0], t(_STATES[state][2], count=chart.count(state)))
        for state in (BillState.PAID, BillState.OVERDUE, BillState.GRACE, BillState.PAYING)
        if chart.count(state)
    ]
    if chart.count(*_OPEN):
        keys.append(Key(LEFT, t("待还 %(count)d 期", count=chart.count(*_OPEN))))
    following = next((bill for bill in chart.periods if bill.state is not BillState.PAID), None)
    if following is not None and following.state in _OPEN:
        keys.append(Key(INK, t("下一期"), is_edge=True))
    return keys
