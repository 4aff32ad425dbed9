"""The annual rates of a plan, first of all; then what they come from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.breakdowns.results import PlanWorkings
from domain.enquiries.offer_results import Comparison
from domain.orders.results import OrderDetail
from domain.plans.results import PlanOption, TrueCost
from handlers.breakdowns.step_views import annual_rate
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainOrder, ExplainRates
from handlers.buttons.checkout import ResumeCheckout
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import OpenPlans
from handlers.questions.plan_views import labels, onwards, true_rate
from handlers.ui.components import back, bold, goods
from handlers.ui.cost_lines import above_cash, cost_name
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, Table, reply


def of_order(t: Texts, order: OrderDetail, plan: PlanWorkings) -> Reply:
    one = order.summary
    return reply(
        line(t, order),
        *_from(t, one.periods, order.cost, plan),
        keyboard=[
            [Button(t("怎么算的"), ExplainOrder(one.order_id), style="primary")],
            [Button(t("我的账单"), OpenBills())],
            [true_rate(t)],
            [back(t, OpenHome())],
        ],
    )


def of_several(t: Texts, orders: Sequence[OrderDetail]) -> Reply:
    """Set the rates of one's own plans beside each other, the dearest first."""
    dearest_first = sorted(orders, key=lambda order: order.simple_pct, reverse=True)
    return reply(
        "\n".join(line(t, order) for order in dearest_first),
        keyboard=[[Button(t("我的账单"), OpenBills())], [true_rate(t)], [back(t, OpenHome())]],
    )


def line(t: Texts, order: OrderDetail) -> str:
    one = order.summary
    return t(
        "%(goods)s 分 %(periods)d 期，年化 %(simple)s（单利），%(compound)s（复利）。",
        goods=bold(goods(t, one.title, one.item_count)),
        periods=one.periods,
        simple=bold(t.percent(order.simple_pct)),
        compound=t.percent(order.compound_pct),
    )


def of_draft(t: Texts, draft_id: str, option: PlanOption, plan: PlanWorkings) -> Reply:
    return reply(
        _of_option(t, option),
        *_from(t, option.periods, option.cost, plan),
        keyboard=[
            [Button(t("继续下单"), ResumeCheckout(draft_id), style="primary")],
            [Button(t("怎么算的"), ExplainRates(draft_id))],
            [true_rate(t)],
            [back(t, OpenHome())],
        ],
    )


def _of_option(t: Texts, option: PlanOption) -> str:
    return t(
        "%(amount)s 分 %(periods)d 期（%(lender)s），年化 %(simple)s（单利），%(compound)s（复利）。",
        amount=bold(t.money(option.amount_fen)),
        periods=option.periods,
        lender=escape(t.name(option.lender_name)),
        simple=bold(t.percent(option.simple_pct)),
        compound=t.percent(option.compound_pct),
    )


def _from(t: Texts, periods: int, cost: TrueCost, plan: PlanWorkings) -> list[str]:
    """Say what the rates come from: what is paid for what is borrowed, and how long one has it."""
    if not cost.total_cost_fen:
        return [t("这个方案没有利息，借多少还多少。"), *_against_cash(t, cost)]
    return [
        t(
            "借 %(amount)s，%(cost_name)s %(cost)s，一共还 %(total)s。",
            amount=t.money(cost.amount_fen),
            cost_name=cost_name(t, charged=bool(cost.charges_fen)),
            cost=t.money(cost.total_cost_fen),
            total=t.money(cost.amount_fen + cost.total_cost_fen),
        ),
        *([_why_higher(t)] if periods > 1 else []),
        *(["\n".join(annual_rate(t, plan.rate))] if plan.rate is not None else []),
        *_against_cash(t, cost),
    ]


def _why_higher(t: Texts) -> str:
    return t("本金每期都在还，费用是为还剩的本金付的，所以年化比费用除以借款的比例高。")


def _against_cash(t: Texts, cost: TrueCost) -> list[str]:
    """Say what it costs beside paying at once, where that is cheaper."""
    if cost.cash_price_fen is None:
        return []
    rates = cost.against_cash
    if rates is None:
        return [above_cash(t, cost)]
    return [
        t(
            "比一次付清多付 %(more)s，年化 %(simple)s（单利）/ %(compound)s（复利）",
            more=t.money(cost.above_cash_fen),
            simple=t.percent(rates.simple_pct),
            compound=t.percent(rates.compound_pct),
        )
    ]


def of_plans(t: Texts, found: Comparison) -> Reply:
    """Set the rates of the plans for an amount beside each other; a single one is said in a sentence."""
    asked = found.asked[0] if len(found.asked) == 1 else 0
    return reply(
        *_headline(t, found),
        _why_higher(t),
        *([above_cash(t, found.cheapest.cost)] if _only(found.options) and _cheaper_at_once(found) else []),
        keyboard=[
            [onwards(t, found)],
            [Button(t("看分期方案"), OpenPlans(found.amount_fen, asked))],
            *([[Button(t("怎么算的"), ExplainRates(found.draft_id))]] if found.draft_id else []),
            [true_rate(t)],
            [back(t, OpenHome())],
        ],
    )


def _only(options: Sequence[PlanOption]) -> bool:
    return len(options) == 1


def _cheaper_at_once(found: Comparison) -> bool:
    return found.cheapest.cash_price_fen is not None


def _headline(t: Texts, found: Comparison) -> list[str | Table]:
    if _only(found.options):
        return [_of_option(t, found.cheapest)]
    heading, label = labels(t, found)
    return [
        t("%(amount)s 各个方案的年化：", amount=bold(t.money(found.amount_fen))),
        Table(
            header=(heading, t("年化单利"), t("年化复利")),
            rows=tuple(
                (label(one), t.percent(one.simple_pct), t.percent(one.compound_pct)) for one in found.options
            ),
        ),
    ]
