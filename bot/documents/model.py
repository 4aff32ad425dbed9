"""What each document says, before it is put into words. Amounts are integer fen, days are Beijing days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.catalog import LocalText
from domain.results import Split


@dataclass(frozen=True, slots=True)
class Issue:
    """By what a document is found again. `issued_at` is aware; `is_demo` marks synthetic loans."""

    number: str
    issued_at: datetime
    verification_code: str
    is_demo: bool

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("an instant carries its time zone")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a document is about, masked: a file is forwarded more easily than a chat."""

    name_mask: str
    id_number_mask: str

    def __post_init__(self) -> None:
        if "*" not in self.name_mask or "*" not in self.id_number_mask:
            raise ValueError("a document shows masked names and numbers only")


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought, and from whom the money for it came."""

    order_number: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    lender_contact: str


@dataclass(frozen=True, slots=True)
class RepaymentReceipt:
    """One repayment that has been posted (还款回单)."""

    issue: Issue
    holder: Holder
    purchase: Purchase
    no: int
    periods: int
    due_date: date
    paid_at: datetime
    split: Split
    gateway_reference: str


@dataclass(frozen=True, slots=True)
class SettlementCertificate:
    """A loan of which nothing is owed any more (结清证明). `repaid`: all that was ever paid, by what it was for."""

    issue: Issue
    holder: Holder
    purchase: Purchase
    principal_fen: int
    periods: int
    borrowed_day: date
    settled_day: date
    repaid: Split

    def __post_init__(self) -> None:
        if self.repaid.principal_fen > self.principal_fen:
            raise ValueError("more principal is repaid than was borrowed")


class EntryKind(StrEnum):
    """What a line of a statement is about."""

    BILL = "bill"  # an installment fell due
    PENALTY = "penalty"
    REPAYMENT = "repayment"
    REFUND = "refund"  # the shop's money came back and was set against the bill

    @property
    def is_charge(self) -> bool:
        return self in (EntryKind.BILL, EntryKind.PENALTY)


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One movement; `amount_fen` is positive, the kind says in which direction."""

    day: date
    kind: EntryKind
    title: LocalText
    item_count: int
    no: int
    periods: int
    amount_fen: int

    def __post_init__(self) -> None:
        if self.amount_fen <= 0:
            raise ValueError("an entry's amount is positive; its kind has the direction")

    @property
    def change_fen(self) -> int:
        return self.amount_fen if self.kind.is_charge else -self.amount_fen


@dataclass(frozen=True, slots=True)
class Statement:
    """What fell due and what was paid from `first_day` to `last_day`, both included (对账单), in the order of days.

    What is repaid early falls due on the day it is repaid: it has a BILL entry of its own before its REPAYMENT.
    """

    issue: Issue
    holder: Holder
    first_day: date
    last_day: date
    opening_fen: int
    entries: tuple[StatementEntry, ...]

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
