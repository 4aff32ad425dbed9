"""What is asked of the database about orders and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain import tables as t


class Orders(Protocol):
    async def get(self, order_id: str) -> t.Order | None: ...

    async def by_draft(self, draft_id: str) -> t.Order | None: ...

    async def by_purchase(self, purchase_id: str) -> t.Order | None: ...

    async def of(self, customer_id: str, offset: int, limit: int) -> tuple[Sequence[t.Order], int]: ...

    async def lines(self, order_ids: Sequence[str]) -> Sequence[t.OrderLine]: ...
