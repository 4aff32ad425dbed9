"""What the shop's people are shown: who was found, how a customer stands, what waits; frozen, masked, amounts in fen."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from domain.autopay.results import RunOutcome
from domain.cases.types import CaseKind, CaseStatus, Decision
from domain.identity.types import IdentityState
from domain.loans.results import BillState
from domain.lookups.rules import ClueKind
from domain.outbox.results import NoticeKind
from domain.text import LocalText
from domain.value import Value


class HitKind(StrEnum):
    """By what somebody was found."""

    PERSON = "person"
    ORDER = "order"
    LOAN = "loan"
    PAYMENT = "payment"
    CASE = "case"
    DOCUMENT = "document"


class Field(StrEnum):
    """What stands sealed of a person and can be shown with a reason."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"  # where goods go: receiver, phone and address


class Person(Value):
    """Somebody as they may be named: `mark` tells one customer from another, and nothing more."""

    customer_id: str
    mark: str
    name_mask: str | None
    since: date
    is_frozen: bool


class Hit(Value):
    """One thing that the text is the number of, and whose it is. `subject_id`: of what was found."""

    kind: HitKind
    subject_id: str
    number: str
    person: Person


class Found(Value):
    """`kinds`: what the text was looked up as; none: it can be nothing of ours. `more`: there are others that are not in
    `hits`."""

    kinds: tuple[ClueKind, ...]
    hits: tuple[Hit, ...]
    more: bool = False


# One customer


class LoanLine(Value):
    """A loan today. `owed_fen`: what is due by today, penalty interest included; `left_fen`: all that is open.
    `next_due`: of the next bill that is not past. `contract_no`: the lender's, where it has one.
    """

    loan_id: str
    order_id: str
    order_number: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    contract_no: str | None
    periods: int
    paid_periods: int
    principal_fen: int
    owed_fen: int
    left_fen: int
    next_due: date | None
    next_fen: int
    days_late: int
    is_settled: bool
    is_paying: bool = False


class PaymentLine(Value):
    """A payment. `status`: `domain.payments.tables.PaymentStatus`; `reason`: the code of why it was not taken."""

    payment_id: str
    at: datetime
    amount_fen: int
    status: str
    is_debit: bool
    gateway: str
    gateway_reference: str | None
    reason: str | None
    received_fen: int | None
    loan_id: str | None


class DebitLine(Value):
    """One window of one day in which a loan was debited; `outcome` None: it is going on."""

    loan_id: str
    day: date
    window: str
    outcome: RunOutcome | None
    payment_id: str | None


class NoticeLine(Value):
    """A notice and what became of it; `reason`: the code of why it was skipped, or could not be sent."""

    kind: NoticeKind | None
    day: date
    at: datetime
    status: str
    reason: str | None
    attempts: int
    channel: str | None


class CaseBrief(Value):
    """A case in a list."""

    case_id: str
    number: str
    kind: CaseKind
    status: CaseStatus
    decision: Decision | None
    opened_at: datetime
    closed_at: datetime | None
    person: Person | None = None  # in a queue
    answer_by: date | None = None


class ConsentLine(Value):
    purpose: str
    about: str
    given_on: date
    withdrawn_on: date | None


class OrderBrief(Value):
    order_id: str
    number: str
    day: date
    total_fen: int
    title: LocalText
    item_count: int
    paid_at_once: bool


class DocumentLine(Value):
    number: str
    kind: str
    issued_on: date


class Reachable(Value):
    """How somebody can be reached and is shown things. `blocked_on`: since when they have stopped the assistant."""

    locale: str
    blocked_on: date | None
    has_backup_channel: bool


class CustomerSheet(Value):
    """All that is known of a customer, masked. Of each list the newest, `has_more` names those of which there are more."""

    today: date
    person: Person
    identity: IdentityState
    id_number_mask: str | None
    phone_mask: str | None
    address_mask: str | None
    frozen_on: date | None
    reach: Reachable
    loans: tuple[LoanLine, ...]
    payments: tuple[PaymentLine, ...]
    debits: tuple[DebitLine, ...]
    notices: tuple[NoticeLine, ...]
    cases: tuple[CaseBrief, ...]
    consents: tuple[ConsentLine, ...]
    orders: tuple[OrderBrief, ...]
    documents: tuple[DocumentLine, ...]
    has_more: frozenset[str] = frozenset()

    @property
    def owed_fen(self) -> int:
        """What is due by today over all loans."""
        return sum(loan.owed_fen for loan in self.loans)

    @property
    def days_late(self) -> int:
        return max((loan.days_late for loan in self.loans), default=0)


# What waits


class Lateness(StrEnum):
    """How many days an open bill is past its due day, in the steps in which a shop works."""

    TODAY = "today"
    DAYS_1_3 = "1-3"
    DAYS_4_30 = "4-30"
    OVER_30 = "over30"


class Counted(Value):
    """A number that was counted up to a limit: a page need not count millions to say that there are many."""

    count: int
    is_capped: bool = False


class DueLine(Value):
    """An open bill and whose it is. `days_late`: calendar days since it was due; `state` knows the lender's grace."""

    person: Person
    loan_id: str
    no: int
    periods: int
    due_date: date
    days_late: int
    owed_fen: int
    state: BillState


class FailedDebit(Value):
    person: Person
    debit: DebitLine


class DoubtfulNotice(Value):
    """A notice of which nobody knows whether it was delivered."""

    person: Person
    notice: NoticeLine


class OpenPayment(Value):
    """A payment without a clear outcome, or money to be sent back by hand."""

    person: Person
    payment_id: str
    at: datetime
    amount_fen: int
    gateway: str
    age_hours: int


class WaitingApplication(Value):
    person: Person
    application_id: str
    lender_id: str
    status: str
    amount_fen: int
    periods: int
    at: datetime


class Today(Value):
    """What waits for the shop on the day `today`, each list the oldest first and cut."""

    today: date
    now: datetime
    due: dict[Lateness, Counted]
    bills: dict[Lateness, tuple[DueLine, ...]]
    failed_debits: tuple[FailedDebit, ...]
    doubtful: tuple[DoubtfulNotice, ...]
    unknown: tuple[OpenPayment, ...]
    refunds_by_hand: tuple[OpenPayment, ...]
    applications: tuple[WaitingApplication, ...]
    cases: tuple[CaseBrief, ...]
    counts: dict[str, Counted]
