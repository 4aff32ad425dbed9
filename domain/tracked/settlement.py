"""What settling a tracked bill now would come to, under the policy that the customer picks. Pure; an estimate: what was
agreed elsewhere only who lent it knows. See docs/rules/tracked-bills.md.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.tracked.results import SettlePolicy, TrackedKind, TrackedSettling, TrackedTerms
from domain.tracked.rules import rates_of, worth_of

MOST_FEE_PCT = 5
MONTHS, PERCENT = 12, 100


def settling_of(terms: TrackedTerms, next_no: int | None) -> TrackedSettling | None:
    """Return what settling comes to before the period `next_no` is paid; None where what was borrowed, each instalment or
    their number is not known, it costs nothing, or nothing is to come. Without a policy only what is left is known.
    """
    worth, rates = worth_of(terms), rates_of(terms)
    if worth is None or rates is None or terms.periods is None or next_no is None:
        return None
    assert terms.amount_fen is not None
    paid = next_no - 1
    if not 0 <= paid < terms.periods:
        return None
    if terms.kind is TrackedKind.LOAN:
        left_fen, running_fen = _annuity(worth.principal_fen, terms.amount_fen, rates.simple_pct, paid)
    else:
        part_fen = worth.principal_fen // terms.periods
        left_fen = worth.principal_fen - part_fen * paid
        running_fen = terms.amount_fen - part_fen
    on_plan_fen = terms.amount_fen * (terms.periods - paid)
    amount_fen = _amount(terms, left_fen, running_fen, on_plan_fen)
    return TrackedSettling(left_fen, on_plan_fen, terms.settle_policy, terms.settle_fee_pct, amount_fen)


def _annuity(principal_fen: int, amount_fen: int, simple_pct: Decimal, paid: int) -> tuple[int, int]:
    """Return the principal that is left of equal payments, and the interest of the running month."""
    monthly = Fraction(simple_pct) / (MONTHS * PERCENT)
    left_fen = principal_fen
    for _ in range(paid):
        left_fen -= amount_fen - round_fen(left_fen * monthly, RoundingMode.HALF_UP)
    left_fen = max(left_fen, 0)
    return left_fen, round_fen(left_fen * monthly, RoundingMode.HALF_UP)


def _amount(terms: TrackedTerms, left_fen: int, running_fen: int, on_plan_fen: int) -> int | None:
    match terms.settle_policy:
        case None:
            return None
        case SettlePolicy.WAIVED:
            return left_fen
        case SettlePolicy.CURRENT:
            return min(left_fen + max(running_fen, 0), on_plan_fen)
        case SettlePolicy.CHARGED:
            return on_plan_fen
        case SettlePolicy.FEE:
            fee = Fraction(left_fen * terms.settle_fee_pct, PERCENT)
            return left_fen + round_fen(fee, RoundingMode.HALF_UP)
