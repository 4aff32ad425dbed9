"""What is asked of the database about purchases that are paid at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class Purchases(Protocol):
    async def get(self, purchase_id: str) -> t.Purchase | None: ...

    async def lock(self, purchase_id: str) -> t.Purchase | None:
        """Return the purchase, locked until the transaction ends: what is booked of it happens one after the other."""
        ...

    async def lock_open(self, customer_id: str) -> None:
        """Lock every open one of the customer, in one order for everybody, before any of them is written: whoever pays
        for one gives the others up.
        """
        ...

    async def lock_of_order(self, order_id: str) -> t.Purchase | None:
        """Return the purchase that the order was made of, locked as by `lock`."""
        ...

    async def newest_unpaid(self, customer_id: str) -> t.Purchase | None:
        """Return the newest one that is open and of which nobody was asked for money yet."""
        ...

    async def give_up_others(self, customer_id: str, but: str) -> None:
        """Give up every open purchase of the customer but this one."""
        ...

    async def held_past(self, now: datetime) -> Sequence[str]:
        """Ids of those whose pieces were to be held no longer than `now`."""
        ...

    async def held(self) -> Sequence[t.Purchase]:
        """Return those whose pieces are held, and are in no stock."""
        ...

    async def earliest_hold(self) -> datetime | None:
        """Return when the next hold ends."""
        ...
