"""Bills by due date, and one of them in detail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.cases.types import CaseKind
from domain.loans.results import BillState, BillsView, BillView, Split
from domain.rules.position import AT_DRAWDOWN
from domain.standing.results import DebitState, Standing
from handlers.bills.cycles import (
    by_cycle,
    cycle_name,
    parts_of_cycles,
    pay_rows,
    payable_first,
    period_cell,
)
from handlers.bills.grace import bill_grace, running_graces
from handlers.buttons.autopay import AddCard, OpenAutopay, OpenMandate
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainBills, Origin
from handlers.buttons.catalog import OpenShop
from handlers.buttons.history import OpenCalendar, OpenHistory
from handlers.buttons.home import OpenHome
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.repayment import OpenPayment, OpenSettlement, QuoteRepayment, StartChoosing
from handlers.buttons.support import ANY_LOAN, AskFor
from handlers.ui import bill_names
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, charge_texts, day_away, goods, name, signed_rate
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

SHOWN = 12


def bills_screen(t: Texts, view: BillsView, standing: Standing, *, takes_cards: bool = True) -> Reply:
    if not view.bills:
        return reply(
            t("🧾 现在没有待还的账单。"),
            status.frozen_line(t, standing),
            keyboard=[
                [Button(t("去逛逛"), OpenShop()), Button(t("还款记录"), OpenHistory())],
                [back(t, OpenHome())],
            ],
        )
    month = view.in_month_of(view.today)
    shown = month or view.bills
    return reply(
        # One sign a message: that something is late, where it is.
        _headline(t, view, month).removeprefix("🧾 ") if standing.past_due else _headline(t, view, month),
        _table(t, shown[:SHOWN], view.today),
        parts_of_cycles(t, shown[:SHOWN], view.today),
        t("还有 %(count)d 期，在「我的订单」里可以看到。", count=len(shown) - SHOWN)
        if len(shown) > SHOWN
        else None,
        late_line(t, standing),
        status.report_line(t, standing),
        status.frozen_line(t, standing) or status.debit_beside_pauses(t, standing),
        *status.pause_lines(t, standing),
        running_graces(t, standing.past_due, view.today),
        keyboard=[
            *pay_rows(t, payable_first(shown), SHOWN),
            *(paying_row(t, bill) for bill in being_paid(shown)[:SHOWN]),
            together_row(t, view.bills, view.today),
            *status.pause_rows(t, standing),
            hardship_row(t, standing),
            [_plan_button(t, shown), *_settlement_button(t, standing)],
            [Button(t("怎么算的"), ExplainBills()), *_debit_button(t, standing, takes_cards=takes_cards)],
            [Button(t("还款日历"), OpenCalendar(0)), Button(t("还款记录"), OpenHistory())],
            [back(t, OpenHome())],
        ],
    )


def _settlement_button(t: Texts, standing: Standing) -> list[Button]:
    """Offer to settle early, unless every loan has a payment on its way."""
    loans = {bill.loan_id for bill in standing.bills} - {bill.loan_id for bill in standing.paying}
    return [Button(t("提前结清"), OpenSettlement())] if loans else []


def _debit_button(t: Texts, standing: Standing, *, takes_cards: bool) -> list[Button]:
    """Lead to what there is, or, where it is off, straight to the question for the card, or to the authorization of one
    that is bound. Nothing where none can be charged.
    """
    if standing.debit is not DebitState.OFF or standing.frozen_on is not None:
        return [Button(t("自动扣款"), OpenAutopay())]
    if not takes_cards:
        return []
    return [Button(t("开通自动扣款"), OpenMandate() if standing.has_card else AddCard())]


def hardship_row(t: Texts, standing: Standing) -> ButtonRow | None:
    """Offer to talk about what is late, where that is not asked for already."""
    asked = {pause.loan_id for pause in standing.pauses}
    loans = {bill.loan_id for bill in standing.past_due} - asked
    if standing.frozen_on is not None or not loans:
        return None
    return [Button(t("有困难"), AskFor(CaseKind.HARDSHIP, loans.pop() if len(loans) == 1 else ANY_LOAN))]


def _plan_button(t: Texts, shown: tuple[BillView, ...]) -> Button:
    if len({bill.order_id for bill in shown}) == 1:
        return Button(t("看还款计划"), OpenOrder(shown[0].order_id))
    return Button(t("我的订单"), OpenOrders(0))


def _headline(t: Texts, view: BillsView, month: tuple[BillView, ...]) -> str:
    if month:
        left = [bill for bill in month if bill.state is not BillState.PAYING]
        if not left:
            return t("🧾 本月应还的都在处理，不用再付一次。")
        amount = bold(t.money(sum(bill.owed_fen for bill in left)))
        if left[0].due_date < view.today.replace(day=1):
            return t("🧾 到本月底一共待还 %(amount)s", amount=amount)
        return t("🧾 本月待还 %(amount)s", amount=amount)
    following = [bill for bill in view.bills if bill.due_date == view.bills[0].due_date]
    values = {
        "day": day_away(t, following[0].due_date, view.today),
        "amount": bold(t.money(sum(bill.owed_fen for bill in following))),
    }
    if len(following) > 1:
        return t(
            "🧾 本月没有应还的。下一个还款日 %(day)s，%(count)d 期一共 %(amount)s",
            count=len(following),
            **values,
        )
    return t("🧾 本月没有应还的。下一期 %(day)s还 %(amount)s", **values)


def _table(t: Texts, bills: tuple[BillView, ...], today: date) -> Table:
    return Table(
        words=2,
        header=(t("还款日"), t("商品"), t("期"), t("应还")),
        rows=tuple(
            (
                _due_cell(t, together[0], today),
                goods(t, together[0].title, together[0].item_count)
                if len(together) == 1
                else cycle_name(t, together),
                period_cell(t, together),
                t.money(sum(bill.owed_fen for bill in together)),
            )
            for together in by_cycle(bills)
        ),
    )


def _due_cell(t: Texts, bill: BillView, today: date) -> str:
    if bill.state is BillState.PAYING:
        return t("处理中")
    if bill.state is BillState.GRACE:
        return t("宽限期")
    if bill.days_late:
        return t("逾期 %(days)d 天", days=bill.days_late)
    if bill.due_date == today:
        return t("今天")
    return t.short_day(bill.due_date, today)


def late_line(t: Texts, standing: Standing) -> str | None:
    """Say what is past its due date, for how long, and what it comes to; in a lender's grace it is that, and not overdue."""
    late = standing.past_due
    if not late:
        return None
    penalty_fen = sum(bill.penalty_fen for bill in late)
    values = {
        "count": len(late),
        "total": bold(t.money(sum(bill.owed_fen for bill in late))),
        "days": max(bill.days_late for bill in late),
        "penalty": t.money(penalty_fen),
        "daily": t.money(standing.daily_fen),
    }
    if not standing.late:
        return t("⚠️ 有 %(count)d 期过了还款日，还在宽限期，今天一起还清共 %(total)s。", **values)
    if not penalty_fen:
        return t("⚠️ 有 %(count)d 期过了还款日，今天一起还清共 %(total)s。最久的过了 %(days)d 天。", **values)
    return t(
        "⚠️ 有 %(count)d 期过了还款日，今天一起还清共 %(total)s（含罚息 %(penalty)s），每晚一天约多 %(daily)s。"
        "最久的过了 %(days)d 天。",
        **values,
    )


def together_row(t: Texts, bills: Sequence[BillView], today: date) -> list[Button] | None:
    """Offer to pay several bills with one confirmation: of several loans, or of one that is behind with more than one;
    not where all of them are one bill of a cycle.
    """
    first = payable_first(bills)
    late = [bill for bill in bills if bill.due_date < today and bill.state is not BillState.PAYING]
    if len(by_cycle([*first, *(bill for bill in late if bill not in first)])) < 2:
        return None
    return [Button(t("几期一起还"), StartChoosing())]


def being_paid(bills: Sequence[BillView]) -> list[BillView]:
    """Return one bill of each loan that has a payment without an outcome."""
    return list({bill.loan_id: bill for bill in bills if bill.state is BillState.PAYING}.values())


def paying_row(t: Texts, bill: BillView) -> list[Button]:
    title = goods(t, bill.title, bill.item_count)
    return [
        Button(t("看这笔付款（%(goods)s）", goods=title), OpenPayment(bill.loan_id), name=t.name(bill.title))
    ]


def bill_screen(t: Texts, bill: BillView, today: date) -> Reply:
    return reply(
        t(
            "%(goods)s　%(bill)s　%(state)s",
            goods=bold(goods(t, bill.title, bill.item_count)),
            bill=bill_names.of_plan(t, bill.no, bill.periods),
            state=t(STATE_NAMES[bill.state]),
        ),
        t("还款日 %(day)s", day=day_away(t, bill.due_date, today)),
        amounts(t, bill),
        bill_grace(t, bill, today),
        t(
            "机构：%(lender)s，客服 %(contact)s",
            lender=name(t, bill.lender_name),
            contact=bill.lender_contact,
        ),
        keyboard=_bill_rows(t, bill),
    )


def _bill_rows(t: Texts, bill: BillView) -> list[ButtonRow | None]:
    payable = bill.state not in (BillState.PAID, BillState.PAYING)
    return [
        [
            Button(
                t("还 %(amount)s", amount=t.money(bill.owed_fen)),
                QuoteRepayment(bill.installment_id),
                style="primary",
            )
        ]
        if payable
        else None,
        [Button(t("看这笔付款"), OpenPayment(bill.loan_id))] if bill.state is BillState.PAYING else None,
        [Button(t("看还款计划"), OpenOrder(bill.order_id)), Button(t("我的账单"), OpenBills())],
        [Button(t("怎么算的"), ExplainBill(bill.installment_id, Origin.BILL))],
        [back(t, OpenHome())],
    ]


def amounts(t: Texts, bill: BillView) -> str:
    """Say the amount and what it is made of: of an open bill what is left to pay, of a paid one what it came to."""
    if bill.state is BillState.PAID:
        shown = Split(
            bill.principal_fen,
            bill.interest_fen,
            bill.fee_fen,
            bill.penalty_fen,
            bill.guarantee_fen,
            bill.service_fen,
        )
    else:
        shown = bill.left
    parts = []
    if shown.principal_fen or bill.no != AT_DRAWDOWN:
        parts.append(t("本金 %(amount)s", amount=t.money(shown.principal_fen)))
    if shown.lender_cost_fen:
        parts.append(t("利息 %(amount)s", amount=t.money(shown.lender_cost_fen)))
    parts += charge_texts(t, shown)
    if shown.penalty_fen:
        parts.append(t("罚息 %(amount)s", amount=t.money(shown.penalty_fen)))
    lines = [" ＋ ".join(parts), *_already(t, bill)]
    if shown.penalty_fen and bill.days_late:
        lines.append(
            t(
                "罚息按每日 %(rate)s 计，已 %(days)d 天。",
                rate=signed_rate(t, bill.penalty_rate),
                days=bill.days_late,
            )
        )
    return "\n".join(lines)


def _already(t: Texts, bill: BillView) -> list[str]:
    paid_fen = bill.billed_fen - (bill.left.total_fen - bill.left.penalty_fen)
    if bill.state is BillState.PAID or not paid_fen:
        return []
    return [
        t(
            "这一期一共 %(billed)s，已经还了 %(paid)s。",
            billed=t.money(bill.billed_fen),
            paid=t.money(paid_fen),
        )
    ]


STATE_NAMES = {
    BillState.UPCOMING: N_("待还"),
    BillState.DUE_TODAY: N_("今天到期"),
    BillState.GRACE: N_("宽限期"),
    BillState.OVERDUE: N_("逾期"),
    BillState.PAYING: N_("处理中"),
    BillState.PAID: N_("已还"),
}
