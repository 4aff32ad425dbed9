"""What a refund looks at and what it answers: the shapes of `domain/rules/refund.py`, in fen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from domain.dates import add_months
from domain.rules.allocation import InstallmentOwed, Share
from domain.rules.day_count import period_days
from domain.rules.errors import RuleError
from domain.terms import OwedPart, PlanTerms

COSTS = (OwedPart.PENALTY, OwedPart.INTEREST, OwedPart.FEE)

Portions = Counter[tuple[int, OwedPart]]  # fen by instalment number and part; what is not in it is 0


class RefundLineCode(StrEnum):
    """What a portion of a refund is; the first ten make up the amount, with `SURPLUS`."""

    OVERDUE_PENALTY = "overdue_penalty"
    OVERDUE_INTEREST = "overdue_interest"
    OVERDUE_FEE = "overdue_fee"
    OVERDUE_PRINCIPAL = "overdue_principal"
    BILLED_INTEREST = "billed_interest"
    BILLED_FEE = "billed_fee"
    BILLED_PRINCIPAL = "billed_principal"
    UNBILLED_PRINCIPAL = "unbilled_principal"
    UNBILLED_INTEREST = "unbilled_interest"
    UNBILLED_FEE = "unbilled_fee"
    SURPLUS = "surplus"
    PENALTY_CUT = "penalty_cut"
    INTEREST_CUT = "interest_cut"
    FEE_CUT = "fee_cut"
    COSTS_RETURNED = "costs_returned"
    MERCHANT_FEE = "merchant_fee"


@dataclass(frozen=True, slots=True)
class RefundLine:
    code: RefundLineCode
    amount_fen: int


@dataclass(frozen=True, slots=True)
class LoanInstallment:
    """One instalment as it stands: what is scheduled and what of it is paid. `penalty_fen` is open today."""

    no: int
    due_date: date
    principal_fen: int
    interest_fen: int = 0
    fee_fen: int = 0
    paid_principal_fen: int = 0
    paid_interest_fen: int = 0
    paid_fee_fen: int = 0
    penalty_fen: int = 0
    paid_penalty_fen: int = 0

    def __post_init__(self) -> None:
        amounts = [self.paid_fen(part) for part in OwedPart] + [self.open_fen(part) for part in OwedPart]
        if min(amounts) < 0:
            raise RuleError(
                f"Instalment {self.no} has a negative part, or one paid beyond what is scheduled."
            )

    def open_fen(self, part: OwedPart) -> int:
        """What of a part is still to pay."""
        match part:
            case OwedPart.PENALTY:
                return self.penalty_fen
            case OwedPart.INTEREST:
                return self.interest_fen - self.paid_interest_fen
            case OwedPart.FEE:
                return self.fee_fen - self.paid_fee_fen
            case OwedPart.PRINCIPAL:
                return self.principal_fen - self.paid_principal_fen

    def paid_fen(self, part: OwedPart) -> int:
        match part:
            case OwedPart.PENALTY:
                return self.paid_penalty_fen
            case OwedPart.INTEREST:
                return self.paid_interest_fen
            case OwedPart.FEE:
                return self.paid_fee_fen
            case OwedPart.PRINCIPAL:
                return self.paid_principal_fen

    @property
    def owed(self) -> InstallmentOwed:
        """What of it is still to pay, in the shape a payment is allocated by."""
        return InstallmentOwed(
            self.no,
            self.open_fen(OwedPart.PRINCIPAL),
            self.open_fen(OwedPart.INTEREST),
            self.open_fen(OwedPart.FEE),
            self.penalty_fen,
        )


@dataclass(frozen=True, slots=True)
class RefundableLoan:
    """A loan before, or after, a refund: all its instalments, the first to the last.

    `order_fen`: what the goods cost, at least the principal. `refunded_fen`: of them already refunded.
    `drawdown_fee_fen`: the customer's fee taken at drawdown. `merchant_fee_fen`: the fee the merchant paid (商家贴息).
    """

    terms: PlanTerms
    start: date
    rows: tuple[LoanInstallment, ...]
    order_fen: int
    refunded_fen: int = 0
    drawdown_fee_fen: int = 0
    merchant_fee_fen: int = 0

    def __post_init__(self) -> None:
        dates = [self.start, *(row.due_date for row in self.rows)]
        if not self.rows or any(later <= earlier for earlier, later in pairwise(dates)):
            raise RuleError("A refund needs all instalments of the loan, in order, due after the drawdown.")
        if [row.no for row in self.rows] != list(range(1, len(self.rows) + 1)):
            raise RuleError("The instalments of a loan are numbered from 1 without a gap.")
        if min(self.refunded_fen, self.goods_left_fen, self.drawdown_fee_fen, self.merchant_fee_fen) < 0:
            raise RuleError("No amount of a loan is negative, and no more is refunded than the goods cost.")
        if self.principal_fen > self.order_fen:
            raise RuleError("The goods cost at least what the loan financed.")

    @property
    def goods_left_fen(self) -> int:
        """The value of the goods that were not returned yet."""
        return self.order_fen - self.refunded_fen

    @property
    def principal_fen(self) -> int:
        """The principal that is scheduled, paid or not; each refund lowers it."""
        return sum(row.principal_fen for row in self.rows)

    def open_fen(self, part: OwedPart) -> int:
        return sum(row.open_fen(part) for row in self.rows)

    @property
    def total_open_fen(self) -> int:
        return sum(self.open_fen(part) for part in OwedPart)

    def period_start(self, no: int) -> date:
        """The due date before instalment `no`; the drawdown before the first."""
        return self.rows[no - 2].due_date if no > 1 else self.start

    def interest_days(self) -> list[int]:
        """Days that each period bears interest for, by the plan's day count."""
        due_dates = [row.due_date for row in self.rows]
        regular = due_dates[0] == add_months(self.start, 1)
        return period_days(self.terms.day_count, self.start, due_dates, regular=regular)


@dataclass(frozen=True, slots=True)
class InstallmentChange:
    """What a refund does to one instalment.

    `covered`: what its amount pays. `cut`: costs that fall away unpaid. `returned`: paid costs that go back to the
    customer. `after`: the instalment from then on.
    """

    covered: Share
    cut: Share
    returned: Share
    after: LoanInstallment

    @property
    def no(self) -> int:
        return self.after.no


@dataclass(frozen=True, slots=True)
class RefundResult:
    """The amount is what it covers and `surplus_fen`. `cancelled`: nothing is left to pay, so the plan ends.

    `after` is the loan from then on, and what a second refund starts from. `lines` leave out what is 0.
    `merchant_fee_returned_fen` goes to the merchant, `drawdown_fee_returned_fen` to the customer.
    """

    after: RefundableLoan
    changes: tuple[InstallmentChange, ...]
    lines: tuple[RefundLine, ...]
    surplus_fen: int
    drawdown_fee_returned_fen: int
    merchant_fee_returned_fen: int

    @property
    def cancelled(self) -> bool:
        return self.after.total_open_fen == 0

    @property
    def credit_restored_fen(self) -> int:
        """The principal that is no longer owed; what was paid before has restored its credit by then."""
        return sum(change.covered.principal_fen for change in self.changes)

    @property
    def costs_returned_fen(self) -> int:
        """Paid costs that the lender gives back, on top of the refund's amount."""
        return self.drawdown_fee_returned_fen + sum(change.returned.total_fen for change in self.changes)

    @property
    def to_balance_fen(self) -> int:
        """What the customer is owed: the surplus and the costs that go back."""
        return self.surplus_fen + self.costs_returned_fen
