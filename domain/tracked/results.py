"""What is known of a tracked bill, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from domain.billtexts.results import PlanDay, ReadBill
from domain.rules.rates import AnnualRates
from domain.value import Value


class TrackedKind(StrEnum):
    """What it is, as people call it. Of a card each month has an amount of its own; what is owed once has one day."""

    INSTALLMENT = "installment"
    LOAN = "loan"
    CARD = "card"
    ONE_OFF = "one_off"


class TrackedField(StrEnum):
    """What can be asked for, and changed later; in the order in which it is asked."""

    NAME = "name"
    DUE = "due"  # the next day it is due, or the day of each month
    PERIODS = "periods"  # how many are left, this one included
    AMOUNT = "amount"  # of each period


class LeftOpen(StrEnum):
    """What the customer says with a button instead of an answer."""

    AMOUNT = "amount"  # it is not known, or another each time: only the date is told
    END = "end"  # nobody knows how many are left
    ONCE = "once"  # it is paid once


class Later(StrEnum):
    """When to be reminded again of a day."""

    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    IN_TWO_DAYS = "in2days"


class SettlePolicy(StrEnum):
    """What is charged elsewhere for settling early, as the customer says: nothing of what is to come, what runs in the
    present period, all that is to come, or so many per cent of the principal that is left.
    """

    WAIVED = "waived"
    CURRENT = "current"
    CHARGED = "charged"
    FEE = "fee"


class TrackedTerms(Value):
    """All that the customer said of it.

    `amount_fen`: of each period; None: the customer does not know, or each month has its own. `principal_fen`: what was
    borrowed. `first_no`: the number of the period that is due next; `periods`: of all, None: it goes on until it is
    deleted. `due_day`: of the month, 31: its last. `open_amount`, `open_end`: the customer said that there is no
    amount, or no end, to be told, so that neither is asked for again. `only_left`: `periods` are those that are left, and
    nobody said which of how many they are. `lender`: who lends, by its usual name, whatever the customer calls the bill.
    `this_fen`, `this_minimum_fen`: what is due next, where each month has an amount of its own, and the least of it.
    `settle_policy`: None, where the customer did not say; `settle_fee_pct`: per cent, of `SettlePolicy.FEE`. `plan`: its
    periods, one by one, until it is kept: then they stand with their days. `uneven`: each day has an amount of its own.
    `every_months`: a period is so many months long, 12 of what is paid once a year. `about`: the amount was said only as
    about so much, so that it is asked for, also of a card.
    """

    name: str | None = None
    kind: TrackedKind = TrackedKind.INSTALLMENT
    card_tail: str | None = None
    amount_fen: int | None = None
    principal_fen: int | None = None
    first_no: int = 1
    periods: int | None = None
    first_due: date | None = None
    due_day: int | None = None
    statement_day: int | None = None
    open_amount: bool = False
    open_end: bool = False
    only_left: bool = False
    lender: str | None = None
    this_fen: int | None = None
    this_minimum_fen: int | None = None
    settle_policy: SettlePolicy | None = None
    settle_fee_pct: int = 0
    plan: tuple[PlanDay, ...] = ()
    uneven: bool = False
    every_months: int = 1
    about: bool = False

    @property
    def left(self) -> int | None:
        """Return how many periods are still to come; None where it goes on."""
        if self.kind is TrackedKind.ONE_OFF:
            return 1
        return None if self.periods is None else self.periods - self.first_no + 1


class TrackedWorth(Value):
    """What was borrowed, what all instalments come to, and by how much that is more."""

    principal_fen: int
    total_fen: int
    cost_fen: int


class TrackedSettling(Value):
    """What settling now comes to, by estimate: the principal that is left, what staying on plan would still cost, and what
    it takes under the policy; None where the customer picked none.
    """

    principal_left_fen: int
    on_plan_fen: int
    policy: SettlePolicy | None
    fee_pct: int
    amount_fen: int | None

    @property
    def saved_fen(self) -> int | None:
        """What it saves against staying on plan; less than 0 where it costs more."""
        return None if self.amount_fen is None else self.on_plan_fen - self.amount_fen


class TrackedDraftView(Value):
    """What was understood so far. `bill_id`: of a bill that is being changed. `asking`: what is asked next; None where it
    can be kept. `conflict`: the instalments come to less than what was borrowed, which nobody lends at.
    """

    draft_id: str
    bill_id: str | None
    terms: TrackedTerms
    asking: TrackedField | None
    worth: TrackedWorth | None
    rates: AnnualRates | None
    conflict: bool


class TrackedDueView(Value):
    """A day on which a tracked bill is due. `paid_on`: the day on which the customer said that they paid. `minimum_fen`: the
    least that the bill's text asks for. `goes_on`: nobody said when it ends.
    """

    bill_id: str
    no: int
    due_date: date
    amount_fen: int | None
    paid_on: date | None
    name: str
    kind: TrackedKind
    periods: int | None
    minimum_fen: int | None = None
    goes_on: bool = False


class TrackedBillView(Value):
    """`next_due`: the first from today on that the customer did not say to have paid; None where there is none. `unsaid`:
    earlier ones of which nothing was said. `left`: how many come from today on, None where it goes on; `left_fen`: what
    they come to, None where some amount is unknown, too. `last_due`: when the last one is due. `rates`: of what was
    borrowed against all the instalments, where both are known. `settling`: where that can be worked out.
    """

    bill_id: str
    terms: TrackedTerms
    reminded: bool
    next_due: TrackedDueView | None
    unsaid: tuple[TrackedDueView, ...]
    left: int | None
    left_fen: int | None
    last_due: date | None
    worth: TrackedWorth | None
    rates: AnnualRates | None
    settling: TrackedSettling | None = None


class TrackedDetail(Value):
    """A bill with all its days, in order."""

    today: date
    bill: TrackedBillView
    dues: tuple[TrackedDueView, ...]


class TrackedOverview(Value):
    """All that a customer tracks, what is due first in front. `month_fen`: known amounts that are due until the end of this
    month and were not said to be paid; `month_unknown`: how many amounts of these are not known.
    """

    today: date
    bills: tuple[TrackedBillView, ...]
    month_fen: int
    month_unknown: int
    draft: TrackedDraftView | None


class ReceivedState(StrEnum):
    """What has become of a bill that a text told of."""

    SET = "set"  # what is due was set to what the text says
    MARKED = "marked"  # what is due was marked as paid
    AS_IT_WAS = "as_it_was"  # it was so already
    WAITS = "waits"  # it is of one bill, and waits for a tap
    WHICH = "which"  # it may be of several
    NEW = "new"  # it is of none: it can be kept
    KEPT = "kept"
    OWN = "own"  # it is of a loan of this shop, whose bill says more


class ReceivedBill(Value):
    """A bill that a text or a file told of. `bill` and `due`: what of the customer's it is about. `choices`: of `WHICH`; of
    a plan that is `NEW`, what sounds the same. `terms`, `asking`: of `NEW`, what would be kept and what is missing.
    `partly`: less was paid than is due. `installment_id`: of `OWN`.
    """

    received_id: str
    today: date
    read: ReadBill
    state: ReceivedState
    bill: TrackedBillView | None = None
    due: TrackedDueView | None = None
    choices: tuple[TrackedBillView, ...] = ()
    terms: TrackedTerms | None = None
    asking: TrackedField | None = None
    partly: bool = False
    installment_id: str | None = None


def noted_fen(days: Iterable[TrackedDueView]) -> int:
    """Return what is known of these that the customer did not say to be paid."""
    return sum(one.amount_fen or 0 for one in days if one.paid_on is None)


def without_amount(days: Iterable[TrackedDueView]) -> int:
    """Return of how many of these no amount is known; those that were said to be paid aside."""
    return sum(one.amount_fen is None for one in days if one.paid_on is None)
