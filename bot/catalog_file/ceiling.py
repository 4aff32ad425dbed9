"""The operator's ceiling of annual cost, asked about every plan of a catalogue file before it is imported."""

from __future__ import annotations

from decimal import Decimal

from bot.catalog_file import Finding, PlanCheck
from domain.rules.ceiling import dearest
from domain.rules.errors import RuleError
from domain.terms import InstitutionSpec, PlanSpec


def ceiling_check(ceiling_pct: Decimal, warning_pct: Decimal) -> PlanCheck:
    """Refuses a plan that can cost more than `ceiling_pct` a year (单利), warns above `warning_pct`."""

    def check(lender: InstitutionSpec, plan: PlanSpec) -> Finding | None:
        try:
            worst = dearest(plan, lender.due_day)
        except RuleError as error:
            return Finding(f"The cost of this plan cannot be worked out: {error}", refuses=True)
        if worst.simple_pct <= warning_pct:
            return None
        refuses = worst.simple_pct > ceiling_pct
        limit = (
            f"the ceiling of {ceiling_pct} % (RATE_CEILING_PCT)"
            if refuses
            else f"{warning_pct} % (RATE_WARNING_PCT)"
        )
        return Finding(
            f"This plan comes to {worst.simple_pct} % a year (单利) for ¥{worst.amount_fen / 100:.2f}"
            f" bought on {worst.start}; that is above {limit}.",
            refuses,
        )

    return check
