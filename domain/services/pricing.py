"""From a plan and an amount to a dated schedule with its true cost: the one place, for showing and for charging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from domain.catalog import InstitutionSpec, PlanSpec
from domain.results import PlanOption, ScheduleRow
from domain.rules.due_dates import first_due_date
from domain.rules.rates import annual_rates
from domain.rules.schedule import build_schedule


def price_plan(
    lender: InstitutionSpec,
    plan: PlanSpec,
    amount_fen: int,
    start: date,
    *,
    credit_left_fen: int | None = None,
) -> PlanOption:
    """The plan for `amount_fen` drawn on `start`."""
    schedule = build_schedule(amount_fen, plan.terms, start, first_due_date(lender.due_day, start))
    rates = annual_rates(schedule)
    rows = tuple(
        ScheduleRow(r.no, r.due_date, r.principal_fen, r.interest_fen, r.fee_fen) for r in schedule.rows
    )
    usual_payment_fen, _ = Counter(row.payment_fen for row in rows).most_common(1)[0]
    return PlanOption(
        plan_id=plan.id,
        lender_id=lender.id,
        lender_name=lender.name,
        lender_kind=lender.kind,
        periods=plan.terms.periods,
        method=plan.terms.method,
        payment_fen=usual_payment_fen,
        interest_fen=schedule.total_interest_fen,
        fee_fen=schedule.total_fee_fen,
        simple_pct=rates.simple_pct,
        compound_pct=rates.compound_pct,
        schedule=rows,
        credit_left_fen=credit_left_fen,
    )


def cheapest_per_period_count(options: Iterable[PlanOption]) -> tuple[PlanOption, ...]:
    """For each number of periods the option of least total cost, by number of periods."""
    best: dict[int, PlanOption] = {}
    for option in sorted(options, key=by_cost):
        best.setdefault(option.periods, option)
    return tuple(best[periods] for periods in sorted(best))


def by_cost(option: PlanOption) -> tuple[int, str]:
    """Sorting key: total cost, then name of the plan, so that the order is the same each time."""
    return option.total_cost_fen, option.plan_id
