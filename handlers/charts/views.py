"""What stands under a chart: the same in words, for whoever does not see the picture, and the ways on."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from domain.charts.results import Countdown, DueMonth, LoanChart, Months, OfLoan, Parts, Savings, Settling
from domain.loans.results import BillState
from handlers.buttons.bills import OpenBills
from handlers.buttons.charts import SendCountdown, SendParts, SendSavings
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import QuoteSettlement
from handlers.buttons.tracked import OpenTracked
from handlers.ui import bill_names
from handlers.ui.components import bold, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow

FILE_NAME = "chart.png"
MOST_LINES = 12  # of a caption, which may have 1,024 characters


def caption(t: Texts, chart: LoanChart) -> str:
    """Return the figures of the chart in words."""
    match chart:
        case Countdown():
            lines = _countdown(t, chart)
        case Parts():
            lines = _parts(t, chart)
        case Savings():
            lines = _savings(t, chart)
        case Months():
            lines = _months(t, chart)
    return "\n".join(lines)


def rows(t: Texts, chart: LoanChart) -> list[ButtonRow]:
    """Return the buttons under the chart: to its loan's others, and to where its figures stand."""
    if isinstance(chart, Months):
        noted = [Button(t("我的分期"), OpenTracked(0))] if chart.noted_fen else []
        return [[Button(t("我的账单"), OpenBills()), *noted]]
    loan_id, plan = chart.of.loan_id, [Button(t("看还款计划"), OpenOrder(chart.of.order_id))]
    countdown, parts = (
        Button(t("还清倒计时"), SendCountdown(loan_id)),
        Button(t("本金和利息"), SendParts(loan_id)),
    )
    if isinstance(chart, Savings):
        return [[Button(t("提前结清"), QuoteSettlement(loan_id))], [countdown, parts], plan]
    states = {bill.state for bill in chart.bills}
    savings = (
        [Button(t("提前结清省多少"), SendSavings(loan_id))]
        if states != {BillState.PAID} and BillState.PAYING not in states
        else []
    )
    return [[parts if isinstance(chart, Countdown) else countdown, *savings], plan]


def _title(t: Texts, title: str, of: OfLoan) -> str:
    return f"📊 {bold(title)}　{escape(goods(t, of.title, of.item_count))}"


def _countdown(t: Texts, chart: Countdown) -> Iterable[str]:
    yield _title(t, t("还清倒计时"), chart.of)
    paid, paid_amount = chart.count(BillState.PAID), t.money(chart.paid_fen)
    if not chart.open_bills:
        yield t("%(count)d 期都还清了，一共 %(amount)s。", count=len(chart.periods), amount=paid_amount)
        return
    left = {"count": len(chart.periods) - paid, "amount": bold(t.money(chart.left_fen))}
    if paid:
        left |= {"paid": paid, "paid_amount": paid_amount}
        yield t("还剩 %(count)d 期，%(amount)s；已还 %(paid)d 期，%(paid_amount)s。", **left)
    else:
        yield t("还剩 %(count)d 期，一共 %(amount)s。", **left)
    if late := chart.count(BillState.OVERDUE):
        yield t("有 %(count)d 期逾期，金额里含到今天的罚息。", count=late)
    yield t("最后一期 %(day)s。", day=chart.bills[-1].due_date.isoformat())


def _parts(t: Texts, chart: Parts) -> Iterable[str]:
    yield _title(t, t("本金和利息"), chart.of)
    sums = {"principal": t.money(chart.principal_fen), "interest": t.money(chart.interest_fen)}
    if chart.charges_fen:
        charges = t.money(chart.charges_fen)
        yield t("本金 %(principal)s，利息 %(interest)s，其他费用 %(charges)s。", charges=charges, **sums)
    else:
        yield t("本金 %(principal)s，利息 %(interest)s。", **sums)
    first, last = chart.bills[0], chart.bills[-1]
    for bill in (first, last) if last is not first else (first,):
        yield t(
            "%(bill)s %(amount)s，其中本金 %(principal)s。",
            bill=bill_names.at_start(bill_names.period(t, bill.no)),
            amount=t.money(bill.billed_fen),
            principal=t.money(bill.principal_fen),
        )


def _savings(t: Texts, chart: Savings) -> Iterable[str]:
    yield _title(t, t("提前结清省多少"), chart.of)
    today, later = chart.settlings[0], chart.settlings[1:]
    yield saved_today(t, today)
    every = -(-len(later) // MOST_LINES) or 1
    if later:
        yield _folded(_later(t, one) for one in later[::every])
    if later:
        yield t("以后的数是按每期都按时还估算的，以当天的结清金额为准。")


def _later(t: Texts, one: Settling) -> str:
    day, amount = one.day.isoformat(), t.money(abs(one.saved_fen))
    if one.saved_fen < 0:
        return t("%(day)s 还完第 %(no)d 期再结清，多 %(amount)s", day=day, no=one.after_no, amount=amount)
    return t("%(day)s 还完第 %(no)d 期再结清，少 %(amount)s", day=day, no=one.after_no, amount=amount)


def _folded(lines: Iterable[str]) -> str:
    """Return what the picture shows line by line, opened by a tap."""
    return f"<blockquote expandable>{chr(10).join(lines)}</blockquote>"


def saved_today(t: Texts, today: Settling) -> str:
    amount, difference = bold(t.money(today.total_fen)), bold(t.money(abs(today.saved_fen)))
    if today.saved_fen > 0:
        return t("今天结清共 %(amount)s，比按期还少 %(saved)s。", amount=amount, saved=difference)
    if today.saved_fen < 0:
        return t("今天结清共 %(amount)s，比按期还多 %(more)s。", amount=amount, more=difference)
    return t("今天结清共 %(amount)s，和按期还一样多。", amount=amount)


def _months(t: Texts, chart: Months) -> Iterable[str]:
    yield f"📊 {bold(t('每月要还'))}"
    yield _months_sum(t, chart)
    if late_fen := sum(month.late_fen for month in chart.months):
        yield t("其中过了还款日的 %(amount)s，算在这个月里。", amount=t.money(late_fen))
    if chart.notes_without_amount:
        yield t("您记的有 %(count)d 笔没记金额，没算在内。", count=chart.notes_without_amount)
    if chart.endless_until is not None:
        yield t("没写还到什么时候的，先算到 %(month)s。", month=f"{chart.endless_until:%Y-%m}")
    lines = [_month_line(t, month) for month in chart.months[:MOST_LINES]]
    rest = chart.months[MOST_LINES:]
    if rest:
        amount = t.money(sum(month.both_fen for month in rest))
        lines.append(t("之后 %(count)d 个月一共 %(amount)s", count=len(rest), amount=amount))
    yield _folded(lines)


def _months_sum(t: Texts, chart: Months) -> str:
    left, noted = t.money(chart.left_fen), t.money(chart.noted_fen)
    if not chart.noted_fen:
        return t("所有分期一共还剩 %(amount)s。", amount=bold(left))
    if not chart.left_fen:
        return t("您自己记的一共 %(amount)s。", amount=bold(noted))
    return t(
        "一共 %(both)s：这里的账单 %(left)s，您自己记的 %(noted)s。",
        both=bold(t.money(chart.both_fen)),
        left=left,
        noted=noted,
    )


def _month_line(t: Texts, month: DueMonth) -> str:
    said = f"{month.first_day:%Y-%m}　{t.money(month.both_fen)}"
    if not month.noted_fen or not month.owed_fen:
        return said
    return said + "　" + t("其中您记的 %(amount)s", amount=t.money(month.noted_fen))
