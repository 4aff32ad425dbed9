"""A plan for an amount with its true cost, and its dated payments; frozen, amounts in fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from domain.rules.rates import AnnualRates, cost_per_thousand_fen
from domain.terms import ChargeKind, Discount, Method
from domain.text import LocalText
from domain.value import Value


class ScheduleRow(Value):
    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    guarantee_fen: int = 0
    service_fen: int = 0

    @property
    def payment_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.fee_fen + self.guarantee_fen + self.service_fen

    def charge_fen(self, kind: ChargeKind) -> int:
        return self.guarantee_fen if kind is ChargeKind.GUARANTEE else self.service_fen


class CreditUse(Value):
    """What of a lender's line is used up: under this account, and under the person's other ones."""

    own_fen: int
    elsewhere_fen: int

    @property
    def person_fen(self) -> int:
        return self.own_fen + self.elsewhere_fen


ROUNDING_LEAVES_FEN = 100


def usual_payment_fen(payments_fen: Sequence[int]) -> int:
    """Return the payment that most periods have."""
    return Counter(payments_fen).most_common(1)[0][0]


class TrueCost(Value):
    """What a plan costs by both measures: over the amount borrowed, and over what the goods cost paid at once.

    `total_cost_fen`: all interest and fees, `charges_fen` what of it are guarantee and service fees. `cash_price_fen`:
    None where paying at once is no cheaper; `against_cash`: None also where no rate against it can be written.
    """

    amount_fen: int
    total_cost_fen: int
    charges_fen: int
    simple_pct: Decimal
    compound_pct: Decimal
    cash_price_fen: int | None = None
    against_cash: AnnualRates | None = None

    @property
    def above_cash_fen(self) -> int:
        """What is paid in all above what the goods cost paid at once."""
        return self.amount_fen + self.total_cost_fen - (self.cash_price_fen or self.amount_fen)


class OddPayment(StrEnum):
    """How the payments of a plan differ from "so much each period"."""

    FIRST = "first"  # the first one: a fee charged once, a longer or shorter first period
    LAST = "last"  # the last one: the principal is paid at the end
    FALLING = "falling"  # each is smaller than the one before
    RISING = "rising"  # the first ones, alike, are smaller than all the others, which are alike as well
    VARYING = "varying"


class PlanOption(Value):
    """One plan for one amount, with its true cost.

    `cash_price_fen`: what the goods cost paid at once, where that is less than the amount; `against_cash`: the annual
    rates of the same payments against it, None where none can be written. `is_served`: the lender may lend to this customer,
    as far as one knows. `drawdown_fee_fen`: what of the fee is paid on
    the day of the contract, before all of `schedule`. `charges_fen`: guarantee and service fees beside interest and fee;
    `lender_pct`: where a fee plan has some, its 单利 without them. `free_periods`, `discount`: what of interest and fee
    is not charged. `deferred_months`: so many months later than usual the first instalment falls due.
    """

    plan_id: str
    lender_id: str
    lender_name: LocalText
    periods: int
    method: Method
    payment_fen: int  # of a usual period; first and last may differ by what rounding leaves
    interest_fen: int
    fee_fen: int
    simple_pct: Decimal
    compound_pct: Decimal
    schedule: tuple[ScheduleRow, ...]
    credit_left_fen: int | None = None  # None: not known before real-name verification
    cash_price_fen: int | None = None
    against_cash: AnnualRates | None = None
    drawdown_fee_fen: int = 0
    charges_fen: int = 0
    lender_pct: Decimal | None = None
    is_served: bool = True
    free_periods: int = 0
    discount: Discount | None = None
    deferred_months: int = 0

    @property
    def can_be_chosen(self) -> bool:
        """Whether nothing is known that it would be refused for."""
        return self.is_served and (self.credit_left_fen is None or self.credit_left_fen >= self.amount_fen)

    @property
    def own_pct(self) -> Decimal:
        """The 单利 of what the lender itself charges, which may be nothing."""
        return self.simple_pct if self.lender_pct is None else self.lender_pct

    @property
    def odd_payment(self) -> OddPayment | None:
        """Which payments are not the usual one, where it is more than what rounding leaves."""
        payments = [row.payment_fen for row in self.schedule]
        far = [abs(fen - self.payment_fen) > ROUNDING_LEAVES_FEN for fen in payments]
        if not any(far):
            return None
        if any(far[1:-1]):
            if self.first_run and not any(far[self.first_run :]):
                return OddPayment.RISING
            return OddPayment.FALLING if payments[0] > payments[-1] else OddPayment.VARYING
        return OddPayment.LAST if far[-1] else OddPayment.FIRST

    @property
    def first_run(self) -> int:
        """How many payments at the beginning are like the first and smaller than the usual one."""
        first_fen = self.schedule[0].payment_fen
        alike = takewhile(lambda row: abs(row.payment_fen - first_fen) <= ROUNDING_LEAVES_FEN, self.schedule)
        return sum(row.payment_fen < self.payment_fen for row in alike)

    @property
    def total_cost_fen(self) -> int:
        """All interest and fees, to whoever they are paid."""
        return self.interest_fen + self.fee_fen + self.charges_fen

    @property
    def total_fen(self) -> int:
        """All that is paid if every bill is paid on its day."""
        return self.amount_fen + self.total_cost_fen

    @property
    def guarantee_fen(self) -> int:
        """All guarantee fees."""
        return sum(row.guarantee_fen for row in self.schedule)

    @property
    def service_fen(self) -> int:
        """All service fees."""
        return sum(row.service_fen for row in self.schedule)

    @property
    def amount_fen(self) -> int:
        """What is borrowed."""
        return sum(row.principal_fen for row in self.schedule)

    @property
    def cost_per_thousand_fen(self) -> int:
        """All interest and fees for every ¥1,000.00 borrowed."""
        return cost_per_thousand_fen(self.total_cost_fen, self.amount_fen)

    @property
    def cost(self) -> TrueCost:
        return TrueCost(
            self.amount_fen,
            self.total_cost_fen,
            self.charges_fen,
            self.simple_pct,
            self.compound_pct,
            self.cash_price_fen,
            self.against_cash,
        )


class OfferedPlans(Value):
    """What can be had for an amount: for each number of periods the plan of least total cost; and between which amounts
    the shop has plans at all, None where it has none.
    """

    options: tuple[PlanOption, ...]
    smallest_fen: int | None
    largest_fen: int | None
