"""What is asked of the database about credit lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain import tables as t


class CreditLines(Protocol):
    async def of(self, customer_id: str) -> Sequence[t.CreditLine]: ...

    async def get(self, customer_id: str, institution_id: str) -> t.CreditLine | None: ...

    async def take(self, customer_id: str, institution_id: str, amount_fen: int, limit_fen: int) -> bool:
        """Use up `amount_fen` if `limit_fen` leaves as much, and keep that limit; one statement."""
        ...

    async def restore(self, customer_id: str, institution_id: str, amount_fen: int) -> None: ...
