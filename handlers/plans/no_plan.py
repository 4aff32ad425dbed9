"""Why an amount cannot be had in instalments, where it is said before anybody asks."""

from __future__ import annotations

from domain.plans.results import OfferedPlans
from handlers.ui.i18n import Texts


def no_plan_line(t: Texts, amount_fen: int, offered: OfferedPlans) -> str:
    smallest_fen, largest_fen = offered.smallest_fen, offered.largest_fen
    if smallest_fen is not None and amount_fen < smallest_fen:
        return t("满 %(smallest)s 才能分期。", smallest=t.money(smallest_fen))
    if largest_fen is not None and amount_fen > largest_fen:
        return t("超过 %(largest)s 不能分期。", largest=t.money(largest_fen))
    return t("这个金额暂时没有分期方案。")
