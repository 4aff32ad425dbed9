"""The amounts of each instalment by repayment method (还款方式): integers in, integers out, no dates.

Source of the methods and of the four flat roundings: the conventions of Chinese lenders, see
docs/rules/repayment-methods.md. Parts never go below zero: where an amount is too small for its number of periods,
rounding up stops when nothing is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from domain.money import RoundingMode, round_fen
from domain.rules.day_count import MONTH_DAYS
from domain.rules.errors import RuleError
from domain.rules.ratio import Ratio, half_up, percent_ratio
from domain.terms import (
    Charge,
    ChargeKind,
    Cost,
    FeeTiming,
    PlanTerms,
    PrincipalRule,
    RemainderIn,
    Rounding,
)

_COST_NAMES: Mapping[Cost, str] = {
    Cost.ANNUAL_RATE: "an annual rate",
    Cost.FEE_PER_PERIOD: "a fee per period",
    Cost.TOTAL_FEE: "a total fee",
}


class Amounts(NamedTuple):
    """Of every instalment in order: three lists of the same length."""

    principal_fen: list[int]
    interest_fen: list[int]
    fee_fen: list[int]


def installment_amounts(
    principal_fen: int, terms: PlanTerms, days: Sequence[int] | None = None, year_days: int = 360
) -> Amounts:
    """`days`: interest days of each period, of a year of `year_days`; without them every period is 1/12 year.

    Raises `RuleError` where the terms contradict each other.
    """
    if principal_fen < 1 or terms.periods < 1:
        raise RuleError("A schedule needs an amount of at least one fen and at least one period.")
    if not terms.method.traits.bears_interest:
        return _fee_amounts(principal_fen, terms)
    rate = numerator, denominator = annual_ratio(terms)
    weights = [numerator * day for day in days or [MONTH_DAYS] * terms.periods]
    base = denominator * year_days
    match terms.method.traits.principal:
        case PrincipalRule.REST_OF_PAYMENT:
            payment_fen = _payment_fen(principal_fen, rate, terms.periods)
            return pay_equally(principal_fen, payment_fen, weights, base)
        case PrincipalRule.EQUAL_PARTS:
            part_fen = usual_principal_fen(principal_fen, terms)
            parts = spread(principal_fen, part_fen, terms.periods, terms.remainder_in)
            return _by_parts(principal_fen, parts, weights, base)
        case PrincipalRule.AT_END:
            parts = [*repeat(0, terms.periods - 1), principal_fen]
            return _by_parts(principal_fen, parts, weights, base)


def _by_parts(principal_fen: int, parts: list[int], weights: Sequence[int], base: int) -> Amounts:
    return Amounts(parts, interest_of(principal_fen, parts, weights, base), [0] * len(parts))


def annual_ratio(terms: PlanTerms) -> Ratio:
    """Return the annual rate of an interest method as an exact ratio."""
    return percent_ratio(cost_of(terms)[1])


def cost_of(terms: PlanTerms) -> tuple[Cost, Decimal]:
    """Return the one cost given, in per cent. Raises `RuleError` where the method does not take it, or the rounding."""
    traits, given = terms.method.traits, terms.costs
    if len(given) != 1 or given[0][0] not in traits.costs:
        either = "either " if len(traits.costs) > 1 else ""
        needed = " or ".join(_COST_NAMES[cost] for cost in traits.costs)
        raise RuleError(f"The method {terms.method} takes {either}{needed} and nothing else.")
    ((cost, rate_pct),) = given
    if rate_pct < 0 or terms.rounding not in traits.roundings:
        needed = (
            "a rate of at least 0 % and the rounding half_up"
            if traits.bears_interest
            else "a fee of at least 0 % and one of the flat roundings"
        )
        raise RuleError(f"The method {terms.method} takes {needed}.")
    return cost, rate_pct


@lru_cache(maxsize=1024)
def _annuity(monthly: Ratio, periods: int) -> Ratio:
    """i(1+i)^n / ((1+i)^n − 1), exactly; 1/n without interest."""
    numerator, denominator = monthly
    if numerator == 0:
        return 1, periods
    grown, plain = (numerator + denominator) ** periods, denominator**periods
    return numerator * grown, denominator * (grown - plain)


def equal_payment_fen(principal_fen: int, terms: PlanTerms) -> int:
    """Return the equal payment (月供) at a twelfth of the annual rate, half up."""
    return _payment_fen(principal_fen, annual_ratio(terms), terms.periods)


def _payment_fen(principal_fen: int, annual: Ratio, periods: int) -> int:
    numerator, denominator = annual
    factor, divisor = _annuity((numerator, denominator * 12), periods)
    return half_up(principal_fen * factor, divisor)


def pay_equally(principal_fen: int, payment_fen: int, weights: Sequence[int], base: int) -> Amounts:
    """`pay_as_scheduled` with the same payment each period."""
    return pay_as_scheduled(principal_fen, [payment_fen] * len(weights), weights, base)


def pay_as_scheduled(
    principal_fen: int, payments_fen: Sequence[int], weights: Sequence[int], base: int
) -> Amounts:
    """Pay each period's payment until nothing is left; the last principal is the balance left.

    Interest of a period is balance × weight / base, half up. Once nothing is left, the parts are 0.
    """
    balance_fen = principal_fen
    parts: list[int] = []
    interest: list[int] = []
    doubled = 2 * base
    for weight, payment_fen in zip(weights, payments_fen, strict=True):
        interest_fen = (2 * balance_fen * weight + base) // doubled
        part_fen = payment_fen - interest_fen
        if part_fen > balance_fen:
            part_fen = balance_fen
        elif part_fen < 0:
            part_fen = 0
        balance_fen -= part_fen
        parts.append(part_fen)
        interest.append(interest_fen)
    parts[-1] += balance_fen
    return Amounts(parts, interest, [0] * len(parts))


def interest_of(principal_fen: int, parts: Sequence[int], weights: Sequence[int], base: int) -> list[int]:
    """Interest of each period on the balance before it, half up, where `parts` of the principal are paid."""
    balance_fen = principal_fen
    interest: list[int] = []
    doubled = 2 * base
    for part_fen, weight in zip(parts, weights, strict=True):
        interest.append((2 * balance_fen * weight + base) // doubled)
        balance_fen -= part_fen
    return interest


def usual_principal_fen(principal_fen: int, terms: PlanTerms) -> int:
    """Return the equal part of the principal that each instalment repays but the one with the remainder."""
    if terms.method.traits.bears_interest:
        return half_up(principal_fen, terms.periods)
    return usual_parts(principal_fen, 0, terms)[0]


def spread(total: int, each: int, count: int, remainder_in: RemainderIn) -> list[int]:
    """`count` parts that sum to `total`: `each`, and the first or last takes what is missing."""
    rest = total - each * (count - 1)
    if rest >= 0:
        parts = [each] * (count - 1)
        parts.insert(0 if remainder_in is RemainderIn.FIRST else count - 1, rest)
        return parts
    full, left = divmod(total, each)
    parts = [each] * full + [left] + [0] * (count - full - 1)
    return parts[::-1] if remainder_in is RemainderIn.FIRST else parts


def _fee_amounts(principal_fen: int, terms: PlanTerms) -> Amounts:
    fee_fen = total_fee_fen(principal_fen, terms)
    if not terms.method.traits.fee_once:
        return flat_amounts(principal_fen, fee_fen, terms)
    parts = flat_amounts(principal_fen, 0, terms).principal_fen
    due_fen = 0 if terms.fee_timing is FeeTiming.DRAWDOWN else fee_fen
    return Amounts(parts, [0] * terms.periods, [due_fen, *repeat(0, terms.periods - 1)])


def flat_amounts(principal_fen: int, fee_fen: int, terms: PlanTerms) -> Amounts:
    """Equal parts of principal and fee (等本等息) by the lender's rounding."""
    count = terms.periods
    part_fen, fee_part_fen = usual_parts(principal_fen, fee_fen, terms)
    return Amounts(
        spread(principal_fen, part_fen, count, terms.remainder_in),
        [0] * count,
        spread(fee_fen, fee_part_fen, count, terms.remainder_in),
    )


def usual_parts(principal_fen: int, fee_fen: int, terms: PlanTerms) -> tuple[int, int]:
    """Return what of principal and fee each instalment has but the one with the remainder."""
    count = terms.periods
    part_fen, fee_part_fen = principal_fen // count, fee_fen // count
    if terms.rounding is Rounding.EACH_HALF_UP:
        return half_up(principal_fen, count), half_up(fee_fen, count)
    if terms.rounding is Rounding.TOTAL_HALF_UP:
        fee_part_fen = half_up(principal_fen + fee_fen, count) - part_fen
    return part_fen, fee_part_fen


def total_fee_fen(principal_fen: int, terms: PlanTerms) -> int:
    """Return the whole fee of a fee method: P × total, or P × per-period × n."""
    numerator, denominator = _fee_ratio(terms)
    if terms.rounding is Rounding.FEE_HALF_EVEN_FLOOR:
        return round_fen(Fraction(principal_fen * numerator, denominator), RoundingMode.HALF_EVEN)
    return half_up(principal_fen * numerator, denominator)


def charge_fen(principal_fen: int, charge: Charge, periods: int, of: int) -> int:
    """Return what a charge comes to for `periods` of the `of` periods it is agreed for, half up: P × per-period × periods,
    or P × total × periods / of.
    """
    numerator, denominator = percent_ratio(charge.rate_pct)
    if charge.rate_per_period_pct is None:
        denominator *= of
    return half_up(principal_fen * numerator * periods, denominator)


def charge_amounts(principal_fen: int, terms: PlanTerms, kind: ChargeKind) -> list[int]:
    """Return what of a charge each instalment has: down to a fen, what that leaves with the plan's remainder; 0 each
    without such a charge.
    """
    charge = terms.charge(kind)
    if charge is None:
        return [0] * terms.periods
    total_fen = charge_fen(principal_fen, charge, terms.periods, terms.periods)
    return spread_charge(total_fen, terms.periods, terms.remainder_in)


def spread_charge(total_fen: int, periods: int, remainder_in: RemainderIn) -> list[int]:
    """Return what of the whole of a charge each of so many periods has."""
    return spread(total_fen, total_fen // periods, periods, remainder_in)


def _fee_ratio(terms: PlanTerms) -> Ratio:
    cost, rate_pct = cost_of(terms)
    numerator, denominator = percent_ratio(rate_pct)
    return (numerator * terms.periods if cost is Cost.FEE_PER_PERIOD else numerator), denominator
