"""What is asked of the database about payments and movements of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.value import Value


class Movement(Value):
    """What changed of an instalment's open amount, penalty aside: scheduled is positive, paid or fallen away negative.

    `at`: when the payment was made, however late its outcome was known; else when it was written.
    """

    installment_id: str
    at: datetime
    by_return: bool
    amount_fen: int


class PaymentFacts(Value):
    """A payment with what the record says of it; `kind` and `shares` None where it came beside any bill."""

    payment_id: str
    made_at: datetime
    status: str
    purpose: str
    amount_fen: int
    received_fen: int | None
    kind: str | None
    shares: Sequence[Mapping[str, int]] | None
    periods: int
    title: dict[str, str]
    item_count: int
    loan_id: str
    void_reason: str | None = None


class PaymentHistory(Protocol):
    async def loan_starts(self, customer_id: str) -> Mapping[str, date]:
        """Return the start of each of the customer's loans, by loan."""
        ...

    async def movements(self, loan_ids: Sequence[str], installment_ids: Sequence[str]) -> Sequence[Movement]:
        """Return the movements of these instalments, which are of these loans, in the ledger's order."""
        ...

    async def count_payments(self, customer_id: str) -> int: ...

    async def payments(self, customer_id: str, offset: int, limit: int | None) -> Sequence[PaymentFacts]:
        """Return some of the customer's payments or all, the newest first."""
        ...
