"""What a look-up asks of the database: each by an index, each answer cut, so that a million customers cost what a few do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from domain.lookups.rules import ClueKind
from domain.value import Value


class Match(Value):
    """`kind`: a `HitKind`; `subject_id`: of what was found; `number`: as it is named."""

    kind: str
    subject_id: str
    number: str
    customer_id: str


class OrderFacts(Value):
    id: str
    number: str
    created_at: datetime
    total_fen: int
    purchase_id: str | None
    title: Mapping[str, str]
    item_count: int


class LoanFacts(Value):
    """`periods_done`: of so many instalments nothing is left to pay, what was due at drawdown aside."""

    id: str
    order_id: str
    order_number: str
    title: Mapping[str, str]
    item_count: int
    contract: Mapping[str, Any]
    contract_no: str | None
    periods: int
    periods_done: int
    principal_fen: int
    status: str


class PaymentFacts(Value):
    id: str
    customer_id: str
    created_at: datetime
    amount_fen: int
    status: str
    purpose: str
    gateway: str
    gateway_reference: str | None
    void_reason: str | None
    received_fen: int | None
    loan_id: str | None


class DebitFacts(Value):
    loan_id: str
    customer_id: str
    business_day: date
    window: str
    outcome: str | None
    payment_id: str | None


class NoticeFacts(Value):
    customer_id: str
    kind: str
    business_day: date
    send_after: datetime
    sent_at: datetime | None
    status: str
    reason: str | None
    attempts: int
    channel: str | None


class CaseFacts(Value):
    id: str
    customer_id: str
    number: str
    kind: str
    status: str
    decision: str | None
    opened_at: datetime
    closed_at: datetime | None


class ConsentFacts(Value):
    purpose: str
    about: str
    given_at: datetime
    withdrawn_at: datetime | None


class DocumentFacts(Value):
    number: str
    kind: str
    issued_at: datetime


class DueFacts(Value):
    installment_id: str
    customer_id: str


class RefundFacts(Value):
    id: str
    customer_id: str
    amount_fen: int
    created_at: datetime
    gateway: str


class ApplicationFacts(Value):
    id: str
    customer_id: str
    institution_id: str
    status: str
    amount_fen: int
    periods: int
    created_at: datetime


Days = tuple[date, date]  # the first and the last, both of them


class Lookups(Protocol):
    async def matches(self, kind: ClueKind, value: str, limit: int) -> Sequence[Match]:
        """Return what has this number, or this hash."""
        ...

    # One customer, each list the newest first

    async def loans(self, customer_id: str, limit: int) -> Sequence[LoanFacts]: ...

    async def orders(self, customer_id: str, limit: int) -> Sequence[OrderFacts]: ...

    async def payments(self, customer_id: str, limit: int) -> Sequence[PaymentFacts]: ...

    async def debits(self, loan_ids: Sequence[str], limit: int) -> Sequence[DebitFacts]: ...

    async def notices(self, customer_id: str, since: date, limit: int) -> Sequence[NoticeFacts]: ...

    async def cases(self, customer_id: str, limit: int) -> Sequence[CaseFacts]: ...

    async def consents(self, customer_id: str, limit: int) -> Sequence[ConsentFacts]: ...

    async def documents(self, customer_id: str, limit: int) -> Sequence[DocumentFacts]: ...

    async def has_backup_channel(self, customer_id: str) -> bool: ...

    # All customers, each list the oldest first

    async def count_due(self, days: Days, most: int) -> int:
        """Count the open bills due on these days, up to `most`."""
        ...

    async def due(self, days: Days, limit: int) -> Sequence[DueFacts]: ...

    async def failed_debits(self, days: Days, limit: int) -> Sequence[DebitFacts]:
        """Return those that brought nothing, or not all."""
        ...

    async def doubtful_notices(self, since: datetime, limit: int) -> Sequence[NoticeFacts]:
        """Return those of which nobody knows whether they were delivered."""
        ...

    async def unknown_payments(self, limit: int) -> Sequence[PaymentFacts]: ...

    async def refunds_by_hand(self, limit: int) -> Sequence[RefundFacts]: ...

    async def applications(self, limit: int) -> Sequence[ApplicationFacts]:
        """Return those that are open at a lender's."""
        ...

    async def queue(self, limit: int) -> Sequence[CaseFacts]:
        """Return the open cases; a question without words is none."""
        ...
