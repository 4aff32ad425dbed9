"""Plans beside each other, by number of periods or by lender, with what each costs; and what is said under the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from domain.plans.results import PlanOption
from handlers.ui.components import free_periods, name, per_period
from handlers.ui.cost_lines import cost_name
from handlers.ui.i18n import Texts
from handlers.ui.reply import Table


def options_table(
    t: Texts, options: Sequence[PlanOption], heading: str, label: Callable[[PlanOption], str]
) -> Table:
    """期数 (or 机构) | 每期 | 利息合计 | 年化单利.

    Where paying at once is cheaper the last column is 比一次付清多付, and the rates stand in the cells.
    """
    first = cost_name(t, charged=_charged(options))
    compared = any(option.cash_price_fen is not None for option in options)
    if not compared:
        return Table(
            header=(heading, t("每期"), first, t("年化单利")),
            rows=tuple(
                (label(o), per_period(t, o), _free_or(t, o.total_cost_fen), t.percent(o.simple_pct))
                for o in options
            ),
        )
    return Table(
        header=(heading, t("每期"), first, t("比一次付清多付")),
        rows=tuple(
            (
                label(o),
                per_period(t, o),
                _with_rate(t, o.total_cost_fen, o.simple_pct),
                _with_rate(
                    t, o.cost.above_cash_fen, None if o.against_cash is None else o.against_cash.simple_pct
                ),
            )
            for o in options
        ),
    )


def rate_note(t: Texts, options: Sequence[PlanOption]) -> str:
    """Say under the table what its annual rates are, and which of the plans do not charge for their first periods."""
    if any(option.cash_price_fen is not None for option in options):
        said = t("百分数是年化（单利），按您实际用到的钱算。")
    else:
        said = t("年化按您实际用到的钱算（单利）。")
    return "\n".join([said, *(_free(t, option, options) for option in options if option.free_periods)])


def _free(t: Texts, option: PlanOption, options: Sequence[PlanOption]) -> str:
    """Name the plan by the number of its periods, or by its lender where that is what tells them apart."""
    free = free_periods(t, option.free_periods)
    if len({each.periods for each in options}) < len(options):
        return t("%(plan)s：%(free)s免息", plan=name(t, option.lender_name), free=free)
    return t("分 %(periods)d 期的方案：%(free)s免息", periods=option.periods, free=free)


def cheapest_note(t: Texts, options: Sequence[PlanOption]) -> str:
    return t("每种期数只列%(cost)s最低的一家。", cost=cost_name(t, charged=_charged(options)))


def order_note(t: Texts, options: Sequence[PlanOption]) -> str:
    return t("按%(cost)s从低到高排列，由您选择。", cost=cost_name(t, charged=_charged(options)))


def _charged(options: Sequence[PlanOption]) -> bool:
    return any(option.charges_fen for option in options)


def _free_or(t: Texts, cost_fen: int) -> str:
    return t.money(cost_fen) if cost_fen else t("免息")


def _with_rate(t: Texts, amount_fen: int, rate_pct: Decimal | None) -> str:
    amount = t.money(amount_fen)
    return amount if rate_pct is None else f"{amount}\n{t.percent(rate_pct)}"
