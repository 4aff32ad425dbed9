"""Income days, and what has to be paid between them; amounts in fen, days are Beijing days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.loans.results import BillView
from domain.tracked.results import TrackedDueView, noted_fen, without_amount
from domain.value import Value


class IncomeTerms(Value):
    """`day`: of each month, 31: its last. `amount_fen`: None where the customer did not say."""

    day: int
    amount_fen: int | None = None


class IncomeView(Value):
    income_id: str
    terms: IncomeTerms


class Arrival(Value):
    """What comes in on a day: the sum of all of it, None where some amount was not said."""

    day: date
    amount_fen: int | None


class Enough(StrEnum):
    """Whether what comes in is enough. `UNKNOWN`: its amount, or one of those that are due, was not said and the rest does
    not decide it.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Stretch(Value):
    """From one income to the next. `arrival`: what comes in at its beginning; None: what is at hand today. `until`: the day
    of the next one. What is due on that day is in this stretch: it may be taken before the money comes.
    """

    arrival: Arrival | None
    until: date
    bills: tuple[BillView, ...]
    notes: tuple[TrackedDueView, ...]

    @property
    def needed_fen(self) -> int:
        """What is known to be due in it."""
        return sum(bill.owed_fen for bill in self.bills) + noted_fen(self.notes)

    @property
    def without_amount(self) -> int:
        return without_amount(self.notes)

    @property
    def enough(self) -> Enough:
        if self.arrival is None or self.arrival.amount_fen is None:
            return Enough.UNKNOWN
        if self.arrival.amount_fen < self.needed_fen:
            return Enough.NO
        return Enough.UNKNOWN if self.without_amount else Enough.YES

    @property
    def left_fen(self) -> int | None:
        """What is left of the income after all that is known to be due, less than 0 where it is not enough; None where its
        amount was not said.
        """
        if self.arrival is None or self.arrival.amount_fen is None:
            return None
        return self.arrival.amount_fen - self.needed_fen


class IncomePlan(Value):
    """The income days, and the stretches from today on: the first is paid of what is at hand."""

    today: date
    incomes: tuple[IncomeView, ...]
    stretches: tuple[Stretch, ...]
