"""Quotes as plain values, as they are written and as they are read.

Rows of the ORM would cost several times as much where every payment passes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.value import Value


class QuoteState(Value):
    """A quote, column by column as in `tables.RepaymentQuote`, which says what they mean. Amounts in fen."""

    id: str
    customer_id: str
    loan_id: str
    loan_version: int
    kind: str
    strategy: str | None
    business_day: date
    asked_fen: int
    amount_fen: int
    shares: list[dict[str, int]]
    changes: list[dict[str, int]]
    prepaid_fen: int
    accrued_fen: int
    prepay_fee_fen: int
    given_back_fen: int
    created_at: datetime
    shown_at: datetime | None


class QuotedPayment(Value):
    """A quote, and of its loan as it is now what decides whether it can still be paid."""

    quote: QuoteState
    live_version: int
    contract: dict[str, Any]  # the loan's `LoanContract`
