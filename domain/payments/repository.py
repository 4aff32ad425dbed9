"""What is asked of the database about payments, batches and refunds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t
from domain.payments.snapshots import Paid, PaymentOnLoan, PaymentOnPurchase, PaymentState


class Payments(Protocol):
    async def record(self, payment: PaymentState) -> None:
        """Write a new one, at once."""
        ...

    async def write(self, payment: PaymentState) -> None:
        """Write what has changed of a locked one, at once."""
        ...

    async def batch(self, batch_id: str) -> t.RepaymentBatch | None: ...

    async def newest_batch(self, customer_id: str) -> t.RepaymentBatch | None: ...

    async def lock(self, payment_id: str) -> Paid | None:
        """Lock the payment and then its loan, or its purchase, until the transaction ends; return both and what goes with
        them.
        """
        ...

    async def on_loan(self, payment_id: str) -> PaymentOnLoan | None:
        """Return the same as `lock`, to be read only; None of a payment that is of no loan."""
        ...

    async def on_purchase(self, payment_id: str) -> PaymentOnPurchase | None:
        """Return the same as `lock`, to be read only; None of a payment that is of no purchase."""
        ...

    async def find(self, payment_id: str) -> PaymentState | None:
        """Return the payment, to be read only."""
        ...

    async def by_quote(self, quote_id: str) -> PaymentState | None: ...

    async def by_purchase(self, purchase_id: str) -> PaymentState | None:
        """Return the payment that was begun of the purchase; not one that came beside it."""
        ...

    async def of_orders_at_once(self, customer_id: str) -> Sequence[PaymentOnPurchase]:
        """Return the customer's payments that made an order, the oldest first."""
        ...

    async def purchase_in_flight(self, customer_id: str) -> PaymentState | None:
        """Return the customer's payment of a purchase that has no outcome yet; the table sees to it that there is one at
        most.
        """
        ...

    async def by_reference(self, gateway: str, reference: str) -> PaymentState | None: ...

    async def in_flight(self, loan_id: str) -> PaymentState | None:
        """Return the payment of the loan that has no outcome yet; the table sees to it that there is one at most."""
        ...

    async def oldest_unresolved(self) -> datetime | None:
        """Return when the oldest was made that has no outcome and of which no customer said that it is paid."""
        ...

    async def unresolved(self, before: datetime, limit: int) -> Sequence[str]:
        """Ids of payments without an outcome that were made before `before`, but for those the lender has to confirm."""
        ...

    async def waiting(self, limit: int) -> Sequence[str]:
        """Ids of payments that wait for the customer or the bank, but for those the lender has to confirm."""
        ...

    async def reported(self) -> Sequence[PaymentState]:
        """Return those that customers say they made on a lender's own page, the oldest first."""
        ...

    async def that_can_go_back(self, loan_id: str) -> Sequence[tuple[PaymentState, int]]:
        """Payments of the loan whose money came in, the newest first, and what of each has not gone back yet, in fen."""
        ...


class Refunds(Protocol):
    async def get(self, refund_id: str) -> t.Refund | None:
        """Locked until the transaction ends."""
        ...

    async def of_loan(self, loan_id: str) -> Sequence[t.Refund]:
        """Return the refunds of the loan, the oldest first."""
        ...

    async def of_purchase(self, purchase_id: str) -> Sequence[t.Refund]:
        """Return the refunds of the purchase, the oldest first."""
        ...

    async def any_unresolved(self) -> bool: ...

    async def unresolved(self, limit: int) -> Sequence[str]:
        """Ids of those whose gateway has not clearly answered."""
        ...

    async def by_hand(self) -> Sequence[t.Refund]:
        """Return those the staff has to pay, the oldest first."""
        ...

    async def overpaid_loans(self, customer_id: str) -> Sequence[str]:
        """Ids of the customer's loans on which there is, or was, money of theirs."""
        ...
