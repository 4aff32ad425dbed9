"""What is asked of the database about addresses and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class Shipments(Protocol):
    async def of_order(self, order_id: str) -> t.Shipment | None: ...

    async def address(self, customer_id: str, *, locked: bool = False) -> t.DeliveryAddress | None:
        """Return the customer's address, or what was typed of it so far."""
        ...

    async def order(self, number: str) -> t.Order | None: ...

    async def lock_order(self, number: str) -> t.Order | None:
        """Return the order of this number, locked until the transaction ends."""
        ...

    async def unsent(self, since: datetime, customer_id: str | None = None) -> Sequence[t.Order]:
        """Return the orders placed since then, of everybody or one customer, of which nothing was sent and whose receipt
        nobody confirmed, the oldest first."""
        ...

    async def sent(self, limit: int) -> Sequence[tuple[t.Order, t.Shipment]]:
        """Return what is under way, the oldest first."""
        ...
