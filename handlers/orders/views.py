"""Orders and the schedule of one."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.loans.results import BillState, BillView
from domain.orders.results import OrderDetail, OrdersPage, OrderSummary
from domain.rescheduling.results import MoveKind
from domain.shipping.results import OrderShipping
from handlers.bills.views import STATE_NAMES
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainOrder
from handlers.buttons.catalog import OpenShop
from handlers.buttons.charts import SendCountdown
from handlers.buttons.documents import ChoosePeriod, SendCertificate
from handlers.buttons.hardship import OpenHardshipPlans
from handlers.buttons.home import OpenHome
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.repayment import OpenOverpayment, QuoteRepayment, QuoteSettlement
from handlers.buttons.rescheduling import OpenDueDays
from handlers.orders.returned_views import order_rows, order_texts
from handlers.shipping import views as shipping_views
from handlers.ui import bill_names
from handlers.ui.components import (
    METHOD_NAMES,
    back,
    bold,
    goods,
    line_text,
    name,
    pager,
    payees_text,
    saved_text,
)
from handlers.ui.cost_lines import cost_lines
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply


def orders_screen(t: Texts, page: OrdersPage) -> Reply:
    if not page.orders:
        return reply(
            t("您还没有订单。"),
            keyboard=[[Button(t("去逛逛"), OpenShop(), style="primary")], [back(t, OpenHome())]],
        )
    return reply(
        bold(t("我的订单")),
        "\n".join(_summary_text(t, order) for order in page.orders),
        keyboard=[
            *(
                [
                    Button(
                        f"{goods(t, o.title, o.item_count)}　{t.money(o.total_fen)}",
                        OpenOrder(o.order_id),
                        name=t.name(o.title),
                    )
                ]
                for o in page.orders
            ),
            pager(t, page.page, page.pages, OpenOrders(max(0, page.page - 1)), OpenOrders(page.page + 1)),
            [Button(t("我的账单"), OpenBills()), Button(t("对账单"), ChoosePeriod())]
            if any(not o.paid_at_once for o in page.orders)
            else None,
            [back(t, OpenHome())],
        ],
    )


def _summary_text(t: Texts, order: OrderSummary) -> str:
    if order.paid_at_once:
        return t(
            "%(day)s　%(goods)s　%(state)s",
            day=f"{order.created_day:%Y-%m-%d}",
            goods=bold(goods(t, order.title, order.item_count)),
            state=_state_text(t, order),
        )
    return t(
        "%(day)s　%(goods)s　已还 %(paid)d/%(periods)d 期　%(state)s",
        day=f"{order.created_day:%Y-%m-%d}",
        goods=bold(goods(t, order.title, order.item_count)),
        paid=order.paid_periods,
        periods=order.periods,
        state=_state_text(t, order),
    )


def _state_text(t: Texts, order: OrderSummary) -> str:
    if order.returned:
        return t("已退货")
    if order.paid_at_once:
        return t("已付清")
    if order.settled:
        return t("已结清")
    return t("有逾期") if order.overdue else t("还款中")


def order_screen(
    t: Texts,
    order: OrderDetail,
    today: date,
    shipping: OrderShipping | None = None,
    *,
    can_move: bool = False,
    has_plans: bool = False,
) -> Reply:
    """`shipping`: None where the order is not delivered through here. `can_move`: the lender moves due dates. `has_plans`:
    it has plans in hardship for the loan, or one was signed.
    """
    open_bills = [bill for bill in order.bills if bill.state is not BillState.PAID]
    next_bill = next((bill for bill in open_bills if bill.state is not BillState.PAYING), None)
    return reply(
        t("订单 %(number)s", number=f"<code>{order.summary.number}</code>"),
        "\n".join(line_text(t, line) for line in order.lines),
        *shipping_views.order_texts(t, shipping, today),
        *([_plan_text(t, order), cost_lines(t, order.cost)] if order.summary.periods else []),
        payees_text(t, order.charges) or None,
        *_notes(t, order, today),
        schedule(t, order, today) if order.bills else None,
        # What was paid on the day of the contract can be all that is left of a plan whose goods went back.
        None if order.summary.periods else t("分期已取消，不用再还。"),
        *order_texts(t, order, today, shipping),
        saved_text(t, order.saved_fen),
        t("机构客服 %(contact)s", contact=order.lender_contact),
        keyboard=[
            [
                Button(
                    t(
                        "还%(bill)s %(amount)s",
                        bill=bill_names.period(t, next_bill.no),
                        amount=t.money(next_bill.owed_fen),
                    ),
                    QuoteRepayment(next_bill.installment_id),
                    style="primary",
                )
            ]
            if next_bill
            else None,
            shipping_views.address_row(t, shipping),
            _loan_row(t, next_bill, can_move=can_move, has_plans=has_plans),
            _overpayment_row(t, order),
            *_record_rows(t, order),
            shipping_views.number_row(t, shipping),
            *order_rows(t, order, shipping),
            [back(t, OpenOrders(0))],
        ],
    )


def _record_rows(t: Texts, order: OrderDetail) -> list[ButtonRow | None]:
    order_id = order.summary.order_id
    return [
        [Button(t("结清证明"), SendCertificate(order_id))] if order.summary.settled else None,
        [
            Button(t("怎么算的"), ExplainOrder(order_id)),
            *([Button(t("看图"), SendCountdown(order.bills[0].loan_id))] if order.bills else []),
        ],
    ]


def _loan_row(
    t: Texts, next_bill: BillView | None, *, can_move: bool, has_plans: bool
) -> list[Button] | None:
    """Where there are plans in hardship, due dates stay where they are."""
    if next_bill is None:
        return None
    loan_id = next_bill.loan_id
    move = [Button(t("改还款日"), OpenDueDays(loan_id, MoveKind.DUE_DAY))] if can_move else []
    plans = [Button(t("展期方案"), OpenHardshipPlans(loan_id))]
    return [Button(t("提前结清"), QuoteSettlement(loan_id)), *(plans if has_plans else move)]


def _overpayment_row(t: Texts, order: OrderDetail) -> list[Button] | None:
    """Offer the way to money of the customer's that lies on the loan, or is on its way back."""
    if order.overpayment is None:
        return None
    amount = t.money(order.overpayment.left_fen)
    label = (
        t("退给我 %(amount)s", amount=amount)
        if order.overpayment.free_fen
        else t("正在退回 %(amount)s", amount=amount)
    )
    return [Button(label, OpenOverpayment(order.overpayment.loan_id))]


def _plan_text(t: Texts, order: OrderDetail) -> str:
    return t(
        "%(lender)s · %(method)s · %(periods)d 期",
        lender=name(t, order.lender_name),
        method=t(METHOD_NAMES[order.method]),
        periods=order.bills[0].periods,
    )


def _cycle_text(t: Texts, order: OrderDetail) -> str | None:
    if order.statement_day is None:
        return None
    return t(
        "账单日每月 %(day)d 日，还款日每月 %(due)d 日。",
        day=order.statement_day,
        due=order.bills[-1].due_date.day,
    )


def _notes(t: Texts, order: OrderDetail, today: date) -> list[str | None]:
    return [_cycle_text(t, order), _origin_text(t, order, today)]


def _origin_text(t: Texts, order: OrderDetail, today: date) -> str | None:
    """Say where it comes from, of a loan that was brought in."""
    if order.brought_on is None:
        return None
    return t(
        "这笔分期是您在 %(lender)s 办的（合同号 %(number)s），%(day)s接到这里；还款计划以机构的为准。",
        lender=escape(t.name(order.lender_name)),
        number=escape(order.contract_no or ""),
        day=t.day(order.brought_on, today),
    )


def schedule(t: Texts, order: OrderDetail, today: date) -> Table:
    """期 | 还款日 | 应还 | 状态."""
    return Table(
        words=2,
        header=(t("期"), t("还款日"), t("应还"), t("状态")),
        rows=tuple(
            (
                bill_names.cell(t, b.no),
                t.short_day(b.due_date, today),
                t.money(b.comes_to_fen),
                t(STATE_NAMES[b.state]),
            )
            for b in order.bills
        ),
    )
