"""How a customer stands today: bills, what is paused and why, automatic debit, reminders; frozen, amounts in fen."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.cases.types import CaseView
from domain.loans.results import BillState, BillView, CardView
from domain.text import LocalText
from domain.value import Value


class DebitState(StrEnum):
    OFF = "off"
    NO_CARD = "no_card"  # switched on, and there is nothing to take it from
    ON = "on"
    PAUSED = "paused"  # of every loan of which something is open
    FROZEN = "frozen"


class ReminderState(StrEnum):
    ON = "on"
    DUE_DAY = "due_day"  # the days before were chosen away
    DEBITED = "debited"  # on the day before a debit, and by its receipt
    PAUSED = "paused"  # of every loan of which something is open
    FROZEN = "frozen"
    UNREACHABLE = "unreachable"  # they stopped the assistant, and there is no backup channel


class Pause(Value):
    """Nothing is said of the loan, and nothing debited of it, up to and with `until`; None: until the shop has answered.
    `daily_fen`: what a day of it costs while it is late; 0 while it is not. `case`: what was asked for. `may_change`:
    another day can be promised instead.
    """

    loan_id: str
    title: LocalText
    item_count: int
    until: date | None
    daily_fen: int
    is_late: bool
    case: CaseView
    may_change: bool = False


_TO_COME = (BillState.UPCOMING, BillState.DUE_TODAY)


class Standing(Value):
    """How somebody stands on the day `today`.

    `frozen_on`: since when the account is frozen. `bills`: all that are open, by due date. `pauses`: of the loans with an
    open bill; none while the account is frozen. `waiting`: the cases that wait for the shop, the newest first. `card`: the
    one that is tried first, where automatic debit is on. `daily_fen`: what another day of what is late costs.
    `reported_on`: when a lender reports the first of what is late, where it says so and that day is near; `reported`: those
    bills. `paid_off`: there was something to pay once, and nothing is left.
    """

    today: date
    frozen_on: date | None
    bills: tuple[BillView, ...]
    pauses: tuple[Pause, ...]
    waiting: tuple[CaseView, ...]
    debit: DebitState
    card: CardView | None
    reminders: ReminderState
    has_card: bool = False  # bound, be automatic debit on or off
    daily_fen: int = 0
    reported_on: date | None = None
    reported: tuple[BillView, ...] = ()
    paid_off: bool = False

    @property
    def late(self) -> tuple[BillView, ...]:
        """Bills past their due date, and past the lender's grace."""
        return tuple(bill for bill in self.bills if bill.state is BillState.OVERDUE)

    @property
    def paying(self) -> tuple[BillView, ...]:
        """Bills with a payment that has no outcome yet."""
        return tuple(bill for bill in self.bills if bill.state is BillState.PAYING)

    @property
    def coming(self) -> tuple[BillView, ...]:
        """The bills of the next due day that is not past, but for those that are being paid."""
        left = [bill for bill in self.bills if bill.state in _TO_COME and bill.due_date >= self.today]
        return tuple(bill for bill in left if bill.due_date == left[0].due_date)

    @property
    def graced(self) -> tuple[BillView, ...]:
        """Bills past their due date, within the lender's grace."""
        return tuple(bill for bill in self.bills if bill.state is BillState.GRACE)

    @property
    def past_due(self) -> tuple[BillView, ...]:
        """Bills past their due date, in a lender's grace or not, that nobody is paying just now."""
        return tuple(bill for bill in self.bills if bill.state in (BillState.OVERDUE, BillState.GRACE))

    @property
    def left_fen(self) -> int:
        return sum(bill.owed_fen for bill in self.bills)

    @property
    def paused_until(self) -> date | None:
        """The last day on which everything is paused; None where no day is known."""
        days = [pause.until for pause in self.pauses]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None
