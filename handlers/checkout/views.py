"""Final confirmation, and the order that is placed."""

from __future__ import annotations

from datetime import date

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.customers.consents import Purpose
from domain.orders.results import OrderDetail
from domain.plans.results import PlanOption
from domain.rules.position import AT_DRAWDOWN
from domain.shipping.results import OrderShipping
from domain.standing.results import Standing
from domain.value import replace
from handlers.autopay.views import offer_rows
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainRates
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.checkout import (
    AskCancelCheckout,
    CancelCheckout,
    CheckoutBack,
    ConfirmOrder,
    ResumeCheckout,
)
from handlers.buttons.home import OpenHome
from handlers.buttons.identity import DeclareStudent
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import QuoteRepayment
from handlers.shipping.views import address_row, asks_address, placed_text
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, charge_texts, line_text, name, payments_text
from handlers.ui.consents import asked
from handlers.ui.cost_lines import cost_lines
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply


def confirm_screen(t: Texts, view: CheckoutView, today: date) -> Reply:
    choice = view.choice
    assert choice is not None
    first = next(row for row in choice.schedule if row.payment_fen)
    return reply(
        t(
            "最后确认：%(lender)s，%(amount)s 分 %(periods)d 期",
            lender=name(t, choice.lender_name),
            amount=bold(t.money(view.amount_fen)),
            periods=choice.periods,
        ),
        "\n".join(line_text(t, line) for line in view.lines),
        bold(payments_text(t, choice)),
        cost_lines(t, choice.cost),
        _charges_in_it(t, choice),
        t("今天付一次性利息 %(fee)s", fee=bold(t.money(choice.drawdown_fee_fen)))
        if choice.drawdown_fee_fen
        else None,
        t(
            "第一期 %(day)s还 %(amount)s",
            day=t.day(first.due_date, today),
            amount=bold(t.money(first.payment_fen)),
        ),
        t(
            "下单人：%(name)s　%(phone)s",
            name=view.identity.name_mask or "",
            phone=view.identity.phone_mask or "",
        ),
        t("☑ 已阅读成本明示表，同意《分期服务协议》"),
        asked(t, Purpose.LENDER, lender=name(t, choice.lender_name)),
        t("这家机构不向在校学生放款，确认也表示您不是在校学生。") if view.asks_student else None,
        keyboard=_confirm_rows(t, view),
    )


def _charges_in_it(t: Texts, choice: PlanOption) -> str | None:
    """Say what of the cost are guarantee and service fees, where there are any."""
    charged = charge_texts(t, choice)
    return t("其中%(charges)s", charges=t("、").join(charged)) if charged else None


def _confirm_rows(t: Texts, view: CheckoutView) -> list[ButtonRow | None]:
    return [
        [
            Button(
                t("确认下单 %(amount)s", amount=t.money(view.amount_fen)),
                ConfirmOrder(view.draft_id, view.version),
                style="primary",
            )
        ],
        [Button(t("怎么算的"), ExplainRates(view.draft_id))],
        [Button(t("我是在校学生"), DeclareStudent(view.draft_id))] if view.asks_student else None,
        [
            Button(t("取消下单"), AskCancelCheckout(view.draft_id)),
            back(t, CheckoutBack(view.draft_id, CheckoutStep.CONFIRM)),
        ],
    ]


def order_placed(
    t: Texts,
    order: OrderDetail,
    standing: Standing,
    *,
    offer_debit: bool,
    shipping: OrderShipping | None = None,
) -> Reply:
    first = next(bill for bill in order.bills if bill.no != AT_DRAWDOWN)  # the first that is repaid
    fee = next((bill for bill in order.bills if bill.no == AT_DRAWDOWN and bill.owed_fen), None)
    plan_style = None if fee or asks_address(shipping) else "primary"
    return reply(
        t("✅ 下单成功，订单号 %(number)s。", number=f"<code>{order.summary.number}</code>"),
        "\n".join(line_text(t, line) for line in order.lines),
        t("一次性利息 %(amount)s 请今天付，24:00 前付清就不算逾期。", amount=bold(t.money(fee.owed_fen)))
        if fee
        else None,
        t(
            "%(lender)s，%(periods)d 期。第一期 %(day)s还 %(amount)s。",
            lender=name(t, order.lender_name),
            periods=first.periods,
            day=t.day(first.due_date, standing.today),
            amount=bold(t.money(first.owed_fen)),
        ),
        cost_lines(t, order.cost),
        placed_text(t, shipping),
        status.reminder_line(t, standing),
        t("也可以开通自动扣款，到期当天从您的储蓄卡自动还。") if offer_debit else None,
        keyboard=[
            [
                Button(
                    t("付一次性利息 %(amount)s", amount=t.money(fee.owed_fen)),
                    QuoteRepayment(fee.installment_id),
                    style="primary",
                )
            ]
            if fee
            else None,
            address_row(t, shipping, style=None if fee else "primary"),
            [Button(t("看还款计划"), OpenOrder(order.summary.order_id), style=plan_style)],
            *(offer_rows(t) if offer_debit else []),
            [Button(t("我的账单"), OpenBills()), Button(t("继续逛"), OpenShop())],
            [back(t, OpenHome())],
        ],
    ).as_proof()


def ask_cancel(t: Texts, view: CheckoutView) -> Reply:
    return reply(
        t("要取消这次下单吗？选好的期数和机构不再保留，填过的实名信息还在。"),
        keyboard=[
            [Button(t("取消下单"), CancelCheckout(view.draft_id), style="danger")],
            [back(t, ResumeCheckout(view.draft_id))],
        ],
    )


def cancelled(t: Texts) -> Reply:
    return reply(
        t("已取消这次下单，没有产生任何费用。填过的实名信息还在，下次不用重填。"),
        keyboard=[
            [Button(t("去逛逛"), OpenShop()), Button(t("购物车"), OpenCart())],
            [back(t, OpenHome())],
        ],
    )


def timed_out(t: Texts) -> Reply:
    """Reply where an answer comes to a question that was closed because it waited too long."""
    return reply(
        t("上次的订单放了一天没有完成，已为您取消，没有产生费用。想继续的话，重新下单就好。"),
        keyboard=[
            [Button(t("去逛逛"), OpenShop(), style="primary"), Button(t("购物车"), OpenCart())],
            [back(t, OpenHome())],
        ],
    )


def still_open(t: Texts, draft_id: str, shown: Reply) -> Reply:
    """`shown`, with a way back to the checkout that waits for a typed answer."""
    resume = Button(t("继续下单"), ResumeCheckout(draft_id), style="primary")
    others = (tuple(one for one in row if one.label != resume.label) for row in shown.keyboard)
    return replace(shown, keyboard=((resume,), *(row for row in others if row)))
