"""What a plan's lender does not charge of its interest or fee (减免): the one place that says so, for every reader.

It is taken off after the schedule is worked out, by the number of the instalment, so the principal of every instalment is
what it is without it. Guarantee and service fees are others' and stay. Source: docs/rules/relief.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.rules.errors import RuleError
from domain.rules.ratio import half_up, percent_ratio
from domain.terms import Discount, FeeTiming, PlanTerms
from domain.value import Value


class Relief(Value):
    """The first `free_periods` cost no interest and no fee (首 n 期免息), the others what the `discount` leaves.

    `sums_fen`: what of a discount that is a sum each instalment gets, from the first on; fixed with the contract.
    """

    free_periods: int = 0
    discount: Discount | None = None
    sums_fen: tuple[int, ...] = ()

    def is_free(self, no: int) -> bool:
        return 1 <= no <= self.free_periods

    def is_to_come(self, no: int) -> bool:
        """Return whether instalment `no` has what only it has: it is free, or a sum is taken off."""
        has_sum = self.discount is not None and self.discount.per_period_fen is not None
        return self.is_free(no) or has_sum or any(self.sums_fen[no - 1 : no])

    def left_fen(self, no: int, cost_fen: int) -> int:
        """Return what is charged of the cost of instalment `no`, of what of it falls on its days so far."""
        if self.is_free(no) or self.discount is None or self.discount.rate_pct is not None:
            return self.left_of_days_fen(no, cost_fen)
        off_fen = self.discount.per_period_fen
        if off_fen is None:
            off_fen = self.sums_fen[no - 1] if 1 <= no <= len(self.sums_fen) else 0
        return max(cost_fen - off_fen, 0)

    def left_of_days_fen(self, no: int, cost_fen: int) -> int:
        """Return what is charged for days of a part of the principal that is repaid before instalment `no`: a sum stays with
        the instalment itself.
        """
        if self.is_free(no):
            return 0
        rate_pct = self.discount.rate_pct if self.discount else None
        if rate_pct is None:
            return cost_fen
        numerator, denominator = percent_ratio(100 - rate_pct)
        return half_up(cost_fen * numerator, denominator)

    def left_of(self, costs_fen: Sequence[int], first_no: int = 1) -> list[int]:
        """Return what is charged of the costs of instalments that follow one another."""
        return [self.left_fen(no, cost_fen) for no, cost_fen in enumerate(costs_fen, first_no)]


NO_RELIEF = Relief()


def relief_of(terms: PlanTerms, costs_fen: Sequence[int]) -> Relief:
    """Return the relief that the terms give to a schedule whose instalments cost so much of interest and fee without it.
    Raises `RuleError` where they contradict each other.
    """
    if not terms.free_periods and terms.discount is None:
        return NO_RELIEF
    _check(terms)
    relief = Relief(terms.free_periods, terms.discount)
    left_fen = terms.discount.sum_fen if terms.discount else None
    if left_fen is None:
        return relief
    sums_fen: list[int] = []
    for no, cost_fen in enumerate(costs_fen, 1):
        sums_fen.append(0 if relief.is_free(no) else min(cost_fen, left_fen))
        left_fen -= sums_fen[-1]
    return Relief(terms.free_periods, terms.discount, tuple(sums_fen))


def _check(terms: PlanTerms) -> None:
    free, traits = terms.free_periods, terms.method.traits
    if free and traits.fee_once:
        raise RuleError(f"The method {terms.method} takes its fee once, so no period can be free of it.")
    if free and not 0 < free < terms.periods:
        raise RuleError(
            f"Of {terms.periods} periods fewer are free; a plan that is free as a whole costs 0 %."
        )
    if terms.discount and traits.fee_once and terms.fee_timing is FeeTiming.DRAWDOWN:
        raise RuleError("A fee at drawdown has no discount; a lower fee says the same.")
