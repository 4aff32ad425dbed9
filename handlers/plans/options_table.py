"""Plans beside each other, by number of periods or by lender, with what each costs; and what is said under the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from domain.plans.results import PlanOption
from handlers.ui.components import name, per_period, relief_texts
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
    """Say under the table what its annual rates are, what of their interest some plans do not charge, and which
    begin late.
    """
    if any(option.cash_price_fen is not None for option in options):
        said = t("百分数是年化（单利），按您实际用到的钱算。")
    else:
        said = t("年化按您实际用到的钱算（单利）。")
    return "\n".join([said, *_beside(t, options)])


def _beside(t: Texts, options: Sequence[PlanOption]) -> Iterator[str]:
    """Say what a plan does not charge, and when it begins late: by the number of its periods, or by its lender where that
    is what tells them apart.
    """
    by_lender = len({each.periods for each in options}) < len(options)
    for option in options:
        if texts := [*relief_texts(t, option), *_deferral(t, option)]:
            relief = t("，").join(texts)
            if by_lender:
                yield t("%(plan)s：%(relief)s", plan=name(t, option.lender_name), relief=relief)
            else:
                yield t("分 %(periods)d 期的方案：%(relief)s", periods=option.periods, relief=relief)


def _deferral(t: Texts, option: PlanOption) -> list[str]:
    """Say when a plan that is paid later than usual begins."""
    if not option.deferred_months:
        return []
    day = option.schedule[0].due_date
    return [t("先用后付，今天下单 %(day)s开始还", day=t.day(day, date.min))]


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
