"""怎么算的: the screens that show how an amount came about, each with the way back to where it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.breakdowns.results import BillWorkings, OrderWorkings, PlanWorkings, QuoteWorkings
from domain.catalog.results import ProductView
from domain.loans.results import BillState, BillView
from domain.plans.results import PlanOption
from domain.quotes.results import PaidBill
from domain.terms import OwedPart
from handlers.bills.grace import bill_grace
from handlers.breakdowns import step_views as say
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainProductPlan, ExplainQuoteBill, OpenQuote, Origin
from handlers.buttons.catalog import OpenProduct, OpenShop
from handlers.buttons.home import OpenHome
from handlers.buttons.orders import OpenOrder
from handlers.plans.views import options_explained
from handlers.ui import bill_names, cost_names
from handlers.ui.callback_data import Action
from handlers.ui.components import METHOD_NAMES, back, bold, goods, payees_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply

IN_A_ROW = 3


# A bill


def bill_screen(t: Texts, shown: BillWorkings, today: date, to: Action) -> Reply:
    return reply(
        paragraphs(*_bill(t, shown, today), [say.rounding_note(t)]),
        keyboard=[[back(t, to)]],
    )


def paragraphs(*paragraphs: Sequence[str]) -> str:
    """Lines of what belongs together, an empty one between."""
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _bill(t: Texts, shown: BillWorkings, today: date) -> list[list[str]]:
    """Say what was scheduled, what being late added, what of it is paid."""
    return [
        [_bill_title(t, shown)],
        [*_history(t, shown), *say.row_lines(t, shown.row)],
        [*_penalty(t, shown, today), *_total(t, shown), *_grace(t, shown, today)],
    ]


def _bill_title(t: Texts, shown: BillWorkings) -> str:
    bill = shown.bill
    return bold(
        t(
            "%(goods)s　%(bill)s %(amount)s 是这样来的",
            goods=goods(t, bill.title, bill.item_count),
            bill=bill_names.of_plan(t, bill.no, bill.periods),
            amount=t.money(shown.billed_fen + shown.penalties_fen),
        )
    )


def _history(t: Texts, shown: BillWorkings) -> list[str]:
    """Tell what happened to the loan since it was agreed, where this bill is not the agreed one."""
    if shown.row.anew_from is not None:
        return [t("提前还过一部分，从第 %(no)d 期起按剩下的本金重新算。", no=shown.row.anew_from)]
    if shown.row.in_plan:
        return [t("这一期是展期方案里的：本金、利息和费用怎么分，写在签过的还款方案协议里。")]
    if shown.row.is_changed:
        return [t("这一期因为提前还款或退货改过，和合同里的计划不一样。")]
    return []


def _penalty(t: Texts, shown: BillWorkings, today: date) -> list[str]:
    if shown.bill.state is BillState.PAID:
        if shown.penalty is None and shown.row.is_changed and shown.paid.penalty_fen:
            return [t("已经付过的罚息：%(amount)s", amount=t.money(shown.paid.penalty_fen))]
        if shown.penalty is None and shown.paid.penalty_fen:
            return [t("罚息：分几次付的，一共 %(amount)s", amount=t.money(shown.paid.penalty_fen))]
        return [] if shown.penalty is None else say.penalty(t, shown.penalty, today)
    lines = []
    if shown.paid.penalty_fen:
        lines.append(t("已经付过的罚息：%(amount)s", amount=t.money(shown.paid.penalty_fen)))
    if shown.penalty is not None:
        return lines + say.penalty(t, shown.penalty, today)
    if shown.late_base_fen is not None:
        lines += say.a_day_late(t, shown.late_base_fen, shown.penalty_rate)
    return lines


def _total(t: Texts, shown: BillWorkings) -> list[str]:
    total_fen, paid_fen = shown.billed_fen + shown.penalties_fen, shown.paid.total_fen
    lines = []
    if shown.penalties_fen:
        total = t(
            "一共：%(billed)s + %(penalty)s = %(total)s",
            billed=t.money(shown.billed_fen),
            penalty=t.money(shown.penalties_fen),
            total=t.money(total_fen),
        )
        lines.append(total)
    if shown.bill.state is BillState.PAID:
        lines.append(t("已经还清。"))
    elif paid_fen:
        left = t(
            "已经还了 %(paid)s，还差 %(total)s − %(paid)s = %(left)s",
            paid=t.money(paid_fen),
            total=t.money(total_fen),
            left=bold(t.money(shown.bill.owed_fen)),
        )
        lines.append(left)
    return lines


def _grace(t: Texts, shown: BillWorkings, today: date) -> list[str]:
    line = bill_grace(t, shown.bill, today) if shown.late_base_fen is not None else None
    return [line] if line else []


def choose_bill(t: Texts, bills: Sequence[BillView]) -> Reply:
    """Ask which of several bills is meant."""
    return reply(
        t("想看哪一期是怎么算的？"),
        keyboard=[
            *(
                [
                    Button(
                        _bill_label(t, bill),
                        ExplainBill(bill.installment_id, Origin.BILLS),
                        name=t.name(bill.title),
                    )
                ]
                for bill in bills
            ),
            [back(t, OpenBills())],
        ],
    )


def _bill_label(t: Texts, bill: BillView) -> str:
    return t(
        "%(goods)s　%(bill)s　%(amount)s",
        goods=goods(t, bill.title, bill.item_count),
        bill=bill_names.of_plan(t, bill.no, bill.periods),
        amount=t.money(bill.owed_fen),
    )


def nothing_yet(t: Texts) -> Reply:
    """Asked without a bill or a checkout."""
    return reply(
        t("您现在没有账单。每件商品的分期方案下面都有「怎么算的」，账单出来以后，每一期也能看到算式。"),
        keyboard=[[Button(t("去逛逛"), OpenShop(), style="primary")], [back(t, OpenHome())]],
    )


# Plans


def product_options(t: Texts, product: ProductView, options: Sequence[PlanOption]) -> Reply:
    return options_explained(
        t, options, lambda plan_id: ExplainProductPlan(product.id, plan_id), OpenProduct(product.id)
    )


def plan_screen(t: Texts, plan: PlanWorkings, to: Action) -> Reply:
    return reply(paragraphs(*_plan(t, plan), [say.rounding_note(t)]), keyboard=[[back(t, to)]])


def _plan(t: Texts, plan: PlanWorkings) -> list[list[str]]:
    title = t(
        "%(amount)s 分 %(periods)d 期 · %(lender)s（%(method)s）",
        amount=t.money(plan.principal_fen),
        periods=plan.periods,
        lender=t.name(plan.lender_name),
        method=t(METHOD_NAMES[plan.method]),
    )
    return [[bold(title)], *_instalments(t, plan), _cost(t, plan), *_rates(t, plan)]


def _instalments(t: Texts, plan: PlanWorkings) -> list[list[str]]:
    """Show the first and the last, which stand for all: what is odd about a plan is odd in one of them."""
    rows = [plan.first] if plan.periods == 1 else [plan.first, plan.last]
    return [
        [
            bold(t("第 %(no)d 期 %(amount)s", no=row.no, amount=t.money(row.total_fen))),
            *say.row_lines(t, row),
        ]
        for row in rows
    ]


def _cost(t: Texts, plan: PlanWorkings) -> list[str]:
    lines = []
    if plan.drawdown is not None:
        lines += say.fee(t, plan.drawdown)
        received = t(
            "这笔利息签约当天付，不从借款里扣；算年化时，实际用到的是 %(principal)s − %(fee)s = %(received)s",
            principal=t.money(plan.principal_fen),
            fee=t.money(plan.drawdown.amount_fen),
            received=t.money(plan.principal_fen - plan.drawdown.amount_fen),
        )
        lines.append(received)
    if plan.interest_fen and plan.periods > 1:
        lines.append(_all_interest(t, plan))
    if plan.waived_fen:
        lines.append(_waived(t, plan))
    if plan.cost_fen:
        lines.append(say.per_thousand(t, plan.per_thousand))
    if plan.charges:
        lines.append(payees_text(t, plan.charges))
    return lines


def _waived(t: Texts, plan: PlanWorkings) -> str:
    cost_fen = plan.interest_fen + plan.fee_fen
    return t(
        "利息合计：%(whole)s − 优惠 %(waived)s = %(cost)s",
        whole=t.money(cost_fen + plan.waived_fen),
        waived=t.money(plan.waived_fen),
        cost=t.money(cost_fen),
    )


def _all_interest(t: Texts, plan: PlanWorkings) -> str:
    first, *between, last = plan.interests_fen
    parts = [t.money(first), *(["…"] if between else []), t.money(last)]
    return t(
        "%(periods)d 期利息加起来：%(sum)s = %(total)s",
        periods=plan.periods,
        sum=" + ".join(parts),
        total=t.money(plan.interest_fen),
    )


def _rates(t: Texts, plan: PlanWorkings) -> list[list[str]]:
    found = [say.annual_rate(t, plan.rate)] if plan.rate is not None else []
    if plan.against_cash is not None and plan.cash_price_fen is not None:
        title = bold(t("和一次付清 %(price)s 比", price=t.money(plan.cash_price_fen)))
        found.append([title, *say.annual_rate(t, plan.against_cash)])
    return found


def order_screen(t: Texts, order: OrderWorkings) -> Reply:
    buttons = [
        Button(bill_names.at_start(bill_names.period(t, no)), ExplainBill(installment_id, Origin.ORDER))
        for no, installment_id in order.installments
    ]
    return reply(
        paragraphs(
            [bold(goods(t, order.title, order.item_count))],
            *_plan(t, order.plan),
            _changed_lines(t, order),
            [say.rounding_note(t)],
        ),
        keyboard=[
            *(buttons[i : i + IN_A_ROW] for i in range(0, len(buttons), IN_A_ROW)),
            [back(t, OpenOrder(order.order_id))],
        ],
    )


def _changed_lines(t: Texts, order: OrderWorkings) -> list[str]:
    if order.in_plan:
        return [t("这是合同里的计划。签了展期方案以后的各期，点开那一期看。")]
    return [t("这是合同里的计划。提前还款或退货改过的期数，点开那一期看。")] if order.is_changed else []


# A repayment


def quote_screen(t: Texts, shown: QuoteWorkings, today: date) -> Reply:
    """Explain a single bill at once, several each by a button."""
    quote = shown.quote
    several = len(quote.bills) > 1
    return reply(
        paragraphs(
            *([] if several else _bill(t, shown.bills[0], today)),
            [
                bold(t("这次还 %(amount)s，这样分", amount=t.money(quote.amount_fen))),
                *_order(t, shown),
                *(_fall(t, part, order) for part, order in zip(quote.bills, shown.orders, strict=True)),
            ],
            [] if several else [say.rounding_note(t)],
        ),
        keyboard=[
            *(
                [
                    Button(
                        _bill_label(t, part.bill),
                        ExplainQuoteBill(quote.quote_id, part.bill.installment_id),
                        name=t.name(part.bill.title),
                    )
                ]
                for part in quote.bills
                if several
            ),
            [back(t, OpenQuote(quote.quote_id))],
        ],
    )


def _order(t: Texts, shown: QuoteWorkings) -> list[str]:
    """Say in which order a payment falls on what is owed, as the lender's contract has it."""
    bill, allocation = shown.quote.bills[0].bill, shown.allocation
    line = t(
        "先还最早的一期；同一期里的顺序：%(order)s。",
        order=" → ".join(cost_names.part(t, part) for part in _of(bill, allocation.every_part)),
    )
    if allocation.principal_first_from_day is None:
        return [line]
    return [line, t("逾期满 %(days)d 天的那一期，先还本金。", days=allocation.principal_first_from_day)]


def _of(bill: BillView, order: Sequence[OwedPart]) -> list[OwedPart]:
    """Interest and fee are both 利息 to the customer, and a bill has one of them; few have a guarantee or service fee."""
    absent = {OwedPart.INTEREST if bill.fee_fen else OwedPart.FEE}
    if not bill.guarantee_fen:
        absent.add(OwedPart.GUARANTEE)
    if not bill.service_fen:
        absent.add(OwedPart.SERVICE)
    return [part for part in order if part not in absent]


def _fall(t: Texts, part: PaidBill, order: Sequence[OwedPart]) -> str:
    amounts = {
        OwedPart.PENALTY: part.split.penalty_fen,
        OwedPart.INTEREST: part.split.interest_fen,
        OwedPart.FEE: part.split.fee_fen,
        OwedPart.GUARANTEE: part.split.guarantee_fen,
        OwedPart.SERVICE: part.split.service_fen,
        OwedPart.PRINCIPAL: part.split.principal_fen,
    }
    return t(
        "%(bill)s %(amount)s：%(parts)s",
        bill=bill_names.at_start(bill_names.period(t, part.bill.no)),
        amount=t.money(part.split.total_fen),
        parts=" → ".join(
            f"{cost_names.part(t, each)} {t.money(amounts[each])}" for each in order if amounts[each]
        ),
    )
