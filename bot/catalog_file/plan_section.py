"""The offers, `[[plans]]`: rate or fee exactly as the method needs it, and a lender whose terms fit it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.catalog_file import values
from bot.catalog_file.references import Ids
from bot.catalog_file.table import Table
from domain.terms import (
    Cost,
    DayCount,
    FeeTiming,
    InstitutionSpec,
    Method,
    PlanSpec,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
    RemainderIn,
    Rounding,
)

MAX_PERIODS = 60

_MOST_PCT: Mapping[Cost, str] = {Cost.ANNUAL_RATE: "100", Cost.FEE_PER_PERIOD: "10", Cost.TOTAL_FEE: "100"}


def read_plan(table: Table, ids: Ids, institutions: Ids, lenders: Mapping[str, InstitutionSpec]) -> PlanSpec:
    """`lenders`: the institutions without a mistake; a plan of another one is not held against its lender."""
    own = ids.own(table, '"demo-bank-12"')
    institution_id = institutions.reference(table, "institution")
    lender = lenders.get(institution_id)
    plan = PlanSpec(
        id=own,
        institution_id=institution_id,
        terms=_terms(table, lender),
        min_amount_fen=table.required("min_amount", values.yuan(), "300"),
        max_amount_fen=table.required("max_amount", values.yuan(), "50000"),
    )
    if table.sound("min_amount", "max_amount") and plan.min_amount_fen > plan.max_amount_fen:
        table.wrong("max_amount", "max_amount must not be below min_amount.")
    if lender is not None and table.sound("method"):
        _check_lender(table, plan.terms.method, lender)
    table.finish()
    return plan


def _terms(table: Table, lender: InstitutionSpec | None) -> PlanTerms:
    method = table.required("method", values.choice(Method), '"flat_fee"')
    costs = {cost: table.optional(cost, values.percent(most=most)) for cost, most in _MOST_PCT.items()}
    if table.sound("method"):
        _check_costs(table, method, costs)
    return PlanTerms(
        method=method,
        periods=table.required("periods", values.whole(least=1, most=MAX_PERIODS), "12"),
        annual_rate_pct=costs[Cost.ANNUAL_RATE],
        fee_per_period_pct=costs[Cost.FEE_PER_PERIOD],
        total_fee_pct=costs[Cost.TOTAL_FEE],
        fee_timing=_fee_timing(table, method),
        day_count=lender.day_count if lender else DayCount.MONTHLY,
        rounding=lender.rounding if lender else Rounding.HALF_UP,
        remainder_in=lender.remainder_in if lender else RemainderIn.LAST,
    )


def _check_costs(table: Table, method: Method, costs: Mapping[Cost, Decimal | None]) -> None:
    taken = method.traits.costs
    given = [key for key in costs if table.has(key)]
    for key in given:
        if key not in taken:
            table.wrong(key, f"The method {method} does not take {key}; it takes {' or '.join(taken)}.")
    fitting = [key for key in given if key in taken]
    if not fitting:
        table.wrong(
            taken[0], f'The method {method} needs {" or ".join(taken)}, like "6%"; 0% is free.', at_table=True
        )
    if len(fitting) > 1:
        table.wrong(fitting[1], f"Write either {' or '.join(taken)}, not both.")


def _fee_timing(table: Table, method: Method) -> FeeTiming:
    timing = table.defaulted("fee_timing", values.choice(FeeTiming), FeeTiming.FIRST_BILL)
    if table.has("fee_timing") and not method.traits.fee_once and table.sound("method"):
        timed = " or ".join(each for each in Method if each.traits.fee_once)
        table.wrong("fee_timing", f"Only the method {timed} takes fee_timing.")
    return timing


def _check_lender(table: Table, method: Method, lender: InstitutionSpec) -> None:
    if lender.rounding not in method.traits.roundings:
        table.wrong(
            "method",
            f"The method {method} does not go with the rounding {lender.rounding} of {lender.id}; "
            f"it needs a lender with {', '.join(method.traits.roundings)}.",
        )
    if not method.traits.bears_interest and lender.prepay.policy is PrepayPolicy.DAILY_INTEREST:
        table.wrong(
            "method",
            f"The prepay policy daily_interest of {lender.id} needs an annual rate; {method} has none.",
        )
    if not method.traits.bears_interest and lender.prepay.fee_kind is PrepayFeeKind.MONTHS:
        table.wrong(
            "method",
            f"The prepay fee_months of {lender.id} needs an annual rate; {method} has none.",
        )
