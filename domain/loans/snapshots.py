"""What the books hold, as plain values: what is worked out from them, and what is written back.

Rows of the ORM would cost several times as much where every bill, and every payment, passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.value import Value


class BillFacts(Value):
    """One instalment and what a bill says of its loan, read in one go. Amounts in fen."""

    installment_id: str
    loan_id: str
    order_id: str
    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    guarantee_fen: int
    service_fen: int
    paid_principal_fen: int
    paid_interest_fen: int
    paid_fee_fen: int
    paid_guarantee_fen: int
    paid_service_fen: int
    paid_penalty_fen: int
    penalty_since: date | None
    penalty_carried_fen: int
    settled_at: datetime | None
    periods: int  # of the loan, as scheduled now
    contract: dict[str, Any]  # the loan's `LoanContract`
    title: dict[str, str]  # the name of the order's first line by locale
    item_count: int
    in_flight: bool  # a payment of its loan has no outcome yet


@dataclass(slots=True)
class InstallmentState:
    """What of an instalment a payment can change, and what that is worked out from. Amounts in fen."""

    id: str
    no: int
    due_date: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    guarantee_fen: int
    service_fen: int
    paid_principal_fen: int
    paid_interest_fen: int
    paid_fee_fen: int
    paid_guarantee_fen: int
    paid_service_fen: int
    paid_penalty_fen: int
    penalty_since: date | None
    penalty_carried_fen: int
    settled_at: datetime | None


@dataclass(slots=True)
class LoanState:
    """What of a loan a payment changes, and what its receipt says of it."""

    id: str
    order_id: str
    customer_id: str
    institution_id: str
    status: str
    version: int
    periods: int  # as scheduled now
    contract: dict[str, Any]  # the loan's `LoanContract`
    title: dict[str, str]  # the name of the order's first line by locale
    item_count: int


class Book(Value):
    """Where entries stand: the book of a loan, or of a purchase that is paid at once (一次付清)."""

    loan_id: str | None = None
    purchase_id: str | None = None

    @property
    def name(self) -> str:
        return f"loan {self.loan_id}" if self.loan_id else f"purchase {self.purchase_id}"


class Entry(Value):
    """An entry as it is written, once; `chain` is its place in its book's chain."""

    id: str
    loan_id: str | None
    purchase_id: str | None
    seq: int
    installment_id: str | None
    payment_id: str | None
    return_id: str | None
    refund_id: str | None
    debit_account: str
    credit_account: str
    amount_fen: int
    rule: str
    posted_at: datetime
    chain: str = ""
