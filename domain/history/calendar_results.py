"""Due dates as a calendar: a month of them to look at, and days to keep. Amounts are integer fen, days are Beijing days."""

from __future__ import annotations

from datetime import date, datetime

from domain.loans.results import BillState, BillView
from domain.text import LocalText
from domain.tracked.results import TrackedDueView, noted_fen, without_amount
from domain.value import Value


class CalendarMonth(Value):
    """What falls due in one month over all loans, paid or not, by day. Months are their first days; one can turn from
    `first_month` to `last_month`. `arrears`: what is open from before, in the present month only. `notes`: what the customer
    noted of debts elsewhere; in no sum of the bills.
    """

    today: date
    month: date
    bills: tuple[BillView, ...]
    arrears: tuple[BillView, ...]
    first_month: date
    last_month: date
    notes: tuple[TrackedDueView, ...] = ()

    @property
    def noted_fen(self) -> int:
        """What is known of the notes of this month that the customer did not say to be paid."""
        return noted_fen(self.notes)

    @property
    def notes_without_amount(self) -> int:
        return without_amount(self.notes)

    @property
    def left_fen(self) -> int:
        """What is left to pay of this month's bills, but for what is being paid."""
        return sum(
            bill.owed_fen
            for bill in self.bills
            if bill.state is not BillState.PAID and not self._is_being_paid(bill)
        )

    @property
    def paying_fen(self) -> int:
        """What of this month's bills is being paid, without an outcome yet."""
        return sum(bill.owed_fen for bill in self.bills if self._is_being_paid(bill))

    def _is_being_paid(self, bill: BillView) -> bool:
        """Return whether a payment of its loan without an outcome may be for the bill: not for one of a month to come."""
        return bill.state is BillState.PAYING and self.month <= self.today

    @property
    def paid_fen(self) -> int:
        """What the bills of this month came to that are paid in full."""
        return sum(bill.comes_to_fen for bill in self.bills if bill.state is BillState.PAID)

    def of_day(self, day: date) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.due_date == day)

    def notes_of_day(self, day: date) -> tuple[TrackedDueView, ...]:
        return tuple(note for note in self.notes if note.due_date == day)


class DueBill(Value):
    """One instalment that falls due."""

    title: LocalText
    item_count: int
    no: int
    periods: int
    amount_fen: int


class NotedDue(Value):
    """Something that is due elsewhere, as the customer noted it. `amount_fen`, `periods`: None where nobody said."""

    name: str
    no: int
    periods: int | None
    amount_fen: int | None


class DueDay(Value):
    """All that is due on one day; without bills and notes: nothing any more."""

    day: date
    bills: tuple[DueBill, ...]
    notes: tuple[NotedDue, ...] = ()

    @property
    def is_due(self) -> bool:
        return bool(self.bills or self.notes)

    @property
    def total_fen(self) -> int:
        """What is known of it."""
        return sum(bill.amount_fen for bill in self.bills) + sum(note.amount_fen or 0 for note in self.notes)


class DueCalendar(Value):
    """`calendar_id` is opaque and stays a customer's own; `version` grows from file to file, from 0.

    `made_at` is aware. Each day stands in `days` once. `is_subscribed`: who has it asks for it again and again.
    """

    calendar_id: str
    version: int
    made_at: datetime
    days: tuple[DueDay, ...]
    is_subscribed: bool = False

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("an instant carries its time zone")
        if self.version < 0:
            raise ValueError("versions count from 0")
        if len({due.day for due in self.days}) != len(self.days):
            raise ValueError("each due day stands in a calendar once")
