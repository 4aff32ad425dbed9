"""Payments as plain values: what is worked out from them, and what is written back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import tables as t
from domain.loans.snapshots import InstallmentState, LoanState
from domain.quotes.snapshots import QuoteState
from domain.value import Value


@dataclass(slots=True)
class PaymentState:
    """A payment, column by column as in `tables.Payment`, which says what they mean."""

    id: str
    quote_id: str | None
    customer_id: str
    loan_id: str | None
    amount_fen: int
    status: str
    purpose: str
    gateway: str
    created_at: datetime
    gateway_reference: str | None = None
    void_reason: str | None = None
    action: dict[str, Any] | None = None
    expires_at: datetime | None = None
    approved_at: datetime | None = None
    reported_at: datetime | None = None
    received_fen: int | None = None
    closed_at: datetime | None = None
    purchase_id: str | None = None


class PaymentOnLoan(Value):
    """A payment with all that it is posted to. Money that came beside any payment we know has no quote."""

    payment: PaymentState
    loan: LoanState
    quote: QuoteState | None
    installments: list[InstallmentState]  # of the whole loan, by number


class PaymentOnPurchase(Value):
    """A payment with the purchase it pays at once (一次付清)."""

    payment: PaymentState
    purchase: t.Purchase


Paid = PaymentOnLoan | PaymentOnPurchase
