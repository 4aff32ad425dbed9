"""What the record of a customer's payments says (还款记录). Amounts are integer fen, days are Beijing days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.history.rules import Code, Judged, TrackRecord
from domain.loans.results import BillView
from domain.quotes.results import QuoteKind
from domain.text import LocalText
from domain.value import Value


class MonthState(Value):
    """A month over all loans: the gravest code of any."""

    first_day: date
    code: Code


class HistoryOverview(Value):
    """`months`: the newest first, from the one of the first loan on. `overdue_days`: of the oldest instalment that is late
    today, 0 where none is. `awaited`: of how many that came due the outcome is still to come."""

    today: date
    track_record: TrackRecord
    months: tuple[MonthState, ...]
    overdue: int
    overdue_days: int
    next_due: date | None  # of what is open
    awaited: int = 0


class HistoryBill(Value):
    """One instalment and how it was paid; `paid_on` None where it is not."""

    bill: BillView
    judged: Judged
    paid_on: date | None


class PaymentOutcome(StrEnum):
    TAKEN = "taken"
    OPEN = "open"  # no outcome yet
    NOT_TAKEN = "not_taken"
    CREDITED = "credited"  # it came beside the bills, and is the customer's


class HistoryPayment(Value):
    """`first_no` to `last_no`: the instalments it was for; None where it was for none. `kind` None: beside any bill."""

    payment_id: str
    loan_id: str
    day: date
    title: LocalText
    item_count: int
    amount_fen: int
    outcome: PaymentOutcome
    kind: QuoteKind | None
    is_debit: bool
    first_no: int | None
    last_no: int | None
    periods: int
    void_reason: str | None = None  # the gateway's word where it was not taken (`enquiries.refusals`)


class HistoryBills(Value):
    """One page, from 0, of those that are paid or due, the newest due date first."""

    today: date
    bills: tuple[HistoryBill, ...]
    page: int
    pages: int


class HistoryPayments(Value):
    """One page, from 0, the newest first."""

    today: date
    payments: tuple[HistoryPayment, ...]
    page: int
    pages: int


class WholeHistory(Value):
    """Everything, to be kept: bills by due date, payments by day, the newest first."""

    today: date
    bills: tuple[HistoryBill, ...]
    payments: tuple[HistoryPayment, ...]


class MonthSummary(Value):
    """The month that ended, and what falls due in this one. Amounts in fen."""

    ended: date  # the first day of that month
    paid_fen: int
    due_count: int  # periods that fell due in it
    on_time: int
    next_count: int
    next_fen: int
    next_due: date | None
