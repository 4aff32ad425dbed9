"""What a plan costs, by the same words from the product card to the receipt.

Two measures: the interest over what is borrowed, and what is paid above buying at once, where that is cheaper. A plan
free of interest is not called free where the second measure says that it costs something.
"""

from __future__ import annotations

from domain.plans.results import TrueCost
from handlers.ui.i18n import Texts


def cost_name(t: Texts, *, charged: bool) -> str:
    """Return what the first measure is called: with guarantee or service fees in it, it is more than interest."""
    return t("息费合计") if charged else t("利息合计")


def cost_lines(t: Texts, cost: TrueCost) -> str:
    """Return a line for each measure, with its annual rate."""
    first = t(
        "%(cost)s %(amount)s，年化 %(rate)s（单利）",
        cost=cost_name(t, charged=bool(cost.charges_fen)),
        amount=t.money(cost.total_cost_fen),
        rate=t.percent(cost.simple_pct),
    )
    if cost.cash_price_fen is None:
        return first
    return f"{first}\n{above_cash(t, cost)}"


def above_cash(t: Texts, cost: TrueCost) -> str:
    more = t.money(cost.above_cash_fen)
    if cost.against_cash is None:
        return t("比一次付清多付 %(more)s", more=more)
    return t(
        "比一次付清多付 %(more)s，年化 %(rate)s（单利）",
        more=more,
        rate=t.percent(cost.against_cash.simple_pct),
    )
