"""What each document says, before it is put into words. Amounts are integer fen, days are Beijing days.

Everything here is masked already: a file is forwarded more easily than a chat.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from domain.dates import business_day
from domain.loans.results import Split
from domain.quotes.results import QuoteKind
from domain.terms import Charge
from domain.text import LocalText
from domain.value import Value


class DocumentKind(StrEnum):
    RECEIPT = "receipt"  # 还款回单
    CERTIFICATE = "certificate"  # 结清证明
    STATEMENT = "statement"  # 对账单
    PURCHASE = "purchase"  # 付款回单


class Issue(Value):
    """By what a document is found again. `issued_at` is aware; `is_demo` marks synthetic loans."""

    number: str
    issued_at: datetime
    verification_code: str  # as it is printed
    is_demo: bool

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("an instant carries its time zone")


class Holder(Value):
    """Whom a document is about."""

    name_mask: str
    id_number_mask: str

    def __post_init__(self) -> None:
        if "*" not in self.name_mask or "*" not in self.id_number_mask:
            raise ValueError("a document shows masked names and numbers only")


class Purchase(Value):
    """What was bought, and from whom the money for it came. `charges`: guarantee and service fees as agreed; documents
    issued before they were said were kept without.
    """

    order_number: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    lender_contact: str
    charges: tuple[Charge, ...] = ()


class Breakdown(Value):
    """What was paid, by what it was for. `given_back_fen`: costs paid before that were set off against it."""

    split: Split
    prepay_fee_fen: int = 0
    given_back_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.split.total_fen + self.prepay_fee_fen - self.given_back_fen


class PaidInstallment(Value):
    no: int
    due_date: date


class RepaymentReceipt(Value):
    """One repayment that has been posted (还款回单).

    `installments`: those it fell on, oldest first; none where all of it was principal to come. `periods`: of the loan, as
    scheduled when the receipt was issued. `saved_fen`: of a settlement, against staying on plan.
    """

    holder: Holder
    purchase: Purchase
    kind: QuoteKind
    installments: tuple[PaidInstallment, ...]
    periods: int
    paid_at: datetime
    paid: Breakdown
    gateway_reference: str
    saved_fen: int | None = None


class BoughtLine(Value):
    name: LocalText
    quantity: int
    amount_fen: int


class PaidPurchase(Value):
    """Goods that were paid at once (付款回单): of whom nobody asks who bought them, so it names nobody."""

    order_number: str
    lines: tuple[BoughtLine, ...]
    paid_at: datetime
    gateway_reference: str

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


class SettlementCertificate(Value):
    """A loan of which nothing is owed any more (结清证明). `paid`: all that the customer ever paid for it;
    `returned_fen`: principal that was set off by goods that went back; `saved_fen`: by settling early."""

    holder: Holder
    purchase: Purchase
    principal_fen: int
    periods: int  # as agreed
    borrowed_day: date
    settled_day: date
    paid: Breakdown
    returned_fen: int = 0
    saved_fen: int | None = None

    def __post_init__(self) -> None:
        if self.paid.split.principal_fen + self.returned_fen != self.principal_fen:
            raise ValueError("what was borrowed was repaid or went back with the goods, all of it")


class EntryKind(StrEnum):
    """What a line of a statement is about."""

    BILL = "bill"  # an installment fell due
    EARLY = "early"  # paid or set off before it fell due: it counts as due on that day
    PENALTY = "penalty"
    REPAYMENT = "repayment"
    RETURN = "refund"  # the price of goods that went back, as far as it was set off
    GIVEN_BACK = "given_back"  # costs paid before, set off against a repayment
    WAIVED = "waived"  # costs that had fallen due and need not be paid

    @property
    def is_charge(self) -> bool:
        return self in (EntryKind.BILL, EntryKind.EARLY, EntryKind.PENALTY)


class StatementEntry(Value):
    """One movement; `amount_fen` is positive, the kind says in which direction.

    `first_no` to `last_no`: the installments it is about; None where it is about the loan.
    """

    day: date
    kind: EntryKind
    title: LocalText
    item_count: int
    amount_fen: int
    first_no: int | None = None
    last_no: int | None = None

    def __post_init__(self) -> None:
        if self.amount_fen <= 0:
            raise ValueError("an entry's amount is positive; its kind has the direction")

    @property
    def change_fen(self) -> int:
        return self.amount_fen if self.kind.is_charge else -self.amount_fen


class Statement(Value):
    """What fell due and what was paid from `first_day` to `last_day`, both included (对账单), in the order of days.

    `owed_back_fen`: what the customer is owed at the end of `last_day`, after goods went back; no part of the balance.
    """

    holder: Holder
    first_day: date
    last_day: date
    opening_fen: int
    entries: tuple[StatementEntry, ...]
    owed_back_fen: int = 0

    def __post_init__(self) -> None:
        days = [entry.day for entry in self.entries]
        if days != sorted(days) or any(not self.first_day <= day <= self.last_day for day in days):
            raise ValueError("a statement's entries stand in order and inside its period")

    @property
    def charged_fen(self) -> int:
        return sum(entry.amount_fen for entry in self.entries if entry.kind.is_charge)

    @property
    def credited_fen(self) -> int:
        return sum(entry.amount_fen for entry in self.entries if not entry.kind.is_charge)

    @property
    def closing_fen(self) -> int:
        """What is due and not paid at the end of `last_day`."""
        return self.opening_fen + self.charged_fen - self.credited_fen


Facts = RepaymentReceipt | PaidPurchase | SettlementCertificate | Statement


class IssuedDocument(Value):
    """A document as it was issued: the same each time it is asked for."""

    kind: DocumentKind
    issue: Issue
    facts: Facts


class Confirmation(Value):
    """What anybody who has the code is told about a document.

    The amount is what was repaid, paid, borrowed, or open at the end; the days are that of the payment, of the settlement,
    or the period. `name_mask`: nothing where the document names nobody.
    """

    kind: DocumentKind
    issue: Issue
    name_mask: str
    order_number: str | None
    amount_fen: int
    first_day: date
    last_day: date


def confirmation_of(document: IssuedDocument) -> Confirmation:
    order_number, amount_fen, first_day, last_day = _stated(document.facts)
    return Confirmation(
        kind=document.kind,
        issue=document.issue,
        name_mask="" if isinstance(document.facts, PaidPurchase) else document.facts.holder.name_mask,
        order_number=order_number,
        amount_fen=amount_fen,
        first_day=first_day,
        last_day=last_day,
    )


def _stated(facts: Facts) -> tuple[str | None, int, date, date]:
    match facts:
        case RepaymentReceipt():
            day = business_day(facts.paid_at)
            return facts.purchase.order_number, facts.paid.total_fen, day, day
        case PaidPurchase():
            day = business_day(facts.paid_at)
            return facts.order_number, facts.total_fen, day, day
        case SettlementCertificate():
            day = facts.settled_day
            return facts.purchase.order_number, facts.principal_fen, day, day
        case Statement():
            return None, facts.closing_fen, facts.first_day, facts.last_day


class Documented(Value):
    """Something that a document can be issued for: a payment or a settled order, by its id."""

    id: str
    title: LocalText
    item_count: int
    day: date
    amount_fen: int
