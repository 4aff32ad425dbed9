"""What the lines of a settlement were worked out from, for whoever explains them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.rules.rates import contract_annual_pct
from domain.rules.settlement_costs import (
    LoanOnDay,
    actual_use_fen,
    charged_share,
    charged_whole,
    daily_gross_fen,
    daily_interest_fen,
    left_fen,
    own_value,
    period_gone,
    scheduled_fen,
)
from domain.terms import CHARGE_PARTS, OwedPart, PrepayPolicy
from domain.value import Value


class RunningCharge(Value):
    """Of one guarantee or service fee in the current period, in fen: all of it, what is asked for, what is paid."""

    part: OwedPart
    whole_fen: int
    asked_fen: int
    paid_fen: int


class Basis(Value):
    """What the lines for the instalments to come were worked out from, in fen, for whoever explains them.

    `first_no` to `last_no` are to come, with `balance_fen` of principal, of which `ahead_fen` is paid. The policy asks for
    `cost_fen` of interest and fees, of which `cost_paid_fen` is paid (below 0: so much more than was ever charged would go
    back by actual use, and does not): of the periods up to `cost_no` (before `first_no`
    where the day is its due date), or for `days` since the last due date (of `period_days`, or of a year of `year_days`)
    at `annual_pct` or, by actual use, at the plan's own `monthly_rate`, where the payments to come were worth `value_fen`
    on the last due date. `charges`: the current period's guarantee and service fees; `charges_share` of them is asked for.
    `waived_fen`: what of the interest by days the contract does not charge, in one of the first `free_periods` all of it
    (0 where the current period is none of them).
    """

    first_no: int
    last_no: int
    balance_fen: int
    ahead_fen: int
    cost_fen: int
    cost_paid_fen: int
    cost_no: int
    since: date
    days: int
    interest_days: int
    period_days: int
    year_days: int
    annual_pct: Decimal
    fee_base_fen: int
    value_fen: Decimal | None = None
    monthly_rate: Decimal | None = None
    charges: tuple[RunningCharge, ...] = ()
    charges_share: Fraction = Fraction(0)
    waived_fen: int = 0
    free_periods: int = 0


def basis_of(position: LoanOnDay, policy: PrepayPolicy, charged_fen: int) -> Basis:
    to_come, first = position.to_come, position.to_come[0]
    rows = charged_whole(position, policy)
    gross_fen = 0
    match policy:
        case PrepayPolicy.WAIVED:
            cost_fen = 0
        case PrepayPolicy.ACTUAL_USE:
            cost_fen = actual_use_fen(position) - position.balance_fen
        case PrepayPolicy.DAILY_INTEREST:
            cost_fen, gross_fen = daily_interest_fen(position), daily_gross_fen(position)
        case PrepayPolicy.PERIOD_SHARE:
            cost_fen = sum(
                left_fen(cost, period_gone(position), 0) for cost in (first.interest_fen, first.fee_fen)
            )
        case _:
            cost_fen = sum(row.interest_fen + row.fee_fen for row in rows)
    days_of_use, of_year = position.loan.years_between(position.last_due, position.on)
    value_fen, rate = own_value(position) if policy is PrepayPolicy.ACTUAL_USE else (None, None)
    return Basis(
        first_no=first.no,
        last_no=max(row.no for row in to_come if row.payment_fen or row is first),
        balance_fen=position.balance_fen,
        ahead_fen=position.balance_fen - position.open_principal_fen,
        cost_fen=cost_fen,
        cost_paid_fen=cost_fen - charged_fen,
        cost_no=rows[-1].no if rows else first.no - 1,
        since=position.last_due,
        days=(position.on - position.last_due).days,
        interest_days=days_of_use,
        period_days=(first.due_date - position.last_due).days,
        year_days=of_year,
        annual_pct=contract_annual_pct(position.agreed),
        fee_base_fen=position.open_principal_fen,
        value_fen=value_fen,
        monthly_rate=rate,
        charges=tuple(_running_charges(position, policy)),
        charges_share=charged_share(position, policy),
        waived_fen=max(gross_fen - cost_fen, 0),
        free_periods=position.loan.relief.free_periods if position.loan.relief.is_free(first.no) else 0,
    )


def _running_charges(position: LoanOnDay, policy: PrepayPolicy) -> Iterator[RunningCharge]:
    """Yield them also where nothing is asked for, as long as the plan has any to come."""
    first, share = position.to_come[0], charged_share(position, policy)
    for part in CHARGE_PARTS:
        whole_fen = scheduled_fen(first, part)
        if any(scheduled_fen(row, part) for row in position.to_come):
            asked_fen = round_fen(whole_fen * share, RoundingMode.HALF_UP)
            yield RunningCharge(part, whole_fen, asked_fen, first.paid_fen(part))
