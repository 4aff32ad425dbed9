"""Charts that are rows with a bar each: 本金和利息, 结清能省多少, 每月要还."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.charts.sheet import (
    CHARGES,
    FAINT,
    INK,
    INNER,
    INTEREST,
    LATE,
    LINE,
    MARGIN,
    NOTED,
    PAID,
    PRINCIPAL,
    Anchor,
    Box,
    Key,
    Measure,
    Sheet,
    Words,
    fitting,
    heading,
    legend,
    shortened,
)
from domain.charts.results import (
    DueMonth,
    Months,
    OfLoan,
    Parts,
    Savings,
    Settling,
    charges_fen,
    interest_fen,
)
from domain.loans.results import BillView
from domain.value import Value
from handlers.ui import bill_names
from handlers.ui.components import goods
from handlers.ui.i18n import Texts

MOST_IN_ONE_COLUMN = 14
MOST_ROWS = 36  # more would be too small to read; the last then stands for all that follow
_BETWEEN = 48  # columns


class Row(Value):
    """A bar of one or more amounts, in fen, each with its colour; `value` stands behind it."""

    label: str
    amounts: tuple[tuple[int, str], ...]
    value: str
    value_color: str = INK
    beside: str = ""  # in front of the value, where there is one column


class Plot(Value):
    title: str
    under: str
    aside: str
    answer: str
    explained: str
    keys: tuple[Key, ...]
    rows: tuple[Row, ...]


def plot_sheet(plot: Plot, measure: Measure) -> Sheet:
    sheet = Sheet()
    top = heading(sheet, plot.title, plot.under, plot.aside, measure)
    size = 64
    while measure(plot.answer, size) > INNER:
        size -= 4
    sheet.put(Words(MARGIN, top + 46, plot.answer, size, bold=True))
    small = fitting(plot.explained, measure)
    sheet.put(Words(MARGIN, top + 114, shortened(plot.explained, INNER, small, measure), small, FAINT))
    top += 150
    if plot.keys:
        top = legend(sheet, top, plot.keys, measure) + 16
    sheet.height = _rows(sheet, plot.rows, top, measure) + 44
    return sheet


def _rows(sheet: Sheet, rows: Sequence[Row], top: float, measure: Measure) -> float:
    columns = 1 if len(rows) <= MOST_IN_ONE_COLUMN else 2
    size = 38 if columns == 1 else 32
    height = 72 if columns == 1 else 62
    width = (INNER - _BETWEEN * (columns - 1)) / columns
    labels = max(measure(row.label, size) for row in rows) + 20
    values = max(measure(row.value, size) for row in rows) + 18
    besides = max(measure(row.beside, size) for row in rows) + 24 if columns == 1 and rows[-1].beside else 0
    most_fen = max(max(sum(abs(fen) for fen, _ in row.amounts) for row in rows), 1)
    a_column = -(-len(rows) // columns)
    for at, row in enumerate(rows):
        column, line = divmod(at, a_column)
        left, middle = MARGIN + column * (width + _BETWEEN), top + height * (line + 0.5)
        sheet.put(Words(left, middle, row.label, size, FAINT))
        sheet.put(Words(left + width, middle, row.value, size, row.value_color, Anchor.RIGHT))
        if columns == 1 and row.beside:
            sheet.put(Words(left + width - values, middle, row.beside, size, FAINT, Anchor.RIGHT))
        space = width - labels - values - besides
        _bar(sheet, row, (left + labels, middle - height * 0.3), (space, height * 0.6), most_fen)
    return top + a_column * height


def _bar(
    sheet: Sheet, row: Row, place: tuple[float, float], space: tuple[float, float], most_fen: int
) -> None:
    (left, upper), (width, height) = place, space
    sheet.put(Box(left, upper, 3, height, LINE))
    for fen, color in row.amounts:
        long = width * abs(fen) / most_fen
        if fen:
            sheet.put(Box(left, upper, max(long, 3), height, color))
            left += long


def _as_of(t: Texts, of: OfLoan) -> str:
    return t("截至 %(day)s", day=of.today.isoformat())


# 本金和利息


def parts_sheet(t: Texts, chart: Parts, measure: Measure) -> Sheet:
    keys = [
        Key(PRINCIPAL, t("本金 %(amount)s", amount=t.money(chart.principal_fen))),
        Key(INTEREST, bill_names.at_start(t("利息 %(amount)s", amount=t.money(chart.interest_fen)))),
    ]
    if chart.charges_fen:
        keys.append(Key(CHARGES, t("其他费用 %(amount)s", amount=t.money(chart.charges_fen))))
    whole_fen = chart.principal_fen + chart.interest_fen + chart.charges_fen
    plot = Plot(
        title=t("本金和利息"),
        under=goods(t, chart.of.title, chart.of.item_count),
        aside=_as_of(t, chart.of),
        answer=t("一共 %(amount)s", amount=t.money(whole_fen)),
        explained=t("每期应还的钱，蓝色是本金，橙色是利息；罚息不算在内。"),
        keys=tuple(keys),
        rows=_at_most(
            tuple(_part_row(t, bill) for bill in chart.bills),
            lambda count: t("后 %(count)d 期", count=count),
            t,
        ),
    )
    return plot_sheet(plot, measure)


def _part_row(t: Texts, bill: BillView) -> Row:
    amounts = (
        (bill.principal_fen, PRINCIPAL),
        (interest_fen(bill), INTEREST),
        (charges_fen(bill), CHARGES),
    )
    beside = t("利息 %(amount)s", amount=t.money(interest_fen(bill)))
    return Row(bill_names.cell(t, bill.no), amounts, t.money(bill.billed_fen), beside=beside)


# 结清能省多少


def savings_sheet(t: Texts, chart: Savings, measure: Measure) -> Sheet:
    today = chart.settlings[0]
    # Of a long plan every second one, or third: what is saved falls evenly enough to read between them.
    every = -(-len(chart.settlings) // MOST_IN_ONE_COLUMN)
    rows = tuple(_saving_row(t, one) for one in chart.settlings[::every])
    plot = Plot(
        title=t("提前结清省多少"),
        under=goods(t, chart.of.title, chart.of.item_count),
        aside=_as_of(t, chart.of),
        answer=saved_text(t, today),
        explained=t("和按期还相比；以后的数按每期都按时还估算。"),
        keys=(),
        rows=rows,
    )
    return plot_sheet(plot, measure)


def saved_text(t: Texts, today: Settling) -> str:
    if today.saved_fen < 0:
        return t("今天结清多付 %(amount)s", amount=t.money(-today.saved_fen))
    return t("今天结清省 %(amount)s", amount=t.money(today.saved_fen))


def _saving_row(t: Texts, one: Settling) -> Row:
    label = bill_names.at_start(t("今天")) if one.after_no is None else t("还完第 %(no)d 期", no=one.after_no)
    if one.saved_fen < 0:
        value = t("多 %(amount)s", amount=t.money(-one.saved_fen))
        return Row(label, ((-one.saved_fen, LATE),), value, LATE)
    return Row(label, ((one.saved_fen, PAID),), t.money(one.saved_fen))


# 每月要还


def months_sheet(t: Texts, chart: Months, measure: Measure) -> Sheet:
    most = max(chart.months, key=lambda month: month.both_fen)
    plot = Plot(
        title=t("每月要还"),
        under=t("这里的分期和您自己记的") if chart.noted_fen else t("所有分期加在一起"),
        aside=t("截至 %(day)s", day=chart.today.isoformat()),
        answer=t("一共 %(amount)s", amount=t.money(chart.both_fen))
        if chart.noted_fen
        else t("一共还剩 %(amount)s", amount=t.money(chart.left_fen)),
        explained=t(
            "最多的一个月是 %(month)s，%(amount)s。",
            month=f"{most.first_day:%Y-%m}",
            amount=t.money(most.both_fen),
        ),
        keys=_month_keys(t, chart),
        rows=_at_most(
            tuple(_month_row(t, month) for month in chart.months),
            lambda count: t("后 %(count)d 个月", count=count),
            t,
        ),
    )
    return plot_sheet(plot, measure)


def _month_keys(t: Texts, chart: Months) -> tuple[Key, ...]:
    """Name the colours where there is more than one."""
    late_fen = sum(month.late_fen for month in chart.months)
    keys = (
        (late_fen, LATE, t("逾期 %(amount)s", amount=t.money(late_fen))),
        (chart.left_fen - late_fen, PRINCIPAL, _left_text(t, chart, late_fen)),
        (chart.noted_fen, NOTED, t("您自己记的 %(amount)s", amount=t.money(chart.noted_fen))),
    )
    return tuple(Key(color, said) for fen, color, said in keys if fen) if late_fen or chart.noted_fen else ()


def _left_text(t: Texts, chart: Months, late_fen: int) -> str:
    amount = t.money(chart.left_fen - late_fen)
    if chart.noted_fen:
        return t("这里的账单 %(amount)s", amount=amount)
    return t("待还 %(amount)s", amount=amount)


def _month_row(t: Texts, month: DueMonth) -> Row:
    amounts = (
        (month.late_fen, LATE),
        (month.owed_fen - month.late_fen, PRINCIPAL),
        (month.noted_fen, NOTED),
    )
    return Row(f"{month.first_day:%Y-%m}", amounts, t.money(month.both_fen))


# What does not fit


def _at_most(rows: tuple[Row, ...], name: Callable[[int], str], t: Texts) -> tuple[Row, ...]:
    """Return one row for all that follow where there are too many. Their sum would dwarf the others, so it has no bar."""
    if len(rows) <= MOST_ROWS:
        return rows
    kept, rest = rows[: MOST_ROWS - 1], rows[MOST_ROWS - 1 :]
    whole_fen = sum(fen for row in rest for fen, _ in row.amounts)
    return (*kept, Row(name(len(rest)), (), t.money(whole_fen)))
