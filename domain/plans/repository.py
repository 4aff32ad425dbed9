"""What is asked of the database about credit lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain import tables as t
from domain.plans.results import CreditUse


class CreditLines(Protocol):
    async def use_of_person(self, customer_id: str) -> Mapping[str, CreditUse]:
        """Return by lender what the person has used up, whichever account of theirs it was under. Whose ID number is not
        verified is the one account alone.
        """
        ...

    async def lock_person(self, customer_id: str) -> None:
        """Wait for whoever takes credit under another account of the same person, and let others wait."""
        ...

    async def get(self, customer_id: str, institution_id: str) -> t.CreditLine | None: ...

    async def take(
        self, customer_id: str, institution_id: str, amount_fen: int, limit_fen: int, *, elsewhere_fen: int
    ) -> bool:
        """Use up `amount_fen` if `limit_fen` leaves as much beside what is used elsewhere, and keep that limit; one
        statement.
        """
        ...

    async def restore(self, customer_id: str, institution_id: str, amount_fen: int) -> None: ...
