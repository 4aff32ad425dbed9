"""The figures of each chart; frozen, amounts in fen, days are Beijing days."""

from __future__ import annotations

from datetime import date

from domain.calculator.results import Calculation, EarlyCalculation, OfferComparison
from domain.loans.results import BillState, BillView
from domain.rules.position import AT_DRAWDOWN
from domain.text import LocalText
from domain.value import Value


class OfLoan(Value):
    """Which loan it is about, and the day it is about it."""

    today: date
    loan_id: str
    order_id: str
    title: LocalText
    item_count: int


class Countdown(Value):
    """还清倒计时: the bills of a loan in their order, without those that fell away; at least one."""

    of: OfLoan
    bills: tuple[BillView, ...]

    @property
    def periods(self) -> tuple[BillView, ...]:
        """The bills without the one of the day of the contract, which is no period."""
        return tuple(bill for bill in self.bills if bill.no != AT_DRAWDOWN)

    @property
    def open_bills(self) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.state is not BillState.PAID)

    @property
    def left_fen(self) -> int:
        """What is still to pay, penalty interest so far included."""
        return sum(bill.owed_fen for bill in self.open_bills)

    @property
    def paid_fen(self) -> int:
        """What the bills came to that are paid in full."""
        return sum(bill.comes_to_fen for bill in self.bills if bill.state is BillState.PAID)

    def count(self, *states: BillState) -> int:
        """Count the periods in one of these states."""
        return sum(bill.state in states for bill in self.periods)


class Parts(Value):
    """本金和利息: what is scheduled of each bill, penalty aside."""

    of: OfLoan
    bills: tuple[BillView, ...]

    @property
    def principal_fen(self) -> int:
        return sum(bill.principal_fen for bill in self.bills)

    @property
    def interest_fen(self) -> int:
        """Interest and the lender's own fee, which a customer is told as one."""
        return sum(interest_fen(bill) for bill in self.bills)

    @property
    def charges_fen(self) -> int:
        """Guarantee and service fees."""
        return sum(charges_fen(bill) for bill in self.bills)


def interest_fen(bill: BillView) -> int:
    return bill.interest_fen + bill.fee_fen


def charges_fen(bill: BillView) -> int:
    return bill.guarantee_fen + bill.service_fen


class Settling(Value):
    """Settling on a day, after period `after_no` was paid on it (None: today, as things stand). `saved_fen`: what staying on
    plan would cost more; below 0 where settling costs more."""

    day: date
    after_no: int | None
    total_fen: int
    saved_fen: int


class Savings(Value):
    """结清能省多少: today first, then on each due date to come but the last. Those to come suppose that every bill until
    then is paid on its day."""

    of: OfLoan
    settlings: tuple[Settling, ...]


class DueMonth(Value):
    """Of a month, what is open over all loans; what is late counts in the present one, as `late_fen` of `owed_fen`.
    `noted_fen`: beside it, what the customer noted of debts elsewhere.
    """

    first_day: date
    owed_fen: int
    late_fen: int
    noted_fen: int = 0

    @property
    def both_fen(self) -> int:
        return self.owed_fen + self.noted_fen


class Months(Value):
    """每月要还: from the present month to that of the last bill, also those without any; none where nothing is open.

    `notes_without_amount`: of how many of the customer's notes some amount is not known; that is in no sum. `endless_until`:
    the last day that is counted of what the customer noted to go on and on.
    """

    today: date
    months: tuple[DueMonth, ...]
    notes_without_amount: int = 0
    endless_until: date | None = None

    @property
    def left_fen(self) -> int:
        return sum(month.owed_fen for month in self.months)

    @property
    def noted_fen(self) -> int:
        return sum(month.noted_fen for month in self.months)

    @property
    def both_fen(self) -> int:
        return self.left_fen + self.noted_fen


class OfferCosts(Value):
    """What an offer of the calculator is made of; one with a schedule."""

    calculation: Calculation


class EarlyCosts(Value):
    """What of an offer's cost is left after a part was paid early."""

    early: EarlyCalculation


class OffersCosts(Value):
    """What two offers cost beyond what is borrowed."""

    comparison: OfferComparison


LoanChart = Countdown | Parts | Savings | Months
OfferChart = OfferCosts | EarlyCosts | OffersCosts
Chart = LoanChart | OfferChart
