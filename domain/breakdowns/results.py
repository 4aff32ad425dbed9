"""What the explaining service answers: amounts with the steps that led to them. Frozen; fen and Beijing days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.breakdowns.rules import RowWorkings
from domain.loans.results import BillView, Split
from domain.quotes.results import QuoteView
from domain.rules.settlement import Settlement
from domain.rules.steps import (
    AnnualRateStep,
    FeeStep,
    InterestStep,
    PenaltyRate,
    PenaltyStep,
    PerThousandStep,
)
from domain.terms import AllocationTerms, Charge, ChargeKind, Method, OwedPart, PrepayTerms
from domain.text import LocalText
from domain.value import Value, field


class BillWorkings(Value):
    """One bill as it stands today: what was scheduled, the penalty, what of both is paid.

    `penalty`: what is owed of it; of a paid bill what it cost, None where it was paid in several parts. A day late costs
    `penalty_rate` on `late_base_fen`; None where being late costs nothing.
    """

    bill: BillView
    row: RowWorkings
    penalty: PenaltyStep | None
    penalty_rate: PenaltyRate
    late_base_fen: int | None
    paid: Split

    @property
    def billed_fen(self) -> int:
        return self.bill.billed_fen

    @property
    def penalties_fen(self) -> int:
        """All that being late came to, paid or not."""
        return self.paid.penalty_fen + self.bill.left.penalty_fen


class PlanWorkings(Value):
    """A plan for an amount: its first and its last instalment stand for the others. `drawdown`: the fee paid on the day of
    the contract. `rate`, `against_cash`: None where no formula gives what is shown. `cash_price_fen`: what the goods cost
    paid at once, where that is less. `charges`: guarantee and service fees as agreed. `waived_fen`: what of interest and fee
    the contract does not charge."""

    lender_name: LocalText
    method: Method
    periods: int
    principal_fen: int
    interest_fen: int
    fee_fen: int
    interests_fen: tuple[int, ...]
    first: RowWorkings
    last: RowWorkings
    drawdown: FeeStep | None
    rate: AnnualRateStep | None
    per_thousand: PerThousandStep
    cash_price_fen: int | None = None
    against_cash: AnnualRateStep | None = None
    charges_fen: Mapping[ChargeKind, int] = field(default_factory=dict)
    charges: tuple[Charge, ...] = ()
    waived_fen: int = 0

    @property
    def cost_fen(self) -> int:
        return self.interest_fen + self.fee_fen + sum(self.charges_fen.values())


class OrderWorkings(Value):
    """The plan as agreed, and each instalment by number and id. `is_changed`: some are not as agreed any more."""

    order_id: str
    title: LocalText
    item_count: int
    plan: PlanWorkings
    installments: tuple[tuple[int, str], ...]
    is_changed: bool
    in_plan: bool = False  # some of them are those of a plan in hardship


class QuoteWorkings(Value):
    """A repayment that is quoted, the bills it pays, and for each what of it is paid first."""

    quote: QuoteView
    bills: tuple[BillWorkings, ...]
    orders: tuple[tuple[OwedPart, ...], ...]
    allocation: AllocationTerms


class FeeWorkings(Value):
    """A fee for repaying `base_fen` of principal early, by the one fee of `terms` that held that day: `uncapped_fen` before
    what it is at least and at most."""

    terms: PrepayTerms
    base_fen: int
    annual_pct: Decimal
    uncapped_fen: int
    amount_fen: int


class SettlementWorkings(Value):
    """A settlement that is quoted. `due`: what of the bills that are due is open, penalty aside, and `late` what being
    late added, by number. `staying_fen`: what staying on plan would still take."""

    quote: QuoteView
    settlement: Settlement
    fee: FeeWorkings
    due: tuple[tuple[int, int], ...]
    late: tuple[tuple[int, PenaltyStep], ...]
    staying_fen: int


class PrepaymentWorkings(Value):
    """A part to be prepaid: the principal before it, interest on the part since the last due date, of which
    `accrued_left_fen` is charged, and the first and the last instalment of the plan after it."""

    quote: QuoteView
    fee: FeeWorkings
    balance_fen: int
    accrued: InterestStep | None
    accrued_left_fen: int
    since: date
    cost_before_fen: int
    cost_after_fen: int
    first: RowWorkings
    last: RowWorkings
