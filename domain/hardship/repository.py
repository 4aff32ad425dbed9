"""What is asked of the database about plans in hardship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain import tables as t


class HardshipPlans(Protocol):
    async def of_loan(self, loan_id: str) -> t.HardshipPlan | None:
        """Return the plan that was signed for the loan."""
        ...

    async def running(self, today: date | None) -> Sequence[tuple[str, int, date | None]]:
        """Return the plans that are kept to: loan, days late that are borne with, and the earliest due date that is open;
        None where the loan is settled. `today`: without loans of which nothing is said on that day.
        """
        ...
