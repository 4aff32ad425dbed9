"""Paying a part early (提前部分还款), right after a due date: the three things it can change.

Source: the choices lenders offer, see docs/rules/early-repayment.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.rules.amounts import (
    INTEREST_METHODS,
    Amounts,
    annual_ratio,
    equal_payment_fen,
    flat_amounts,
    installment_amounts,
    interest_of,
    pay_equally,
    total_fee_fen,
)
from domain.rules.day_count import year_days
from domain.rules.errors import RuleError
from domain.rules.schedule import Row, Schedule
from domain.terms import Method, PlanTerms, PrepayStrategy


@dataclass(frozen=True, slots=True)
class Prepayment:
    """What follows the prepayment, in fen: the payments still to make, the interest and fees in the instalments
    from there on, and how much less those are than without it."""

    payments_fen: tuple[int, ...]
    interest_fen: int
    saved_fen: int

    @property
    def periods(self) -> int:
        return len(self.payments_fen)


def prepay(schedule: Schedule, amount_fen: int, after: int, strategy: PrepayStrategy) -> Prepayment:
    """`amount_fen` extra right after instalment `after` was paid on its due date. Raises `RuleError`."""
    _check(schedule, amount_fen, after, strategy)
    rest = schedule.rows[after:]
    cost_fen = sum(row.interest_fen + row.fee_fen for row in rest)
    if strategy is PrepayStrategy.NEXT:
        return Prepayment(_pay_next(rest, amount_fen), cost_fen, 0)
    left_fen = schedule.balance_after_fen(after) - amount_fen
    renew = _smaller if strategy is PrepayStrategy.SMALLER else _fewer
    amounts = renew(schedule, left_fen, after)
    payments_fen = tuple(payment for payment in map(sum, zip(*amounts, strict=True)) if payment)
    new_cost_fen = sum(amounts.interest_fen) + sum(amounts.fee_fen)
    return Prepayment(payments_fen, new_cost_fen, cost_fen - new_cost_fen)


def _check(schedule: Schedule, amount_fen: int, after: int, strategy: PrepayStrategy) -> None:
    periods = len(schedule.rows)
    if not 1 <= after < periods:
        raise RuleError(f"A prepayment follows one of the instalments 1 to {periods - 1} of the {periods}.")
    if amount_fen < 1:
        raise RuleError("A prepayment is at least one fen.")
    if strategy is PrepayStrategy.NEXT:
        most_fen = sum(row.payment_fen for row in schedule.rows[after:])
    else:
        most_fen = schedule.balance_after_fen(after) - 1
    if amount_fen > most_fen:
        raise RuleError("The prepayment covers all that is left; ask for a settlement instead.")
    if strategy is PrepayStrategy.FEWER and schedule.terms.method is Method.INTEREST_ONLY:
        raise RuleError("interest_only repays its principal at the end, so there are no periods to save.")


def _pay_next(rest: Sequence[Row], amount_fen: int) -> tuple[int, ...]:
    """The instalments as they stand, less what the amount pays of them in order."""
    left: list[int] = []
    for row in rest:
        covered_fen = min(row.payment_fen, amount_fen)
        amount_fen -= covered_fen
        left.append(row.payment_fen - covered_fen)
    return tuple(payment for payment in left if payment)


def _smaller(schedule: Schedule, left_fen: int, after: int) -> Amounts:
    """A new plan by the same method over the periods left."""
    terms = replace(schedule.terms, periods=len(schedule.rows) - after)
    if terms.method in INTEREST_METHODS:
        days = schedule.interest_days()[after:]
        return installment_amounts(left_fen, terms, days, year_days(terms.day_count))
    return flat_amounts(left_fen, _new_fee_fen(schedule.terms, left_fen, terms.periods), terms)


def _new_fee_fen(old: PlanTerms, left_fen: int, periods: int) -> int:
    """A flat fee is agreed per period, also where only its total is written; an upfront fee is paid by now."""
    if old.method is Method.UPFRONT_FEE:
        return 0
    if old.total_fee_pct is None:
        return total_fee_fen(left_fen, replace(old, periods=periods))
    exact_fen = left_fen * Fraction(old.total_fee_pct) / 100 * Fraction(periods, old.periods)
    return round_fen(exact_fen, RoundingMode.HALF_UP)


def _fewer(schedule: Schedule, left_fen: int, after: int) -> Amounts:
    """The payments stay; the last ones fall away and one before them is smaller."""
    terms, rest = schedule.terms, schedule.rows[after:]
    if terms.method not in INTEREST_METHODS:
        parts = _used_up(left_fen, rest)
        return Amounts(parts, [0] * len(parts), [row.fee_fen for row in rest[: len(parts)]])
    rate_numerator, rate_denominator = annual_ratio(terms)
    weights = [rate_numerator * days for days in schedule.interest_days()[after:]]
    base = rate_denominator * year_days(terms.day_count)
    if terms.method is Method.EQUAL_INSTALLMENT:
        return pay_equally(left_fen, equal_payment_fen(schedule.principal_fen, terms), weights, base)
    parts = _used_up(left_fen, rest)
    interest = interest_of(left_fen, parts, weights[: len(parts)], base)
    return Amounts(parts, interest, [0] * len(parts))


def _used_up(left_fen: int, rest: Sequence[Row]) -> list[int]:
    """The principal parts as they stand, until `left_fen` is paid."""
    parts: list[int] = []
    for row in rest:
        if left_fen == 0:
            break
        parts.append(min(row.principal_fen, left_fen))
        left_fen -= parts[-1]
    return parts
