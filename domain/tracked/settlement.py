"""What settling a tracked bill now would come to, under the policy that the customer picks. Pure; an estimate: what was
agreed elsewhere only who lent it knows. See docs/rules/tracked-bills.md.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from domain.money import RoundingMode, round_fen
from domain.rules.rates import yearly_worth_pct
from domain.tracked.results import SettlePolicy, TrackedBillView, TrackedKind, TrackedSettling, TrackedTerms
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


def settled_pct(bill: TrackedBillView) -> Decimal | None:
    """Return what a yuan is worth a year that settles it, under the policy that was picked: at most its own rate, and that
    where none was picked; None where it saves nothing.
    """
    settling, due = bill.settling, bill.next_due
    if settling is None or bill.rates is None or due is None:
        return None
    if settling.amount_fen is None or bill.terms.amount_fen is None:
        return bill.rates.simple_pct
    left = settling.on_plan_fen // bill.terms.amount_fen
    # Counted from a whole month before the next day, as if it were paid right after the one before.
    spared = [(month * 365 // MONTHS, bill.terms.amount_fen) for month in range(1, left + 1)]
    worth_pct = yearly_worth_pct(settling.amount_fen, spared)
    return None if worth_pct is None else min(worth_pct, bill.rates.simple_pct)


def saved_by_part_fen(bill: TrackedBillView, part_fen: int) -> int | None:
    """Return what paying a part of a loan early saves where each instalment stays and there are fewer, less the fee that
    was picked. None of an instalment plan, whose lender rarely takes a part, and where it is not known.
    """
    terms, settling = bill.terms, bill.settling
    if terms.kind is not TrackedKind.LOAN or settling is None or bill.rates is None or not terms.amount_fen:
        return None
    if part_fen >= settling.principal_left_fen:
        return None
    monthly = Fraction(bill.rates.simple_pct) / (MONTHS * PERCENT)
    before_fen = _interest(settling.principal_left_fen, terms.amount_fen, monthly)
    after_fen = _interest(settling.principal_left_fen - part_fen, terms.amount_fen, monthly)
    if before_fen is None or after_fen is None:
        return None
    fee_fen = round_fen(Fraction(part_fen * terms.settle_fee_pct, PERCENT), RoundingMode.HALF_UP)
    return before_fen - after_fen - (fee_fen if terms.settle_policy is SettlePolicy.FEE else 0)


def _interest(left_fen: int, amount_fen: int, monthly: Fraction) -> int | None:
    """Return the interest until nothing is left; None where it never is."""
    interest_fen = 0
    while left_fen > 0:
        cost_fen = round_fen(left_fen * monthly, RoundingMode.HALF_UP)
        if cost_fen >= amount_fen:
            return None
        interest_fen += cost_fen
        left_fen -= amount_fen - cost_fen
    return interest_fen


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
