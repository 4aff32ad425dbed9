"""What a repayment would do, and what can be chosen; frozen, amounts in fen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from domain.loans.results import BillView, Split, added
from domain.plans.results import ROUNDING_LEAVES_FEN, usual_payment_fen
from domain.rules.allocation import Share
from domain.rules.settlement_costs import Line
from domain.terms import (
    OwedPart,
    PrepayStrategy,
    PrepayTerms,
)
from domain.text import LocalText
from domain.value import Value


class PaidBill(Value):
    """What of a payment falls on one bill."""

    bill: BillView
    split: Split


def paid_bills(bills: Sequence[BillView], shares: Sequence[Share]) -> tuple[PaidBill, ...]:
    by_no = {bill.no: bill for bill in bills}
    return tuple(PaidBill(by_no[share.no], _split_of(share)) for share in shares)


def _split_of(share: Share) -> Split:
    return Split(
        share.principal_fen,
        share.interest_fen,
        share.fee_fen,
        share.penalty_fen,
        share.guarantee_fen,
        share.service_fen,
    )


class QuoteKind(StrEnum):
    """What a confirmed quote does beside paying bills."""

    BILLS = "bills"
    SETTLEMENT = "settlement"  # 提前结清
    PREPAYMENT = "prepayment"  # 提前部分还款


class OutsideInstallments(Value):
    """What of a payment falls on no instalment, in fen: principal prepaid and the interest on it, a fee for repaying
    early. `given_back_fen`: of a fee at drawdown, in quotes made before that fee was an instalment; 0 since."""

    prepaid_fen: int = 0
    accrued_fen: int = 0
    prepay_fee_fen: int = 0
    given_back_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.prepaid_fen + self.accrued_fen + self.prepay_fee_fen - self.given_back_fen


NOTHING_OUTSIDE = OutsideInstallments()


class SettlementView(Value):
    """What settling today comes to, line by line; `saved_fen` against staying on plan. `waived`: where nothing is asked
    for, what of the bills is left.
    """

    lines: tuple[Line, ...]
    saved_fen: int
    terms: PrepayTerms
    waived: frozenset[OwedPart] = frozenset()


class PrepaymentView(Value):
    """What prepaying a part does to the payments to come. `arrears_fen`: what of the amount pays what is due first.
    `has_charges`: the loan has guarantee or service fees.
    """

    strategy: PrepayStrategy
    asked_fen: int
    arrears_fen: int
    payments_before_fen: tuple[int, ...]
    payments_after_fen: tuple[int, ...]
    next_due: date
    last_due_after: date
    saved_fen: int  # after the fee
    has_charges: bool = False

    @property
    def less_fen(self) -> int | None:
        """By how much each payment to come is smaller; None where they were not alike, or are no smaller."""
        before = usual_payment_fen(self.payments_before_fen)
        less_fen = before - usual_payment_fen(self.payments_after_fen)
        alike = all(abs(fen - before) <= ROUNDING_LEAVES_FEN for fen in self.payments_before_fen)
        return less_fen if alike and less_fen > 0 else None


class QuoteView(Value):
    """A repayment ready to be confirmed: bills of one loan, oldest first; all that is left of it; or a part of what is to
    come. `was_fen`: what it came to on the screen before, where that was another amount."""

    quote_id: str
    kind: QuoteKind
    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    bills: tuple[PaidBill, ...]
    outside: OutsideInstallments = NOTHING_OUTSIDE
    settlement: SettlementView | None = None
    prepayment: PrepaymentView | None = None
    valid_until: datetime | None = None
    was_fen: int | None = None

    @property
    def split(self) -> Split:
        return added(part.split for part in self.bills)


class PrepaymentChoice(Value):
    """An amount above what is due, and what can be made of it. `options`: what each strategy would do, with what it
    costs in all."""

    loan_id: str
    title: LocalText
    item_count: int
    asked_fen: int
    arrears_fen: int
    options: tuple[tuple[PrepaymentView, OutsideInstallments], ...]


class LoanBills(Value):
    """Bills of one loan that can be paid now, the oldest first."""

    loan_id: str
    bills: tuple[BillView, ...]


class BatchChoice(Value):
    """`version` is of exactly these bills and amounts."""

    loans: tuple[LoanBills, ...]
    today: date
    version: int

    # How many bills of each loan, by its place from 1.

    @property
    def everything(self) -> dict[int, int]:
        return {place: len(loan.bills) for place, loan in enumerate(self.loans, 1)}

    @property
    def due(self) -> dict[int, int]:
        """What is late or due today."""
        return self._counted(lambda bill: bill.due_date <= self.today)

    @property
    def late(self) -> dict[int, int]:
        """What is past its due date, within the grace or not."""
        return self._counted(lambda bill: bill.due_date < self.today)

    def on_one_bill(self, installment_id: str) -> dict[int, int]:
        """Return what stands on one bill of a cycle with this instalment; nothing where it is not to be paid next."""
        firsts = {place: loan.bills[0] for place, loan in enumerate(self.loans, 1)}
        cycle = next((one.cycle for one in firsts.values() if one.installment_id == installment_id), None)
        return {place: 1 for place, one in firsts.items() if cycle is not None and one.cycle == cycle}

    def amount_fen(self, counts: Mapping[int, int]) -> int:
        return sum(
            bill.owed_fen
            for place, loan in enumerate(self.loans, 1)
            for bill in loan.bills[: counts.get(place, 0)]
        )

    def _counted(self, wanted: Callable[[BillView], bool]) -> dict[int, int]:
        counts = {place: sum(map(wanted, loan.bills)) for place, loan in enumerate(self.loans, 1)}
        return {place: count for place, count in counts.items() if count}
