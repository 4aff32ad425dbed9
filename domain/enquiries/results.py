"""What is answered about one's own orders and bills: frozen, amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from domain.loans.results import BillState, BillView, CardView
from domain.rules.position import AT_DRAWDOWN
from domain.rules.steps import PenaltyRate
from domain.terms import PrepayStrategy
from domain.text import LocalText
from domain.tracked.results import TrackedBillView, TrackedDueView, noted_fen, without_amount
from domain.value import Value

LAST_PERIOD = -1
PAST_DUE = (BillState.OVERDUE, BillState.GRACE)


class Span(Value):
    """Bills that are asked about: those due from `first` to `last`; the one with the number `no`, `LAST_PERIOD` for the
    last; the `turn`-th that is still to come, from 1; or what people call the next period (`ahead` 1), the one after it
    (2), the last (-1) and the one before that (-2).
    """

    first: date | None = None
    last: date | None = None
    no: int | None = None
    turn: int | None = None
    ahead: int | None = None

    @property
    def month(self) -> date | None:
        """Return the first day of the month where it is a whole one."""
        return self.first if self.first is not None and self.first != self.last else None

    @property
    def day(self) -> date | None:
        return self.first if self.first is not None and self.first == self.last else None

    @property
    def is_behind(self) -> bool:
        """Return whether it is a period before this one."""
        return self.ahead is not None and self.ahead < 0


class OwnOrder(Value):
    """An order with a loan. `names`: of all its goods; `bills`: all of its loan, by due date."""

    order_id: str
    loan_id: str
    number: str
    title: LocalText
    item_count: int
    names: tuple[LocalText, ...]
    bills: tuple[BillView, ...]

    @property
    def open(self) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.state is not BillState.PAID)

    @property
    def periods_left(self) -> int:
        return sum(bill.no != AT_DRAWDOWN for bill in self.open)

    @property
    def owed_fen(self) -> int:
        """What is left to pay on plan, penalty interest up to today included."""
        return sum(bill.owed_fen for bill in self.open)

    @property
    def principal_left_fen(self) -> int:
        return sum(bill.left.principal_fen for bill in self.open)

    @property
    def cost_left_fen(self) -> int:
        """What of that is no principal."""
        return self.owed_fen - self.principal_left_fen

    @property
    def cost_paid_fen(self) -> int:
        """What was paid of interest, fees and penalty interest on what is paid, and of interest and fees on the rest."""
        return sum(_cost_paid_fen(bill) for bill in self.bills)

    @property
    def is_paying(self) -> bool:
        return any(bill.state is BillState.PAYING for bill in self.bills)


class DueBills(Value):
    """What is due in a span, of the orders that are meant. `bills`: still to pay; `paying`: with a payment on its way;
    `paid`; `late`: past their due date and in none of these. `next`: the bills of the next due day outside the span.
    `this`: where one asks for the next period or the one after it, of each loan the one that these are counted from.
    """

    today: date
    span: Span
    bills: tuple[BillView, ...]
    paying: tuple[BillView, ...]
    paid: tuple[BillView, ...]
    late: tuple[BillView, ...]
    next: tuple[BillView, ...]
    this: tuple[BillView, ...] = ()

    @property
    def total_fen(self) -> int:
        return owed_fen(self.bills)

    @property
    def paying_fen(self) -> int:
        return owed_fen(self.paying)

    @property
    def paid_fen(self) -> int:
        return sum(bill.comes_to_fen for bill in self.paid)

    @property
    def late_fen(self) -> int:
        return owed_fen(self.late)

    @property
    def with_late_fen(self) -> int:
        return self.total_fen + self.late_fen

    @property
    def next_fen(self) -> int:
        return owed_fen(self.next)

    @property
    def every(self) -> tuple[BillView, ...]:
        return tuple(
            sorted((*self.paid, *self.paying, *self.bills), key=lambda bill: (bill.due_date, bill.loan_id))
        )


class Own(Value):
    """Somebody's orders with a loan, the newest bill last. `named`: those that the words name, open or not; `asked`: those
    that are to be answered about: what is named, else all with something open.
    """

    today: date
    orders: tuple[OwnOrder, ...]
    named: tuple[OwnOrder, ...]

    @property
    def open_orders(self) -> tuple[OwnOrder, ...]:
        return tuple(one for one in self.orders if one.open)

    @property
    def asked(self) -> tuple[OwnOrder, ...]:
        return self.named or self.open_orders

    @property
    def bills(self) -> tuple[BillView, ...]:
        """Everything of what is asked about, by due date."""
        return _by_day(bill for one in self.asked for bill in one.bills)

    @property
    def bills_open(self) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.state is not BillState.PAID)

    @property
    def late(self) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.state in PAST_DUE)

    @property
    def paying(self) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.state is BillState.PAYING)

    @property
    def next(self) -> tuple[BillView, ...]:
        """The bills of the next due day, today included, that nobody is paying."""
        return next_of(self.bills, self.today)

    @property
    def owed_fen(self) -> int:
        return sum(one.owed_fen for one in self.asked)

    @property
    def principal_left_fen(self) -> int:
        return sum(one.principal_left_fen for one in self.asked)

    @property
    def cost_left_fen(self) -> int:
        return self.owed_fen - self.principal_left_fen

    @property
    def late_fen(self) -> int:
        return owed_fen(self.late)

    @property
    def late_penalty_fen(self) -> int:
        return sum(bill.left.penalty_fen for bill in self.late)

    @property
    def next_fen(self) -> int:
        return owed_fen(self.next)


class LateCost(Value):
    """What paying a bill `days` days late costs: by its due date where it is to come, from today on where it is late.

    `penalty_fen`: in all by the day `on`; `more_fen`: of that beyond what is owed today already. `graced`: that day lies
    within the lender's grace.
    """

    bill: BillView
    days: int
    on: date
    penalty_fen: int
    more_fen: int
    rate: PenaltyRate
    graced: bool

    @property
    def total_fen(self) -> int:
        """What the bill comes to on that day."""
        return self.bill.owed_fen + self.more_fen


class NextDebit(Value):
    """What automatic debit takes next: on which day, in which windows of it, from which card first, and for which bills."""

    today: date
    day: date
    windows: tuple[time, ...]
    card: CardView
    bills: tuple[BillView, ...]

    @property
    def amount_fen(self) -> int:
        return owed_fen(self.bills)


class Coming(Value):
    """What is to be paid up to the day `until`, what is late included. `taken`: by automatic debit, the first of `cards`
    first; `by_hand`: the rest; `paying`: with a payment on its way, in neither. Penalty interest as of today. `notes`: what
    the customer noted of debts elsewhere and did not say to be paid; in no sum of the bills.
    """

    today: date
    until: date
    taken: tuple[BillView, ...]
    by_hand: tuple[BillView, ...]
    paying: tuple[BillView, ...]
    cards: tuple[CardView, ...]
    notes: tuple[TrackedDueView, ...] = ()

    @property
    def bills(self) -> tuple[BillView, ...]:
        return _by_day((*self.taken, *self.by_hand))

    @property
    def noted_fen(self) -> int:
        return noted_fen(self.notes)

    @property
    def notes_without_amount(self) -> int:
        return without_amount(self.notes)

    @property
    def both_fen(self) -> int:
        return self.total_fen + self.noted_fen

    @property
    def total_fen(self) -> int:
        return owed_fen(self.bills)

    @property
    def taken_fen(self) -> int:
        return owed_fen(self.taken)

    @property
    def by_hand_fen(self) -> int:
        return owed_fen(self.by_hand)

    @property
    def paying_fen(self) -> int:
        return owed_fen(self.paying)

    @property
    def late(self) -> tuple[BillView, ...]:
        return tuple(bill for bill in self.bills if bill.state in PAST_DUE)


class PartSaving(Value):
    """What a part paid early saves: `asked_fen` as it is asked for, `amount_fen` with all that is paid with it."""

    strategy: PrepayStrategy
    asked_fen: int
    amount_fen: int
    saved_fen: int


class Saving(Value):
    """What settling an order's loan today takes, and what that saves against staying on plan: less than 0 where it costs
    more. `fee_fen`: what of it is a fee for that. `until`: when it can be done today; `is_over`: that is past.
    `yearly_pct`: what each yuan paid so is worth a year, None where it saves nothing. `part`: what the money at hand saves
    where it is not enough for all.
    """

    order: OwnOrder
    amount_fen: int
    saved_fen: int
    until: datetime
    is_over: bool
    fee_fen: int = 0
    yearly_pct: Decimal | None = None
    part: PartSaving | None = None

    @property
    def more_fen(self) -> int:
        """What it costs more."""
        return max(-self.saved_fen, 0)


class MoneyUse(Value):
    """Money that goes to a loan here (`saving`) or to a note of another (`bill`), exactly one. `yearly_pct`: what each yuan
    is worth there a year, fees counted. `saved_fen`: None where how settling is charged there is not known; of a note it is
    an estimate. `is_part`: it is not all that is owed.
    """

    yearly_pct: Decimal
    amount_fen: int
    saved_fen: int | None
    saving: Saving | None = None
    bill: TrackedBillView | None = None
    is_part: bool = False


class MoneyPlan(Value):
    """What money at hand is used for, one after the other, after `late_fen` of what is late. `left_fen`: what remains."""

    money_fen: int
    late_fen: int
    uses: tuple[MoneyUse, ...]
    left_fen: int


class LoanTotal(Value):
    """What was borrowed for an order, and what was paid on it so far, as the payments say. `saved_fen`: where it was settled
    early, against staying on plan; None where it was not.
    """

    order: OwnOrder
    borrowed_fen: int
    paid_fen: int
    saved_fen: int | None = None

    @property
    def principal_paid_fen(self) -> int:
        return self.borrowed_fen - self.order.principal_left_fen

    @property
    def is_told_apart(self) -> bool:
        """Return whether what was paid is principal and cost and nothing else: nothing came back, and nothing fell away."""
        return self.paid_fen == self.principal_paid_fen + self.order.cost_paid_fen

    @property
    def cost_fen(self) -> int:
        """Interest and fees in all: paid, and still to pay on plan."""
        return self.order.cost_paid_fen + self.order.cost_left_fen

    @property
    def periods_paid(self) -> int:
        return sum(bill.state is BillState.PAID and bill.no != AT_DRAWDOWN for bill in self.order.bills)


def _cost_paid_fen(bill: BillView) -> int:
    if bill.state is BillState.PAID:
        return bill.cost_fen + bill.penalty_fen
    left = bill.left
    return bill.cost_fen - (left.total_fen - left.principal_fen - left.penalty_fen)


def owed_fen(bills: Iterable[BillView]) -> int:
    return sum(bill.owed_fen for bill in bills)


def next_of(bills: Iterable[BillView], today: date) -> tuple[BillView, ...]:
    to_come = [
        bill
        for bill in _by_day(bills)
        if bill.state in (BillState.UPCOMING, BillState.DUE_TODAY) and bill.due_date >= today
    ]
    return tuple(bill for bill in to_come if bill.due_date == to_come[0].due_date)


def _by_day(bills: Iterable[BillView]) -> tuple[BillView, ...]:
    return tuple(sorted(bills, key=lambda bill: (bill.due_date, bill.loan_id, bill.no)))
