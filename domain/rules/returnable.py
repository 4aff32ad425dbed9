"""What a return looks at and what it answers: the shapes of `domain/rules/goods_return.py`, in fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from enum import StrEnum

from domain.rules.allocation import Share
from domain.rules.errors import RuleError
from domain.rules.position import AT_DRAWDOWN, LoanInstallment, LoanPosition
from domain.terms import CHARGE_PARTS, FEE_PARTS, OwedPart
from domain.value import Value, names_of, replace

COSTS = (OwedPart.PENALTY, OwedPart.INTEREST, *FEE_PARTS)

Portions = Counter[tuple[int, OwedPart]]  # fen by instalment number and part; what is not in it is 0


class ReturnLineCode(StrEnum):
    """What a portion of a return is. The first eight are named as the buckets, whose order decides; see `COVERING`."""

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
    OVERDUE_GUARANTEE = "overdue_guarantee"
    OVERDUE_SERVICE = "overdue_service"
    BILLED_GUARANTEE = "billed_guarantee"
    BILLED_SERVICE = "billed_service"
    UNBILLED_GUARANTEE = "unbilled_guarantee"
    UNBILLED_SERVICE = "unbilled_service"
    SURPLUS = "surplus"
    PENALTY_CUT = "penalty_cut"
    INTEREST_CUT = "interest_cut"
    FEE_CUT = "fee_cut"
    GUARANTEE_CUT = "guarantee_cut"
    SERVICE_CUT = "service_cut"
    COSTS_RETURNED = "costs_returned"
    MERCHANT_FEE = "merchant_fee"


PRINCIPAL = (
    ReturnLineCode.OVERDUE_PRINCIPAL,
    ReturnLineCode.BILLED_PRINCIPAL,
    ReturnLineCode.UNBILLED_PRINCIPAL,
)
CUTS = tuple(ReturnLineCode(f"{part}_cut") for part in COSTS)
_BESIDE_THE_AMOUNT = (*CUTS, ReturnLineCode.COSTS_RETURNED, ReturnLineCode.MERCHANT_FEE)
# These come to the amount.
COVERING = tuple(code for code in ReturnLineCode if code not in _BESIDE_THE_AMOUNT)


def parts_of(codes: Collection[ReturnLineCode]) -> frozenset[OwedPart]:
    """Return what of a bill such lines are about; those that pay something, or cut it."""
    words = {word for code in codes for word in code.split("_")}
    return frozenset(part for part in OwedPart if f"{part}" in words)


def lines_of(code: ReturnLineCode) -> tuple[ReturnLineCode, ...]:
    """Return the line of its own name, and for a fee those of the charges that are treated as one, in the order paid."""
    if not code.endswith("_fee"):
        return (code,)
    return (code, *(ReturnLineCode(code.replace("_fee", f"_{part}")) for part in CHARGE_PARTS))


class ReturnLine(Value):
    code: ReturnLineCode
    amount_fen: int


class PaidOutside(Value):
    """Costs the customer paid beside the instalments, in fen: the interest and the fee that prepaying or settling came
    to."""

    prepay_interest_fen: int = 0
    prepay_fee_fen: int = 0

    def __post_init__(self) -> None:
        if min(self.prepay_interest_fen, self.prepay_fee_fen) < 0:
            raise RuleError("No amount of a loan is negative.")

    @property
    def total_fen(self) -> int:
        return self.prepay_interest_fen + self.prepay_fee_fen

    def less(self, other: PaidOutside) -> PaidOutside:
        left = {name: getattr(self, name) - getattr(other, name) for name in names_of(self)}
        return replace(self, **left)


NOTHING_PAID_OUTSIDE = PaidOutside()


class ReturnableLoan(LoanPosition):
    """A loan before, or after, a return.

    `order_fen`: what the goods cost, at least the principal; above it is what was paid down or prepaid, the instalments
    aside. `returned_fen`: of the goods already returned. `merchant_fee_fen`: the fee the merchant paid (商家贴息).
    """

    order_fen: int
    returned_fen: int = 0
    outside: PaidOutside = NOTHING_PAID_OUTSIDE
    merchant_fee_fen: int = 0

    def __post_init__(self) -> None:
        LoanPosition.__post_init__(self)
        if min(self.returned_fen, self.goods_left_fen, self.merchant_fee_fen) < 0:
            raise RuleError("No amount of a loan is negative, and no more is refunded than the goods cost.")
        if self.principal_fen > self.order_fen:
            raise RuleError("The goods cost at least what the loan financed.")

    @property
    def goods_left_fen(self) -> int:
        """The value of the goods that were not returned yet."""
        return self.order_fen - self.returned_fen


class InstallmentChange(Value):
    """What a return does to one instalment.

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


class ReturnResult(Value):
    """The amount is what it covers and `surplus_fen`. `cancelled`: nothing is left to pay, so the plan ends.

    `after` is the loan from then on, and what a second return starts from. `lines` leave out what is 0.
    `merchant_fee_returned_fen` goes to the merchant, `outside_returned` to the customer.
    """

    after: ReturnableLoan
    changes: tuple[InstallmentChange, ...]
    lines: tuple[ReturnLine, ...]
    surplus_fen: int
    outside_returned: PaidOutside
    merchant_fee_returned_fen: int

    @property
    def changes_of_periods(self) -> tuple[InstallmentChange, ...]:
        """The changes without that of the instalment at drawdown: the first is number 1."""
        return tuple(change for change in self.changes if change.no != AT_DRAWDOWN)

    @property
    def cancelled(self) -> bool:
        return self.after.total_open_fen == 0

    @property
    def credit_restored_fen(self) -> int:
        """The principal that is no longer owed; what was paid before has restored its part of the credit line by then."""
        return sum(change.covered.principal_fen for change in self.changes)

    @property
    def costs_returned_fen(self) -> int:
        """Paid costs that the lender gives back, on top of the return's amount."""
        return self.outside_returned.total_fen + sum(change.returned.total_fen for change in self.changes)

    @property
    def to_balance_fen(self) -> int:
        """What the customer is owed: the surplus and the costs that go back."""
        return self.surplus_fen + self.costs_returned_fen
