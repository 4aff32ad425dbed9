"""What is asked of the database about addresses and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
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

    async def unaddressed(self, kind: str, since: datetime) -> Sequence[tuple[str, datetime, date | None]]:
        """Return customer and time of the orders placed since then that were not sent and whose customer gave no address,
        with the day of the last notice of this kind to them, the oldest first."""
        ...

    async def sent(self, limit: int) -> Sequence[tuple[t.Order, t.Shipment]]:
        """Return what is under way, the oldest first."""
        ...
