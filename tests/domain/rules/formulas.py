"""The formulas of the steps, worked out again from what a step says goes in, with fractions and nothing of the rules."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import floor

from domain.money import RoundingMode
from domain.rules.steps import (
    AnnualRateStep,
    BalanceStep,
    ChangedStep,
    DifferenceStep,
    EqualPaymentStep,
    EvenPaymentStep,
    FeeStep,
    InterestStep,
    KeptStep,
    PenaltyRate,
    PenaltyStep,
    ReliefStep,
    ShareStep,
    Step,
)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def half_even(exact: Fraction) -> int:
    return round(exact)


ROUNDINGS: dict[RoundingMode, Callable[[Fraction], int]] = {
    RoundingMode.HALF_UP: half_up,
    RoundingMode.HALF_EVEN: half_even,
    RoundingMode.FLOOR: floor,
}


def share_of(pct: Decimal) -> Fraction:
    return Fraction(pct) / 100


def result_of(step: Step) -> int:
    """What the step's formula gives, in fen."""
    match step:
        case EqualPaymentStep():
            month = share_of(step.annual_pct) / 12
            if not month:
                return half_up(Fraction(step.principal_fen, step.periods))
            grown = (1 + month) ** step.periods
            return half_up(step.principal_fen * month * grown / (grown - 1))
        case InterestStep():
            year = Fraction(1, 12) if step.days is None else Fraction(step.days, step.year_days)
            return half_up(step.balance_fen * share_of(step.annual_pct) * year)
        case FeeStep():
            exact = step.principal_fen * share_of(step.rate_pct) * step.times / step.of
            return ROUNDINGS[step.rounding](exact)
        case EvenPaymentStep():
            return half_up(Fraction(step.principal_fen + step.fee_fen, step.periods))
        case ShareStep():
            return share_result(step)
        case DifferenceStep():
            return step.payment_fen - step.other_fen
        case ReliefStep():
            return relief_result(step)
        case BalanceStep() | KeptStep() | ChangedStep():
            return step.amount_fen


def relief_result(step: ReliefStep) -> int:
    discount = step.relief.discount
    if step.no <= step.relief.free_periods:
        return 0
    assert discount is not None
    if discount.rate_pct is not None:
        return half_up(step.gross_fen * (1 - share_of(discount.rate_pct)))
    off_fen = discount.per_period_fen
    return max(step.gross_fen - (step.relief.sums_fen[step.no - 1] if off_fen is None else off_fen), 0)


def share_result(step: ShareStep) -> int:
    left_fen = max(step.total_fen - step.each_fen * step.before, 0)
    return left_fen if step.is_rest else step.each_fen


def daily(rate: PenaltyRate) -> Fraction:
    if rate.capped:
        return share_of(rate.cap_annual_pct) / 360
    if rate.daily_pct is not None:
        return share_of(rate.daily_pct)
    assert rate.multiple is not None
    return share_of(rate.annual_pct) * Fraction(rate.multiple) / 360


def penalty_result(step: PenaltyStep) -> int:
    return half_up(step.base_fen * step.days * daily(step.rate)) + step.carried_fen


def present_value(step: AnnualRateStep) -> float:
    """Of the payments at the rate that is shown."""
    month = 1 + float(step.monthly_pct) / 100
    return sum(
        paid.amount_fen / month ** (paid.no if step.regular else paid.days * 12 / 365)
        for paid in step.payments
    )
