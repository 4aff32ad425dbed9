"""What a plan in hardship would be, what was signed, and what became of it; frozen, amounts in fen."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.rescheduling.results import MovableLoan
from domain.rules.hardship import HardshipSchedule
from domain.rules.position import RowChange
from domain.terms import HardshipOffer
from domain.value import Value


class PlanStatus(StrEnum):
    ACTIVE = "active"
    KEPT = "kept"  # all of it is paid
    LAPSED = "lapsed"


class WhyNoPlan(StrEnum):
    """Why no plan can be had now."""

    AT_LENDER = "at_lender"  # signed on the lender's page: only the lender changes it
    SIGNED = "signed"  # a loan has one plan in its life
    RETURNING = "returning"
    NOT_OFFERED = "not_offered"
    PAYING = "paying"
    NOT_LATE = "not_late"


class NoPlan(Value):
    """`from_day`: when there is one, unless it is paid before (NOT_LATE)."""

    why: WhyNoPlan
    from_day: date | None = None


class SignedRow(Value):
    """One instalment: its date and what is scheduled, before (no date where it is new) and from then on. `payment_fen`: what
    the plan asks for, of which `carried_fen` is interest that was owed before.
    """

    no: int
    was_due: date | None
    due_date: date
    was: RowChange
    now: RowChange
    carried_fen: int
    payment_fen: int


class HardshipOption(Value):
    """One offer of the lender's, by its place among them, and what it comes to today."""

    place: int
    offer: HardshipOffer
    plan: HardshipSchedule


class HardshipState(Value):
    """The plan that was signed. `next_due`: of what is open. `left`: how many payments are to come."""

    status: PlanStatus
    signed_on: date
    ended_on: date | None
    waived_fen: int
    lapse_days: int
    next_due: date
    left: int


class PlanToTell(Value):
    """A plan of which is told with what is late: it runs, or lapsed (`ended_on`) and the customer does not know yet."""

    loan_id: str
    waived_fen: int
    lapse_days: int
    ended_on: date | None


class HardshipChoice(Value):
    """What can be chosen for a loan; `obstacle` and no options where nothing can. `open_fen`: what is open today, penalty
    included, of which `late_fen` is past its due date.
    """

    loan: MovableLoan
    today: date
    open_fen: int
    late_fen: int
    options: tuple[HardshipOption, ...]
    obstacle: NoPlan | None
    signed: HardshipState | None


class HardshipPreview(Value):
    """Every date and amount of the plan; bound to the loan's `version` and to `today`."""

    loan: MovableLoan
    option: HardshipOption
    version: int
    today: date
    lapse_days: int
    bears_interest: bool

    @property
    def plan(self) -> HardshipSchedule:
        return self.option.plan


class HardshipAgreement(Value):
    """What the agreement's text is filled in with."""

    preview: HardshipPreview
    name_mask: str
    id_number_mask: str
    order_number: str


class HardshipDone(Value):
    """What is in force now, as it was signed."""

    loan: MovableLoan
    today: date
    rows: tuple[SignedRow, ...]
    waived_fen: int
    lapse_days: int

    @property
    def to_pay(self) -> tuple[SignedRow, ...]:
        return tuple(row for row in self.rows if row.payment_fen)
