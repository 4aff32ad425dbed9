"""What is asked of the database about quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.quotes.snapshots import QuotedPayment, QuoteState


class Quotes(Protocol):
    async def find(self, quote_id: str) -> QuoteState | None:
        """Return the quote, to be read only."""
        ...

    async def on_loan(self, quote_id: str) -> QuotedPayment | None:
        """Return the quote and its loan, to be read only."""
        ...

    async def lock(self, quote_id: str) -> QuotedPayment | None:
        """Return the quote and its loan, the loan locked until the transaction ends."""
        ...

    async def record(self, quote: QuoteState) -> None:
        """Write a new one, at once."""
        ...

    async def unpaid_beside(self, quote: QuoteState) -> Sequence[QuoteState]:
        """Return those of the same loan at the same version on the same day of which no payment was begun, newest first."""
        ...

    async def show_again(self, customer_id: str, loan_id: str, now: datetime) -> bool:
        """Write that the newest quote the customer saw of the loan is shown now. False where they saw none."""
        ...

    async def newest_shown_loan(self, customer_id: str) -> str | None:
        """Return the id of the loan of which the customer saw a quote last."""
        ...
