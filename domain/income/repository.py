"""What income days ask of the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain import tables as t


class Incomes(Protocol):
    async def of(self, customer_id: str) -> Sequence[t.IncomeDay]:
        """Return all of the customer, the oldest first."""
        ...

    async def delete(self, customer_id: str, income_id: str) -> None:
        """Delete one of the customer's; somebody else's stays."""
        ...
