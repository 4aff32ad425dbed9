"""What is answered about plans that nobody has signed yet: frozen, amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from domain.identity.types import IdentityState
from domain.plans.results import PlanOption
from domain.text import LocalText
from domain.value import Value

MOST_SHOWN = 20
USUAL_FEN, USUAL_PERIODS = 400_000, 12


class AmountOf(StrEnum):
    """Where the amount comes from."""

    WORDS = "words"
    CHECKOUT = "checkout"
    CART = "cart"
    PRODUCT = "product"


class PeriodRange(Value):
    """Between which amounts there are plans of so many periods."""

    periods: int
    smallest_fen: int
    largest_fen: int


class Offer(Value):
    """What there is at all: `ranges` of every number of periods, and between which amounts there are plans; None where there
    are none.
    """

    ranges: tuple[PeriodRange, ...]
    smallest_fen: int | None
    largest_fen: int | None

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(one.periods for one in self.ranges)

    def of(self, periods: int) -> PeriodRange | None:
        return next((one for one in self.ranges if one.periods == periods), None)

    def example(self, asked: Sequence[int]) -> tuple[int, int]:
        """Return an amount and a number of periods that there is a plan for, of those asked about where there is one."""
        liked = (*asked, USUAL_PERIODS, *self.counts)
        one = next(found for periods in liked if (found := self.of(periods)) is not None)
        return min(max(USUAL_FEN, one.smallest_fen), one.largest_fen), one.periods


class Comparison(Value):
    """The plans of all lenders for an amount, by total cost, the least first; none is chosen.

    `asked`: the numbers of periods that were named; `missing`: those of them that nobody has for the amount. Where that are
    all, `options` are those nearest to them. `counts`: every number of periods there is for the amount; without any
    `options` there is no plan for it. `is_short`: only the cheapest of each number of periods. `draft_id`: of the checkout
    that the amount is of. `product_id`, `product_name`: of goods that were looked at, or (`is_meant_by_words`)
    that the words name, or mean as the cheapest or dearest of their kind; `cash_price_fen`: what they cost paid at
    once, where that is less.
    """

    amount_fen: int
    of: AmountOf
    asked: tuple[int, ...]
    missing: tuple[int, ...]
    options: tuple[PlanOption, ...]
    counts: tuple[int, ...]
    smallest_fen: int | None
    largest_fen: int | None
    is_short: bool = False
    draft_id: str | None = None
    product_id: str | None = None
    product_name: LocalText | None = None
    cash_price_fen: int | None = None
    is_meant_by_words: bool = False

    @property
    def cheapest(self) -> PlanOption:
        return self.options[0]

    @property
    def shown_counts(self) -> tuple[int, ...]:
        return tuple(sorted({option.periods for option in self.options}))


def nearest(asked: Iterable[int], counts: Iterable[int]) -> set[int]:
    """Return which of the numbers of periods there are is nearest to each asked about; two where both are as near."""
    known = tuple(counts)
    found: set[int] = set()
    for periods in asked:
        distance = min((abs(count - periods) for count in known), default=0)
        found |= {count for count in known if abs(count - periods) == distance}
    return found


class LenderLimit(Value):
    """What a lender grants this person. `limit_fen` in all, `left_fen` what of it is left, `elsewhere_fen` what is used
    under the person's other accounts. `back_fen`: the principal of the next bill, due on `back_on`, which comes back
    when that is paid; None where nothing is owed. `is_served`: the lender may lend to this customer, as far as one knows.
    """

    lender_id: str
    lender_name: LocalText
    limit_fen: int
    left_fen: int
    elsewhere_fen: int
    is_served: bool
    back_on: date | None = None
    back_fen: int = 0


class Limits(Value):
    """`lenders`: what is left the most first; nothing is known where they decide themselves (`is_lenders`) or where the
    customer is not verified (`state`).
    """

    today: date
    state: IdentityState
    is_lenders: bool
    lenders: tuple[LenderLimit, ...]

    @property
    def most_left_fen(self) -> int:
        return max((one.left_fen for one in self.lenders if one.is_served), default=0)

    @property
    def back_on(self) -> date | None:
        """When the next of it comes back, of whichever lender."""
        return min((one.back_on for one in self.lenders if one.back_on is not None), default=None)
