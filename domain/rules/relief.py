"""What a plan's lender does not charge of its interest or fee (减免): the one place that says so, for every reader.

It is taken off after the schedule is worked out, by the number of the instalment, so the principal of every instalment is
what it is without it. Guarantee and service fees are others' and stay. Source: docs/rules/relief.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.rules.errors import RuleError
from domain.terms import PlanTerms


@dataclass(frozen=True, slots=True)
class Relief:
    """The first `free_periods` cost no interest and no fee (首 n 期免息)."""

    free_periods: int = 0

    def is_free(self, no: int) -> bool:
        return 1 <= no <= self.free_periods

    def left_fen(self, no: int, cost_fen: int) -> int:
        """Return what is charged of a cost of instalment `no`, of all of it or of a part of its days."""
        return 0 if self.is_free(no) else cost_fen

    def left_of(self, costs_fen: Sequence[int], first_no: int = 1) -> list[int]:
        """Return what is charged of the costs of instalments that follow one another."""
        return [self.left_fen(no, cost_fen) for no, cost_fen in enumerate(costs_fen, first_no)]


NO_RELIEF = Relief()


def relief_of(terms: PlanTerms) -> Relief:
    """Return the relief that the terms give. Raises `RuleError` where they contradict each other."""
    free = terms.free_periods
    if not free:
        return NO_RELIEF
    if terms.method.traits.fee_once:
        raise RuleError(f"The method {terms.method} takes its fee once, so no period can be free of it.")
    if not 0 < free < terms.periods:
        raise RuleError(
            f"Of {terms.periods} periods fewer are free; a plan that is free as a whole costs 0 %."
        )
    return Relief(free)
