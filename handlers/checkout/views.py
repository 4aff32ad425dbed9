"""Agreement, final confirmation, and the order that is placed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from html import escape

from domain.checkout.results import AgreementFacts, CheckoutStep, CheckoutView, Disclosure
from domain.orders.results import OrderDetail
from domain.plans.results import PlanOption
from domain.rules.position import AT_DRAWDOWN
from domain.standing.results import Standing
from handlers.autopay.views import offer_rows
from handlers.bills.grace import agreed_grace
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainRates
from handlers.buttons.catalog import OpenCart, OpenShop
from handlers.buttons.checkout import Agree, CancelCheckout, CheckoutBack, ConfirmOrder, ResumeCheckout
from handlers.buttons.home import OpenHome
from handlers.buttons.identity import DeclareStudent
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import QuoteRepayment
from handlers.plans.charges import cost_clause, payments
from handlers.plans.disclosure_views import (
    partial_prepayment,
    penalty_base,
    penalty_daily_rate,
    prepayment,
    prepayment_fee,
)
from handlers.ui import status_lines as status
from handlers.ui.components import METHOD_NAMES, back, bold, charge_texts, line_text, name, payments_text
from handlers.ui.i18n import Texts, document
from handlers.ui.reply import Button, ButtonRow, Reply, reply

AGREEMENT_VERSION = "installment-2026-11"


@dataclass(frozen=True, slots=True)
class AgreementText:
    """The agreement as filled in for this customer, and what proves later that it was this one."""

    text: str
    version: str
    locale: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def agreement_text(t: Texts, facts: AgreementFacts) -> AgreementText:
    shown = facts.disclosure
    filled = document(t.locale, f"agreements/{AGREEMENT_VERSION}.txt") % {
        "name": facts.name_mask,
        "id_number": facts.id_number_mask,
        "lender": t.name(shown.lender_name),
        "contact": shown.lender_contact,
        "url": shown.lender_url,
        "goods": t("、").join(f"{t.name(line.name)} × {line.quantity}" for line in facts.lines),
        "principal": t.money(shown.principal_fen),
        "periods": shown.periods,
        "method": t(METHOD_NAMES[shown.method]),
        "cost": cost_clause(t, shown),
        "total": t.money(shown.total_fen),
        "payments": payments(t, shown.schedule),
        "at_drawdown": _fee_clause(t, shown),
        "simple": t.percent(shown.simple_pct),
        "compound": t.percent(shown.compound_pct),
        "first_due": shown.first_payment.due_date.isoformat(),
        "last_due": shown.schedule[-1].due_date.isoformat(),
        "late": _late_clause(t, shown),
        "prepayment": prepayment(t, shown),
        "prepayment_fee": prepayment_fee(t, shown),
        "partial": "\n".join(partial_prepayment(t, shown)),
    }
    return AgreementText(filled, AGREEMENT_VERSION, t.locale)


def _late_clause(t: Texts, shown: Disclosure) -> str:
    """Say what penalty interest is charged on what is late, from when, and by whom; or that none is."""
    # With its year, whichever it is: a contract is read years later.
    grace = agreed_grace(t, shown, lambda day: t.day(day, date.min))
    if not shown.penalty_daily_pct:
        return t("逾期不收罚息。%(grace)s", grace=grace)
    return t(
        "到期日 24:00 前没有还清的，从次日起按%(base)s每日 %(rate)s 计收罚息，直到还清。%(grace)s"
        "罚息由乙方收取，按年计不超过 %(cap)s。",
        base=penalty_base(t, shown),
        rate=penalty_daily_rate(t, shown),
        grace=grace,
        cap=t.exact(shown.penalty.cap_annual_pct),
    )


def _fee_clause(t: Texts, shown: Disclosure) -> str:
    """Say when a fee at drawdown is paid; nothing where there is none."""
    if not shown.drawdown_fee_fen:
        return ""
    fee = t.money(shown.drawdown_fee_fen)
    return t("这笔利息 %(fee)s 在签约当天由甲方另行付清，不从货款里扣除，各期不再收。", fee=fee)


def agreement_screen(t: Texts, facts: AgreementFacts, agreement: AgreementText, version: int) -> Reply:
    return Reply(
        parts=(
            bold(t("分期服务协议")),
            t(
                "您将和%(lender)s签订下面这份协议，点标题可以展开全文。",
                lender=name(t, facts.disclosure.lender_name),
            ),
            t(
                "版本 %(version)s　校验码 %(code)s",
                version=agreement.version,
                code=agreement.sha256[:12],
            ),
        ),
        folded=((t("协议全文"), escape(agreement.text)),),
        keyboard=(
            (Button(t("同意协议，继续"), Agree(facts.draft_id, version), style="primary"),),
            (back(t, CheckoutBack(facts.draft_id, CheckoutStep.AGREEMENT)),),
        ),
    )


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
        t(
            "%(payments)s，一共多付 %(cost)s，年化 %(simple)s（单利）",
            payments=bold(payments_text(t, choice)),
            cost=t.money(choice.total_cost_fen),
            simple=t.percent(choice.simple_pct),
        ),
        _charges_in_it(t, choice),
        t("今天付一次性利息 %(fee)s", fee=bold(t.money(choice.drawdown_fee_fen)))
        if choice.drawdown_fee_fen
        else None,
        t(
            "第一笔 %(day)s还 %(amount)s",
            day=t.day(first.due_date, today),
            amount=bold(t.money(first.payment_fen)),
        ),
        t(
            "下单人：%(name)s　%(phone)s",
            name=view.identity.name_mask or "",
            phone=view.identity.phone_mask or "",
        ),
        t(
            "确认即同意把您的姓名、身份证号和手机号交给%(lender)s审核。",
            lender=name(t, choice.lender_name),
        ),
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
        [Button(t("取消这次下单"), CancelCheckout(view.draft_id), style="danger")],
        [back(t, CheckoutBack(view.draft_id, CheckoutStep.CONFIRM))],
    ]


def order_placed(t: Texts, order: OrderDetail, standing: Standing, *, offer_debit: bool) -> Reply:
    first = next(bill for bill in order.bills if bill.no != AT_DRAWDOWN)  # the first that is repaid
    fee = next((bill for bill in order.bills if bill.no == AT_DRAWDOWN and bill.owed_fen), None)
    return reply(
        t("✅ 下单成功，订单号 %(number)s。", number=f"<code>{order.summary.number}</code>"),
        "\n".join(line_text(t, line) for line in order.lines),
        t("一次性利息 %(amount)s 请今天付，24:00 前付清就不算逾期。", amount=bold(t.money(fee.owed_fen)))
        if fee
        else None,
        t(
            "%(lender)s，%(periods)d 期。第一笔 %(day)s还 %(amount)s。",
            lender=name(t, order.lender_name),
            periods=first.periods,
            day=t.day(first.due_date, standing.today),
            amount=bold(t.money(first.owed_fen)),
        ),
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
            [Button(t("看还款计划"), OpenOrder(order.summary.order_id), style=None if fee else "primary")],
            *(offer_rows(t) if offer_debit else []),
            [Button(t("我的账单"), OpenBills()), Button(t("继续逛"), OpenShop())],
            [back(t, OpenHome())],
        ],
    ).as_proof()


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
    resume = Button(t("继续刚才的下单"), ResumeCheckout(draft_id), style="primary")
    return Reply(parts=shown.parts, keyboard=((resume,), *shown.keyboard), folded=shown.folded)
