"""What is asked of the database about goods that go back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain import tables as t


class Returns(Protocol):
    """Goods that go back. Oldest request first, wherever there are several."""

    async def order_of(self, return_id: str) -> str | None:
        """Return the id of the order, to lock its loan before anything of the return is read."""
        ...

    async def of_orders(self, order_ids: Sequence[str]) -> Sequence[t.Return]: ...

    async def requested(self) -> Sequence[t.Return]:
        """Return every request that waits for the shop."""
        ...

    async def to_notify(self, customer_id: str, day: date) -> Sequence[t.Return]:
        """Booked and declined ones that no notice speaks of yet, and those the notice of `day` speaks of."""
        ...
