"""From a plan and an amount to a dated schedule with its true cost: the one place, for showing and for charging."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from domain.contract import LoanContract
from domain.dates import add_months
from domain.plans.results import PlanOption, ScheduleRow, usual_payment_fen
from domain.rules.due_dates import first_due_date
from domain.rules.errors import RuleError
from domain.rules.position import AT_DRAWDOWN
from domain.rules.rates import AnnualRates, against_cash_price, annual_rates, contract_annual_pct
from domain.rules.schedule import Row, Schedule, build_schedule
from domain.terms import AgreedRow, Charge, ChargeKind, InstitutionSpec, PlanSpec
from domain.value import replace


def schedule_of(lender: InstitutionSpec, plan: PlanSpec, amount_fen: int, start: date) -> Schedule:
    """Return the schedule of the plan for `amount_fen` drawn on `start`."""
    return build_schedule(amount_fen, plan.terms, start, first_due_date(lender.due_day, start))


def agreed_schedule(contract: LoanContract, amount_fen: int, start: date) -> Schedule:
    """Return what was agreed: the lender's own schedule where it came with the contract, else the plan's."""
    schedule = schedule_of(contract.lender, contract.plan, amount_fen, start)
    return with_rows(schedule, contract.schedule) if contract.schedule else schedule


def charges_of(contract: LoanContract, amount_fen: int, start: date) -> tuple[Charge, ...]:
    """Return the guarantee and service fees agreed for a loan, in this order; one that comes to nothing in all is none."""
    if not contract.plan.terms.charges:
        return ()
    schedule = agreed_schedule(contract, amount_fen, start)
    agreed = (contract.plan.terms.charge(kind) for kind in ChargeKind)
    return tuple(one for one in agreed if one is not None and schedule.total_charge_fen(one.kind))


def billed_rows(contract: LoanContract, agreed: Schedule) -> tuple[Row, ...]:
    """Return what the contract bills: before the `agreed` periods what is due at drawdown, where it bills that."""
    if not agreed.drawdown_fee_fen or contract.drawdown_fee_fen is None:
        return agreed.rows
    fee_fen = agreed.drawdown_fee_fen
    return (Row(AT_DRAWDOWN, agreed.start, 0, 0, fee_fen, fee_fen, agreed.principal_fen), *agreed.rows)


def with_rows(schedule: Schedule, agreed: Sequence[AgreedRow]) -> Schedule:
    """Return the schedule as the lender has it."""
    rows, balance_fen = list[Row](), schedule.principal_fen
    for no, due_date, *parts in agreed:
        principal_fen, interest_fen, fee_fen, *charges = parts
        balance_fen -= principal_fen
        rows.append(
            Row(no, due_date, principal_fen, interest_fen, fee_fen, sum(parts), balance_fen, *charges)
        )
    regular = rows[0].due_date == add_months(schedule.start, 1)
    return replace(schedule, rows=tuple(rows), regular=regular)


def price_plan(
    lender: InstitutionSpec,
    plan: PlanSpec,
    amount_fen: int,
    start: date,
    *,
    credit_left_fen: int | None = None,
    cash_price_fen: int | None = None,
) -> PlanOption:
    """Return the plan for `amount_fen` drawn on `start`, with what it costs; `cash_price_fen` where paying at once is
    cheaper.
    """
    schedule = schedule_of(lender, plan, amount_fen, start)
    rates = annual_rates(schedule)
    rows = tuple(
        ScheduleRow(
            r.no, r.due_date, r.principal_fen, r.interest_fen, r.fee_fen, r.guarantee_fen, r.service_fen
        )
        for r in schedule.rows
    )
    return PlanOption(
        plan_id=plan.id,
        lender_id=lender.id,
        lender_name=lender.name,
        periods=plan.terms.periods,
        method=plan.terms.method,
        payment_fen=usual_payment_fen([row.payment_fen for row in rows]),
        interest_fen=schedule.total_interest_fen,
        fee_fen=schedule.total_fee_fen,
        simple_pct=rates.simple_pct,
        compound_pct=rates.compound_pct,
        schedule=rows,
        credit_left_fen=credit_left_fen,
        cash_price_fen=cash_price_fen,
        against_cash=_against_cash(schedule, cash_price_fen),
        drawdown_fee_fen=schedule.drawdown_fee_fen,
        charges_fen=schedule.total_charges_fen,
        lender_pct=lender_pct(schedule),
        free_periods=plan.terms.free_periods,
        discount=plan.terms.discount,
        deferred_months=plan.terms.deferred_months,
    )


def lender_pct(schedule: Schedule) -> Decimal | None:
    """Return what penalty interest refers to where that is neither the agreed annual rate nor the 单利 of the whole plan."""
    terms = schedule.terms
    return contract_annual_pct(schedule) if terms.charges and terms.annual_rate_pct is None else None


def _against_cash(schedule: Schedule, cash_price_fen: int | None) -> AnnualRates | None:
    """Return the rates, None also for a cash price so low that none can be written; what is paid above it can be
    shown all the same.
    """
    if cash_price_fen is None:
        return None
    try:
        return against_cash_price(schedule, cash_price_fen)
    except RuleError:
        return None


def lower_cash_price_fen(lines: Iterable[tuple[int, int | None, int]]) -> int | None:
    """Return what goods cost paid at once, where it is less than in instalments.

    `lines`: price and cash price of one piece, and how many; without a cash price the price counts.
    """
    lines = tuple(lines)
    price_fen = sum(price * count for price, _, count in lines)
    cash_fen = sum((price if cash is None else cash) * count for price, cash, count in lines)
    return cash_fen if cash_fen < price_fen else None


def cheapest_per_period_count(options: Iterable[PlanOption]) -> tuple[PlanOption, ...]:
    """Return for each number of periods the option of least total cost, by number of periods."""
    best: dict[int, PlanOption] = {}
    for option in sorted(options, key=by_cost):
        best.setdefault(option.periods, option)
    return tuple(best[periods] for periods in sorted(best))


def by_cost(option: PlanOption) -> tuple[int, str]:
    """Sorting key: total cost, then name of the plan, so that the order is the same each time."""
    return option.total_cost_fen, option.plan_id
