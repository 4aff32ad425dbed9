"""What is asked of the database about due dates that were moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain import tables as t


class Reschedulings(Protocol):
    async def of_loan(self, loan_id: str) -> Sequence[t.Rescheduling]:
        """Return those of the loan, the oldest first."""
        ...
