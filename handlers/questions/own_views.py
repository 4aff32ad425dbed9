"""Answers from one's own bills: the figure first, what it is made of, until when, and one button onwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.cases.types import CaseKind
from domain.enquiries.results import LAST_PERIOD, DueBills, Own, OwnOrder
from domain.loans.results import BillState, BillView
from domain.rules.position import AT_DRAWDOWN
from domain.standing.results import Standing
from handlers.bills.cycles import pay_row, pay_rows, payable_first
from handlers.bills.views import amounts, paying_row
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainBills, Origin
from handlers.buttons.home import OpenHome
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.questions import AskOfOrder
from handlers.buttons.repayment import OpenSettlement
from handlers.buttons.support import AskFor
from handlers.questions import late_views as late
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, day_away, goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 8
MOST_TO_PAY = 2


def first_periods(t: Texts, order: OwnOrder) -> str | None:
    """Say what the first, the second and the last period come to as they are scheduled; None where there are fewer."""
    bills = [bill for bill in order.bills if bill.no != AT_DRAWDOWN]
    if len(bills) < 3:
        return None
    return t(
        "%(goods)s：第 1 期 %(first)s，第 2 期 %(second)s，最后一期 %(last)s。",
        goods=escape(goods(t, order.title, order.item_count)),
        first=t.money(bills[0].billed_fen),
        second=t.money(bills[1].billed_fen),
        last=t.money(bills[-1].billed_fen),
    )


# What is due


def due_screen(t: Texts, own: Own, due: DueBills, standing: Standing) -> Reply:
    """Answer how much is due in the time that was asked about."""
    return reply(
        _due_headline(t, due),
        _how_counted(t, due),
        _following(t, due),
        _paid_line(t, due),
        *_bill_lines(t, due),
        *_after(t, own, due, standing),
        keyboard=_due_rows(t, own, due.bills or due.late or due.next),
    )


def date_screen(t: Texts, own: Own, due: DueBills, standing: Standing) -> Reply:
    """Answer when it is due."""
    return reply(
        *late.first_lines(t, own, standing),
        _date_headline(t, due),
        _how_counted(t, due),
        _following(t, due),
        *_bill_lines(t, due),
        *_after(t, own, due, standing, late_said=bool(own.late)),
        keyboard=_date_rows(t, own, due, standing),
    )


def _date_rows(t: Texts, own: Own, due: DueBills, standing: Standing) -> list[ButtonRow | None]:
    bills = due.bills or due.late or due.next
    if not own.late:
        return _due_rows(t, own, bills)
    return [
        *late.first_rows(t, own, standing),
        [Button(t("我的账单"), OpenBills()), Button(t("怎么算的"), _workings(bills))],
        [back(t, OpenHome())],
    ]


def _after(
    t: Texts, own: Own, due: DueBills, standing: Standing, *, late_said: bool = False
) -> list[str | None]:
    """Say what stands beside it: a payment on its way, what is late, and what will be taken by itself."""
    return [
        t("%(amount)s 正在处理，不用再付一次。", amount=t.money(due.paying_fen)) if due.paying else None,
        None if late_said else _late_line(t, due),
        status.frozen_line(t, standing) or (status.debit_line(t, standing) if own.open_orders else None),
    ]


def _due_headline(t: Texts, due: DueBills) -> str:
    if not due.bills:
        return _nothing_left(t, due)
    total = bold(t.money(due.total_fen))
    when = _when(t, due)
    if when is not None:
        return t("%(when)s待还 %(amount)s", when=bill_names.at_start(when), amount=total)
    if len(due.bills) == 1:
        bill = due.bills[0]
        return t(
            "%(bill)s应还 %(amount)s，还款日 %(day)s。",
            bill=bill_names.at_start(bill_names.period(t, bill.no)),
            amount=total,
            day=day_away(t, bill.due_date, due.today),
        )
    return t("一共待还 %(amount)s", amount=total)


def _when(t: Texts, due: DueBills) -> str | None:
    first, last = due.span.month, due.span.last
    if first is not None and last is not None:
        start = t.month(first, year=first.year != due.today.year)
        if (first.year, first.month) == (last.year, last.month):
            return start
        return t("%(first)s到%(last)s", first=start, last=t.month(last, year=last.year != due.today.year))
    return None if due.span.day is None else t.day(due.span.day, due.today)


def _date_headline(t: Texts, due: DueBills) -> str:
    if not due.bills:
        return _nothing_left(t, due)
    first = due.bills[0]
    values = {"day": bold(day_away(t, first.due_date, due.today)), "amount": bold(t.money(first.owed_fen))}
    days = {bill.due_date for bill in due.bills}
    if len(due.bills) > 1 and len(days) == 1:
        return t(
            "还款日是 %(day)s，%(count)d 期一共 %(amount)s。",
            count=len(due.bills),
            day=values["day"],
            amount=bold(t.money(due.total_fen)),
        )
    if due.span.no is None and not due.span.is_behind and 2 not in (due.span.turn, due.span.ahead):
        return t("下次还款日是 %(day)s，应还 %(amount)s。", **values)
    if len(due.bills) == 1:
        named = bill_names.at_start(bill_names.period(t, first.no))
        return t("%(bill)s的还款日是 %(day)s，应还 %(amount)s。", bill=named, **values)
    return t("最早的一期是 %(day)s，应还 %(amount)s。", **values)


def _nothing_left(t: Texts, due: DueBills) -> str:
    """Say that nothing is to pay then, since it is paid, being paid, or there is nothing."""
    when = _when(t, due)
    if due.paying:
        return t("您问的这一期正在处理。")
    if due.paid:
        named = when or bill_names.period(t, due.paid[0].no)
        amount = bold(t.money(due.paid_fen))
        return t("%(when)s的 %(amount)s 已经还清了。", when=bill_names.at_start(named), amount=amount)
    if when is not None:
        return t("%(when)s没有应还的。", when=bill_names.at_start(when))
    if due.span.no not in (None, LAST_PERIOD):
        return t("您的分期没有第 %(no)d 期。", no=due.span.no)
    if due.span.is_behind:
        return no_earlier(t)
    return t("没有下下期了。") if due.span.ahead == 2 else t("后面没有应还的了。")


def no_earlier(t: Texts) -> str:
    return t("前面没有更早的一期。")


def _following(t: Texts, due: DueBills) -> str | None:
    """Say what comes next where nothing is to pay in the time that was asked about."""
    return None if due.bills or due.span.ahead == 2 else next_line(t, due)


def _how_counted(t: Texts, due: DueBills) -> str | None:
    """Say from which period the one after the next is counted; behind the next one, which comes after it."""
    paid = [bill.state is BillState.PAID for bill in due.this]
    if due.span.ahead == 1 and due.bills and due.next and not all(paid):
        values = {"day": t.day(due.next[0].due_date, due.today), "amount": t.money(due.next_fen)}
        return t("再下一期是 %(day)s，应还 %(amount)s。", **values)
    if due.span.ahead != 2 or not due.this:
        return None
    if len({(bill.no, bill.due_date, bill.state) for bill in due.this}) > 1:
        return t("每笔都从最近的一期数起。")
    this = {"no": due.this[0].no, "day": t.day(due.this[0].due_date, due.today)}
    if all(paid):
        return t("这期是第 %(no)d 期，%(day)s，已经还了。", **this)
    return t("这期是第 %(no)d 期，%(day)s。", **this)


def _paid_line(t: Texts, due: DueBills) -> str | None:
    if not due.bills or not due.paid:
        return None
    return t("另外 %(amount)s 已经还了。", amount=t.money(due.paid_fen))


def _bill_lines(t: Texts, due: DueBills) -> list[str]:
    """Name each bill; a single one with what it is made of."""
    lines = [bill_line(t, bill, due.today) for bill in due.every[:SHOWN]]
    if len(due.every) > SHOWN:
        lines.append(t("还有 %(count)d 期，在「我的订单」里可以看到。", count=len(due.every) - SHOWN))
    if len(due.bills) == 1:
        lines.append(amounts(t, due.bills[0]))
    return ["\n".join(lines)] if lines else []


def bill_line(t: Texts, bill: BillView, today: date) -> str:
    """Name a bill: its day, goods, period and amount, and how it stands where that is not plain."""
    parts = [
        t.day(bill.due_date, today),
        escape(goods(t, bill.title, bill.item_count)),
        bill_names.of_plan(t, bill.no, bill.periods),
        t.money(bill.comes_to_fen),
        _state(t, bill),
    ]
    return "　".join(part for part in parts if part)


def _state(t: Texts, bill: BillView) -> str:
    match bill.state:
        case BillState.PAID:
            return t("已还")
        case BillState.PAYING:
            return t("处理中")
        case BillState.GRACE:
            return t("宽限期")
        case BillState.OVERDUE:
            return t("逾期 %(days)d 天", days=bill.days_late)
        case _:
            return ""


def _late_line(t: Texts, due: DueBills) -> str | None:
    if not due.late:
        return None
    values = {"count": len(due.late), "late": bold(t.money(due.late_fen))}
    if not due.bills or due.span.month != due.today.replace(day=1):
        return t("⚠️ 有 %(count)d 期过了还款日，今天一起还清共 %(late)s。", **values)
    return t(
        "⚠️ 另有 %(count)d 期过了还款日，今天还清共 %(late)s；加在一起 %(total)s。",
        total=bold(t.money(due.with_late_fen)),
        **values,
    )


def _due_rows(t: Texts, own: Own, bills: Sequence[BillView]) -> list[ButtonRow | None]:
    """Lead to paying what can be paid now, to all bills, and to how they come about."""
    asked = {bill.installment_id for bill in bills}
    first = payable_first(own.bills_open)
    payable = [bill for bill in first if bill.installment_id in asked] or [b for b in first if b in own.late]
    paying = () if payable else own.paying[:1]
    return [
        *pay_rows(t, payable, MOST_TO_PAY),
        *(paying_row(t, bill) for bill in paying),
        [Button(t("我的账单"), OpenBills()), Button(t("怎么算的"), _workings(bills))],
        [back(t, OpenHome())],
    ]


def _workings(bills: Sequence[BillView]) -> ExplainBill | ExplainBills:
    return ExplainBill(bills[0].installment_id, Origin.BILLS) if len(bills) == 1 else ExplainBills()


# All that is owed


def owed_screen(t: Texts, own: Own, standing: Standing) -> Reply:
    """Answer how much is owed in all."""
    return reply(
        *late.first_lines(t, own, standing),
        t("您一共待还 %(amount)s", amount=bold(t.money(own.owed_fen))),
        t(
            "其中本金 %(principal)s，利息等费用 %(cost)s。",
            principal=t.money(own.principal_left_fen),
            cost=t.money(own.cost_left_fen),
        ),
        next_line(t, own),
        "\n".join(_owed_line(t, one) for one in own.asked[:SHOWN]) if len(own.asked) > 1 else None,
        status.frozen_line(t, standing) or status.debit_line(t, standing),
        keyboard=[
            *(late.first_rows(t, own, standing) or _pay_first(t, own)),
            [Button(t("我的账单"), OpenBills()), Button(t("提前结清"), OpenSettlement())],
            [back(t, OpenHome())],
        ],
    )


def _pay_first(t: Texts, own: Own) -> list[ButtonRow]:
    payable = payable_first(own.next)[:1]
    return [pay_row(t, bill) for bill in payable]


def next_line(t: Texts, own: Own | DueBills) -> str | None:
    """Say what is due next."""
    if not own.next:
        return None
    return t(
        "下一期 %(day)s应还 %(amount)s。",
        day=day_away(t, own.next[0].due_date, own.today),
        amount=bold(t.money(own.next_fen)),
    )


def _owed_line(t: Texts, one: OwnOrder) -> str:
    return t(
        "%(goods)s：还剩 %(left)d 期，%(amount)s",
        goods=escape(goods(t, one.title, one.item_count)),
        left=one.periods_left,
        amount=t.money(one.owed_fen),
    )


# How long


def left_screen(t: Texts, own: Own, standing: Standing) -> Reply:
    """Answer how many periods are left, until when, and how much principal; what ends first comes first."""
    asked = sorted(own.asked, key=_ends_on)[:SHOWN]
    order = OpenOrder(asked[0].order_id) if len(asked) == 1 else OpenOrders(0)
    main = None if own.late else "primary"
    return reply(
        *late.first_lines(t, own, standing),
        _all_ends(t, own) if len(own.asked) > 1 else None,
        *(_left_text(t, one, own.today) for one in asked),
        next_line(t, own),
        keyboard=[
            *late.first_rows(t, own, standing),
            [Button(t("看还款计划") if len(asked) == 1 else t("我的订单"), order, style=main)],
            [Button(t("我的账单"), OpenBills()), Button(t("提前结清"), OpenSettlement())],
            [back(t, OpenHome())],
        ],
    )


def _all_ends(t: Texts, own: Own) -> str | None:
    """Say when the last of them ends."""
    last = max((one.open[-1].due_date for one in own.asked if one.open), default=None)
    return None if last is None else t("全部还完是 %(day)s。", day=bold(t.day(last, own.today)))


def _ends_on(one: OwnOrder) -> date:
    return one.open[-1].due_date if one.open else date.max


def _left_text(t: Texts, one: OwnOrder, today: date) -> str:
    title = bold(goods(t, one.title, one.item_count))
    if not one.open:
        return t("%(goods)s：已经还清了，没有剩下的期数。", goods=title)
    return t(
        "%(goods)s：还剩 %(left)d 期（一共 %(periods)d 期），最后一期 %(day)s；待还 %(amount)s，其中本金 %(principal)s。",
        goods=title,
        left=one.periods_left,
        periods=one.open[-1].periods,
        day=t.day(one.open[-1].due_date, today),
        amount=bold(t.money(one.owed_fen)),
        principal=t.money(one.principal_left_fen),
    )


# Why so much


def why_screen(t: Texts, bill: BillView, today: date) -> Reply:
    """Answer why a bill is as much as it is."""
    return reply(
        t(
            "%(goods)s　%(bill)s：%(amount)s",
            goods=bold(goods(t, bill.title, bill.item_count)),
            bill=bill_names.of_plan(t, bill.no, bill.periods),
            amount=bold(t.money(bill.comes_to_fen)),
        ),
        amounts(t, bill),
        _why(t, bill),
        t("还款日 %(day)s", day=day_away(t, bill.due_date, today)),
        keyboard=[
            [Button(t("怎么算的"), ExplainBill(bill.installment_id, Origin.BILLS), style="primary")],
            [
                Button(t("我的账单"), OpenBills()),
                Button(t("金额不对"), AskFor(CaseKind.WRONG_AMOUNT, bill.loan_id)),
            ],
            [back(t, OpenHome())],
        ],
    )


def _why(t: Texts, bill: BillView) -> str:
    if bill.left.penalty_fen and bill.state is not BillState.PAID:
        return t("这一期过了还款日，除了本金和利息，还有按天算的罚息；今天还清，罚息就不再增加。")
    if not bill.cost_fen:
        return t("这一期没有利息，应还的就是本金。")
    return t(
        "每期除了本金，还有签约时约定的利息等费用，这一期是 %(cost)s，所以比单算本金多。",
        cost=t.money(bill.cost_fen),
    )


# Which one


def which_order(t: Texts, orders: Sequence[OwnOrder], topic: str) -> Reply:
    """Ask which order is meant."""
    return _choice(t, t("您有几笔分期，问的是哪一笔？"), orders, topic)


def not_among(t: Texts, orders: Sequence[OwnOrder], topic: str) -> Reply:
    """Say that what was named is none of theirs, and which there are."""
    return _choice(t, t("您的分期里没有找到这一笔，现在没还完的有："), orders, topic)


def _choice(t: Texts, question: str, orders: Sequence[OwnOrder], topic: str) -> Reply:
    return reply(
        question,
        keyboard=[
            *(
                [
                    Button(
                        goods(t, one.title, one.item_count),
                        AskOfOrder(topic, one.order_id),
                        name=t.name(one.title),
                    )
                ]
                for one in orders[:SHOWN]
            ),
            [back(t, OpenHome())],
        ],
    )
