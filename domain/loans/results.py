"""Bills as they stand on a day, and how an amount falls on them; frozen, amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from operator import attrgetter

from domain.rules.steps import PenaltyRate
from domain.text import LocalText
from domain.value import Value, names_of


class Split(Value):
    """How an amount falls on what is owed."""

    principal_fen: int
    interest_fen: int
    fee_fen: int
    penalty_fen: int
    guarantee_fen: int = 0
    service_fen: int = 0

    @property
    def total_fen(self) -> int:
        return sum(_parts(self))

    @property
    def lender_cost_fen(self) -> int:
        """Interest and the lender's own fee, which a customer is told as one: interest."""
        return self.interest_fen + self.fee_fen


_parts = attrgetter(*names_of(Split))


def added(splits: Iterable[Split]) -> Split:
    total = [0] * len(names_of(Split))
    for one in splits:
        total = [a + b for a, b in zip(total, _parts(one), strict=True)]
    return Split(*total)


class BillState(StrEnum):
    UPCOMING = "upcoming"
    DUE_TODAY = "due_today"
    GRACE = "grace"  # past the due date, within the lender's grace: nothing is added yet
    OVERDUE = "overdue"
    PAYING = "paying"
    PAID = "paid"


class BillView(Value):
    """One instalment as it stands on `today`. What is still owed: `owed_fen`, penalty included."""

    installment_id: str
    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    no: int
    periods: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    penalty_fen: int
    left: Split  # what is open today; `penalty_fen` is what was paid where nothing is
    owed_fen: int
    days_late: int
    grace_until: date | None  # the last day of the lender's grace; None where there is no grace
    state: BillState
    lender_name: LocalText
    lender_contact: str
    penalty_rate: PenaltyRate
    guarantee_fen: int = 0
    service_fen: int = 0
    gathered_by: str | None = (
        None  # the lender whose bill of a cycle it stands on; None: it is a bill of its own
    )

    @property
    def cycle(self) -> tuple[str, date] | None:
        """On which bill of a cycle it stands, to be paid with the others there; None: on none, or it is being paid."""
        if self.gathered_by is None or self.state is BillState.PAYING:
            return None
        return self.gathered_by, self.due_date

    @property
    def billed_fen(self) -> int:
        """What was scheduled, penalty aside."""
        return self.principal_fen + self.interest_fen + self.fee_fen + self.guarantee_fen + self.service_fen

    @property
    def cost_fen(self) -> int:
        """What was scheduled of interest and fees."""
        return self.billed_fen - self.principal_fen

    @property
    def comes_to_fen(self) -> int:
        """What it came to where it is paid, what is left to pay where it is not."""
        if self.state is BillState.PAID:
            return self.billed_fen + self.penalty_fen
        return self.owed_fen


class CardView(Value):
    """A bound debit card; `bank` is a key of `card_bins`, None where the issuer is not known."""

    card_id: str
    last_four: str
    bank: str | None


class BillsView(Value):
    """Bills as they stand `today`."""

    today: date
    bills: tuple[BillView, ...]

    def in_month_of(self, day: date) -> tuple[BillView, ...]:
        """Overdue bills and those due in the month of `day`."""
        return tuple(b for b in self.bills if (b.due_date.year, b.due_date.month) <= (day.year, day.month))
