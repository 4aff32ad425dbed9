"""Answers about paying: what was paid, what being late costs, what is debited next, and which amount or loan is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.cases.types import CaseKind
from domain.enquiries.refusals import WhyNotTaken, why_not_taken
from domain.enquiries.results import DueBills, LateCost, NextDebit, Own, OwnOrder
from domain.history.results import HistoryPayment, PaymentOutcome
from domain.value import replace
from handlers.bills.cycles import pay_row, payable_first
from handlers.bills.views import paying_row
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBill, Origin
from handlers.buttons.catalog import OpenShop
from handlers.buttons.history import ExplainLateness, OpenHistory
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import RepayAmount, WeighAmount
from handlers.buttons.support import ANY_LOAN, AskFor
from handlers.questions.late_views import MORE_DAYS
from handlers.questions.own_views import bill_line, no_earlier
from handlers.ui import bill_names
from handlers.ui.bank_names import card_name
from handlers.ui.components import back, bold, goods, signed_rate
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, Reply, reply

SHOWN = 3
_OUTCOMES = {
    PaymentOutcome.TAKEN: N_("%(day)s还的 %(amount)s 已经到账（%(goods)s）。"),
    PaymentOutcome.OPEN: N_("%(day)s的 %(amount)s 还在处理（%(goods)s），有结果我会告诉您，不用再付一次。"),
    PaymentOutcome.NOT_TAKEN: N_("%(day)s的 %(amount)s 没有付成（%(goods)s），没有扣款。"),
    PaymentOutcome.CREDITED: N_(
        "%(day)s的 %(amount)s 到账了，没有对应的账单，记在您名下，可以退给您（%(goods)s）。"
    ),
}

_REFUSED = {
    WhyNotTaken.NO_MONEY: N_("上次没扣成是 %(day)s（%(goods)s，%(amount)s）：银行说卡里余额不够。"),
    WhyNotTaken.CALLED_OFF: N_("上次没扣成是 %(day)s（%(goods)s，%(amount)s）：这次付款被取消了。"),
    WhyNotTaken.REFUSED: N_(
        "上次没扣成是 %(day)s（%(goods)s，%(amount)s）：银行没同意，也没说原因，可以问发卡银行。"
    ),
}


def last_payments(
    t: Texts, own: Own, payments: Sequence[HistoryPayment], due: DueBills | None, asked: date | None
) -> Reply:
    """Answer whether something was paid: the bills of the time that was asked about, and the payments made last."""
    shown = payments[:SHOWN]
    if asked is not None and (on_day := [one for one in payments if one.day == asked]):
        shown = on_day[:SHOWN]
        asked = None
    to_pay = payable_first(own.late or own.next)[:1]
    return reply(
        "\n".join(bill_line(t, bill, own.today) for bill in due.every[:SHOWN]) if due and due.every else None,
        no_earlier(t) if due and own.bills and due.span.is_behind and not due.every else None,
        t("%(day)s没有您的还款。", day=t.day(asked, own.today)) if asked is not None else None,
        "\n".join(payment_line(t, one, own.today) for one in shown) if shown else t("还没有还款记录。"),
        keyboard=[
            *(paying_row(t, bill) for bill in own.paying[:1]),
            *(pay_row(t, bill, is_main=not own.paying) for bill in to_pay),
            [
                Button(t("还款记录"), OpenHistory()),
                Button(t("我已还款"), AskFor(CaseKind.PAID_ELSEWHERE, ANY_LOAN)),
            ],
            [back(t, OpenHome())],
        ],
    )


def payment_line(t: Texts, payment: HistoryPayment, today: date) -> str:
    return t(
        _OUTCOMES[payment.outcome],
        day=t.day(payment.day, today),
        amount=bold(t.money(payment.amount_fen)),
        goods=escape(goods(t, payment.title, payment.item_count)),
    )


def refused_debit(t: Texts, payment: HistoryPayment, today: date) -> str:
    """Say when the last debit was refused, and why."""
    return t(
        _REFUSED[why_not_taken(payment.void_reason)],
        day=t.day(payment.day, today),
        amount=t.money(payment.amount_fen),
        goods=escape(goods(t, payment.title, payment.item_count)),
    )


def cost_paid(t: Texts, orders: Sequence[OwnOrder]) -> Reply:
    """Answer what was paid beside the principal: of all, and of each order."""
    total = bold(t.money(sum(one.cost_paid_fen for one in orders)))
    lines = (
        f"{escape(goods(t, one.title, one.item_count))}　{t.money(one.cost_paid_fen)}"
        for one in orders[:SHOWN]
    )
    return reply(
        t("到今天，您一共付了利息等费用 %(amount)s。", amount=total),
        "\n".join(lines) if len(orders) > 1 else None,
        keyboard=[
            [Button(t("还款记录"), OpenHistory()), Button(t("我的账单"), OpenBills())],
            [back(t, OpenHome())],
        ],
    )


# What being late costs


def late_costs(t: Texts, costs: Sequence[LateCost], today: date, *, asked_of_now: bool) -> Reply:
    """Answer what being late would cost; `asked_of_now`: it was asked how late it is, and nothing is."""
    first = costs[0].bill
    return reply(
        t("您现在没有过了还款日的账单，没有罚息。") if asked_of_now else None,
        *(late_cost(t, cost, today) for cost in costs),
        keyboard=[
            *(pay_row(t, bill) for bill in payable_first([first])),
            [
                Button(t("怎么算的"), ExplainBill(first.installment_id, Origin.BILLS)),
                Button(t("逾期会怎样"), ExplainLateness()),
            ],
            [back(t, OpenHome())],
        ],
    )


def late_cost(t: Texts, cost: LateCost, today: date) -> str:
    """Say what paying a bill so late costs, and what it comes to then."""
    bill = cost.bill
    values = {
        "bill": f"{escape(goods(t, bill.title, bill.item_count))} {bill_names.of_plan(t, bill.no, bill.periods)}",
        "days": cost.days,
        "penalty": bold(t.money(cost.penalty_fen)),
        "more": bold(t.money(cost.more_fen)),
        "day": t.day(cost.on, today),
        "rate": signed_rate(t, cost.rate),
        "total": bold(t.money(cost.total_fen)),
        "due": t.day(bill.due_date, today),
    }
    if not cost.days and bill.due_date >= today:
        return t("%(bill)s的还款日是 %(due)s，到那天还没有逾期，还 %(total)s 就行。", **values)
    if cost.graced:
        return t("%(bill)s：拖到 %(day)s还在宽限期，不收罚息。", **values)
    if bill.due_date < today:  # with a payment on its way
        return t(MORE_DAYS, **values)
    return t(
        "%(bill)s：逾期 %(days)d 天（到 %(day)s），罚息 %(penalty)s（每日 %(rate)s），连罚息共还 %(total)s。",
        **values,
    )


def no_late_cost(t: Texts) -> Reply:
    return reply(
        t("您现在没有待还的账单，不会有罚息。"),
        t("以后办分期，罚息每天多少、有没有宽限期，以合同为准，下单前的费用表里会写清楚。"),
        keyboard=[
            [Button(t("逾期会怎样"), ExplainLateness()), Button(t("去逛逛"), OpenShop())],
            [back(t, OpenHome())],
        ],
    )


# What is debited next


def next_debit(t: Texts, debit: NextDebit) -> str:
    return t(
        "下次扣款：%(day)s %(times)s，%(amount)s，%(card)s。",
        day=t.day(debit.day, debit.today),
        times=t("、").join(f"{window:%H:%M}" for window in debit.windows),
        amount=bold(t.money(debit.amount_fen)),
        card=escape(card_name(t, debit.card)),
    )


# Which amount, which loan


def which_amount(t: Texts, amounts_fen: Sequence[int], loan_id: str) -> Reply:
    return reply(
        t("您说了几个金额，想还哪一个？选了以后还要再确认，才会付款。"),
        keyboard=[
            *(
                [Button(t("还 %(amount)s", amount=t.money(fen)), RepayAmount(loan_id, fen))]
                for fen in amounts_fen[:4]
            ),
            [Button(t("我的账单"), OpenBills())],
            [back(t, OpenHome())],
        ],
    )


def which_loan(
    t: Texts,
    orders: Sequence[OwnOrder],
    amount_fen: int,
    onwards: type[RepayAmount | WeighAmount] = RepayAmount,
) -> Reply:
    return reply(
        t("%(amount)s 还哪一笔？选了以后还要再确认，才会付款。", amount=bold(t.money(amount_fen))),
        keyboard=[
            *(
                [
                    Button(
                        goods(t, one.title, one.item_count),
                        onwards(one.loan_id, amount_fen),
                        name=t.name(one.title),
                    )
                ]
                for one in orders[:8]
            ),
            [Button(t("我的账单"), OpenBills())],
            [back(t, OpenHome())],
        ],
    )


def with_other_uses(t: Texts, screen: Reply, action: WeighAmount) -> Reply:
    """Add, before the last row, the way to what the amount could be used for as well."""
    row = (Button(t("多还的部分怎么用"), action),)
    return replace(screen, keyboard=(*screen.keyboard[:-1], row, *screen.keyboard[-1:]))
