"""Plans and their true cost: by number of periods, then by lender; and how the annual rate is worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.plans.results import PlanOption
from handlers.buttons.breakdowns import ExplainDraftPlan, ExplainRates
from handlers.buttons.catalog import OpenCart, OpenProduct
from handlers.buttons.checkout import CheckoutBack, ChoosePeriods, ChoosePlan, ResumeCheckout
from handlers.plans.options_table import cheapest_note, options_table, order_note, rate_note
from handlers.ui.callback_data import Action
from handlers.ui.components import METHOD_NAMES, back, bold, name
from handlers.ui.cost_lines import above_cash, cost_name
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, Table, reply


def periods_table(t: Texts, options: Sequence[PlanOption]) -> Table:
    return options_table(t, options, t("期数"), lambda o: t("%(periods)d 期", periods=o.periods))


def choose_periods(t: Texts, view: CheckoutView, options: Sequence[PlanOption]) -> Reply:
    return reply(
        t("%(amount)s 想分几期？", amount=bold(t.money(view.amount_fen))),
        periods_table(t, options),
        rate_note(t, options),
        cheapest_note(t, options),
        keyboard=[
            *_period_rows(t, view.draft_id, options),
            [Button(t("怎么算的"), ExplainRates(view.draft_id))],
            [back(t, OpenCart() if view.product_id is None else OpenProduct(view.product_id))],
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
        options_table(t, options, t("机构"), lambda o: t.name(o.lender_name)),
        rate_note(t, options),
        order_note(t, options),
        _credit_lines(t, options),
        *_not_serving(t, options),
        keyboard=[
            *(
                [
                    Button(
                        t.name(o.lender_name),
                        ChoosePlan(view.draft_id, o.plan_id),
                        name=t.name(o.lender_name),
                    )
                ]
                for o in options
                if o.can_be_chosen
            ),
            [Button(t("怎么算的"), ExplainRates(view.draft_id))],
            [back(t, CheckoutBack(view.draft_id, CheckoutStep.LENDER))],
        ],
    )


def _credit_lines(t: Texts, options: Sequence[PlanOption]) -> str | None:
    """Say what is left of the credit lines; where they are the lender's affair, nothing is said of them."""
    lines = [
        _credit_line(t, o, o.credit_left_fen)
        for o in options
        if o.credit_left_fen is not None and o.is_served
    ]
    return "\n".join(lines) or None


def _credit_line(t: Texts, option: PlanOption, left_fen: int) -> str:
    values = {"lender": name(t, option.lender_name), "amount": t.money(max(0, left_fen))}
    if option.can_be_chosen:
        return t("%(lender)s 可用额度 %(amount)s", **values)
    return t("%(lender)s 可用额度 %(amount)s，这次不够用", **values)


def _not_serving(t: Texts, options: Sequence[PlanOption]) -> list[str]:
    """Say which lenders may not lend to who studies: they have no button."""
    return [
        t("%(lender)s 不向在校学生放款", lender=name(t, option.lender_name))
        for option in options
        if not option.is_served
    ]


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
            "本金越还越少，所以年化按您真正用到的钱算：先求月利率 r，使各期还款折现后等于借款本金。"
            "r × 12 是单利，(1+r)¹² − 1 是复利。"
        ),
        *(_explained(t, option) for option in options),
    ]


def _explained(t: Texts, option: PlanOption) -> str:
    figures = t(
        "<b>%(periods)d 期 · %(lender)s（%(method)s）</b>\n"
        "%(amount)s 分 %(periods)d 期，%(cost)s %(total)s\n"
        "年化 %(simple)s（单利）/ %(compound)s（复利）",
        periods=option.periods,
        lender=name(t, option.lender_name),
        method=t(METHOD_NAMES[option.method]),
        amount=t.money(option.amount_fen),
        cost=cost_name(t, charged=bool(option.charges_fen)),
        total=t.money(option.total_cost_fen),
        simple=t.percent(option.simple_pct),
        compound=t.percent(option.compound_pct),
    )
    return "\n".join([figures, _per_thousand(t, option), *_against_cash(t, option)])


def _against_cash(t: Texts, option: PlanOption) -> list[str]:
    if option.cash_price_fen is None:
        return []
    cash = t("一次付清 %(price)s。", price=t.money(option.cash_price_fen))
    rates = option.against_cash
    if rates is None:
        return [cash, above_cash(t, option.cost)]
    return [
        cash,
        t(
            "比一次付清多付 %(more)s，年化 %(simple)s（单利）/ %(compound)s（复利）",
            more=t.money(option.cost.above_cash_fen),
            simple=t.percent(rates.simple_pct),
            compound=t.percent(rates.compound_pct),
        ),
    ]


def _per_thousand(t: Texts, option: PlanOption) -> str:
    return t(
        "每借 %(thousand)s，%(name)s %(cost)s",
        thousand=t.money(100_000),
        name=cost_name(t, charged=bool(option.charges_fen)),
        cost=t.money(option.cost_per_thousand_fen),
    )
