"""What is asked of the database about plans in hardship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain import tables as t
from domain.hardship.results import PlanToTell


class HardshipPlans(Protocol):
    async def of_loan(self, loan_id: str) -> t.HardshipPlan | None:
        """Return the plan that was signed for the loan."""
        ...

    async def running(self, today: date | None) -> Sequence[tuple[str, int, date | None]]:
        """Return the plans that are kept to: loan, days late that are borne with, and the earliest due date that is open;
        None where the loan is settled. `today`: without loans of which nothing is said on that day.
        """
        ...

    async def lapse_days(self) -> Sequence[int]:
        """Return how many days late is borne with, each number once that a plan has which is kept to."""
        ...

    async def to_tell(
        self, customer_ids: Sequence[str], lapsed_since: datetime
    ) -> Mapping[str, Sequence[PlanToTell]]:
        """Return by customer the plans that are kept to, and those that lapsed since then and of which no message about what
        is late has told.
        """
        ...
