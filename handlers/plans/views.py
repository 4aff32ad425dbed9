"""Plans and their true cost: by number of periods, then by lender; and how the annual rate is worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.plans.results import PlanOption
from handlers.buttons.breakdowns import ExplainDraftPlan, ExplainRates
from handlers.buttons.checkout import CancelCheckout, CheckoutBack, ChoosePeriods, ChoosePlan, ResumeCheckout
from handlers.ui.callback_data import Action
from handlers.ui.components import METHOD_NAMES, back, bold, name, per_period
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, Table, reply


def plan_table(t: Texts, options: Sequence[PlanOption]) -> Table:
    """期数 | 每期 | 总费用 | 年化（单利）."""
    return Table(
        header=(t("期数"), t("每期"), t("总费用"), t("年化单利")),
        rows=tuple(
            (
                t("%(periods)d 期", periods=o.periods),
                per_period(t, o),
                _cost(t, o),
                t.percent(o.simple_pct),
            )
            for o in options
        ),
    )


def _cost(t: Texts, option: PlanOption) -> str:
    return t.money(option.total_cost_fen) if option.total_cost_fen else t("免息")


def against_cash(t: Texts, options: Sequence[PlanOption], label: Callable[[PlanOption], str]) -> str | None:
    """Say what each plan costs beside paying at once, where that is cheaper: "free of interest" is not free then.

    `label` names a plan, safe inside HTML.
    """
    compared = [option for option in options if option.cash_price_fen is not None]
    if not compared:
        return None
    cash_fen = compared[0].cash_price_fen or 0
    lines = [_above_cash(t, option, label(option)) for option in compared]
    return "\n".join([t("一次付清是 %(price)s。和它比：", price=bold(t.money(cash_fen))), *lines])


def _above_cash(t: Texts, option: PlanOption, plan: str) -> str:
    more = t.money(option.above_cash_fen)
    if option.against_cash is None:
        return t("%(plan)s：多付 %(more)s", plan=plan, more=more)
    return t(
        "%(plan)s：相当于年化 %(simple)s（单利）／%(compound)s（复利），多付 %(more)s",
        plan=plan,
        simple=t.percent(option.against_cash.simple_pct),
        compound=t.percent(option.against_cash.compound_pct),
        more=more,
    )


def by_periods(t: Texts) -> Callable[[PlanOption], str]:
    """Plans named by their number of periods."""
    return lambda o: (
        t("%(periods)d 期", periods=o.periods)
        if o.total_cost_fen
        else t("免息 %(periods)d 期", periods=o.periods)
    )


def choose_periods(t: Texts, view: CheckoutView, options: Sequence[PlanOption]) -> Reply:
    return reply(
        t("%(amount)s 想分几期？", amount=bold(t.money(view.amount_fen))),
        plan_table(t, options),
        against_cash(t, options, by_periods(t)),
        t("每个期数列的是总费用最低的方案。年化按您实际占用的本金计算（单利）。"),
        keyboard=[
            *_period_rows(t, view.draft_id, options),
            [Button(t("怎么算的"), ExplainRates(view.draft_id))],
            [Button(t("返回"), CancelCheckout(view.draft_id))],
        ],
    )


def _period_rows(t: Texts, draft_id: str, options: Sequence[PlanOption]) -> list[list[Button]]:
    buttons = [
        Button(t("选 %(periods)d 期", periods=o.periods), ChoosePeriods(draft_id, o.periods)) for o in options
    ]
    return [buttons[i : i + 3] for i in range(0, len(buttons), 3)]


def choose_lender(t: Texts, view: CheckoutView, options: Sequence[PlanOption]) -> Reply:
    """Lenders by total cost; none is chosen beforehand."""
    return reply(
        t(
            "%(amount)s 分 %(periods)d 期，选哪家机构？",
            amount=bold(t.money(view.amount_fen)),
            periods=view.periods or 0,
        ),
        Table(
            header=(t("机构"), t("每期"), t("总费用"), t("年化单利")),
            rows=tuple(
                (t.name(o.lender_name), per_period(t, o), _cost(t, o), t.percent(o.simple_pct))
                for o in options
            ),
        ),
        against_cash(t, options, lambda o: name(t, o.lender_name)),
        t("按总费用从低到高排列，没有替您预选。"),
        _credit_lines(t, options),
        keyboard=[
            *([Button(t.name(o.lender_name), ChoosePlan(view.draft_id, o.plan_id))] for o in options),
            [Button(t("怎么算的"), ExplainRates(view.draft_id))],
            [back(t, CheckoutBack(view.draft_id, CheckoutStep.LENDER))],
        ],
    )


def _credit_lines(t: Texts, options: Sequence[PlanOption]) -> str | None:
    """Say what is left of the credit lines; where they are the lender's affair, nothing is said of them."""
    lines = [
        t(
            "%(lender)s 可用额度 %(amount)s",
            lender=name(t, o.lender_name),
            amount=t.money(max(0, o.credit_left_fen)),
        )
        for o in options
        if o.credit_left_fen is not None
    ]
    return "\n".join(lines) or None


def explain_rates(t: Texts, view: CheckoutView, options: Sequence[PlanOption]) -> Reply:
    """Show the numbers behind the table, plan by plan."""
    return options_explained(
        t, options, lambda plan_id: ExplainDraftPlan(view.draft_id, plan_id), ResumeCheckout(view.draft_id)
    )


def options_explained(
    t: Texts, options: Sequence[PlanOption], explain: Callable[[str], Action], to: Action
) -> Reply:
    """Show what each plan costs a year, and a button to every step of its computation; `to` leads back."""
    buttons = [Button(_option_label(t, option, options), explain(option.plan_id)) for option in options]
    return reply(
        bold(t("年化是怎么算的")),
        *rates_explained(t, options),
        t("点下面的方案，看每一步的算式。"),
        keyboard=[*(buttons[i : i + 2] for i in range(0, len(buttons), 2)), [back(t, to)]],
    )


def _option_label(t: Texts, option: PlanOption, options: Sequence[PlanOption]) -> str:
    """Name a plan by the number of periods, or by the lender where that is what tells them apart."""
    if len({each.periods for each in options}) < len(options):
        return t.name(option.lender_name)
    return t("%(periods)d 期", periods=option.periods)


def rates_explained(t: Texts, options: Sequence[PlanOption]) -> list[str]:
    """Say how a rate is found, then each plan's figures."""
    return [
        t(
            "分期是一边用一边还，本金越还越少。年化看的是您实际占用的本金：先算出让每期还款折回今天"
            "正好等于借款本金的月利率，乘 12 就是年化单利，按月滚一年就是年化复利。"
        ),
        *(_explained(t, option) for option in options),
    ]


def _explained(t: Texts, option: PlanOption) -> str:
    figures = t(
        "<b>%(periods)d 期 · %(lender)s（%(method)s）</b>\n"
        "%(amount)s 分 %(periods)d 期，一共多付 %(cost)s。\n"
        "年化 %(simple)s（单利）/ %(compound)s（复利）",
        periods=option.periods,
        lender=name(t, option.lender_name),
        method=t(METHOD_NAMES[option.method]),
        amount=t.money(option.amount_fen),
        cost=t.money(option.total_cost_fen),
        simple=t.percent(option.simple_pct),
        compound=t.percent(option.compound_pct),
    )
    lines = [figures, _per_thousand(t, option)]
    if option.cash_price_fen is not None:
        cash = t.money(option.cash_price_fen)
        lines.append(_above_cash(t, option, t("和一次付清 %(price)s 比", price=cash)))
    return "\n".join(lines)


def _per_thousand(t: Texts, option: PlanOption) -> str:
    return t(
        "每借 %(thousand)s 一共多付 %(cost)s",
        thousand=t.money(100_000),
        cost=t.money(option.cost_per_thousand_fen),
    )
