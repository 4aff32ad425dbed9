"""Plans in hardship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from bot.db.repositories.cases import held_loans
from domain import tables as t
from domain.hardship.results import PlanStatus

_PLAN, _BILL = t.HardshipPlan, t.Installment


class HardshipPlanRepository(Repository):
    async def of_loan(self, loan_id: str) -> t.HardshipPlan | None:
        return await self._first(select(_PLAN).where(col(_PLAN.loan_id) == loan_id))

    async def running(self, today: date | None) -> Sequence[tuple[str, int, date | None]]:
        oldest = (
            select(func.min(col(_BILL.due_date)))
            .where(col(_BILL.loan_id) == col(_PLAN.loan_id), col(_BILL.settled_at).is_(None))
            .scalar_subquery()
        )
        active = select(col(_PLAN.loan_id), col(_PLAN.lapse_days), oldest).where(
            col(_PLAN.status) == PlanStatus.ACTIVE.value
        )
        if today is not None:
            active = active.where(col(_PLAN.loan_id).not_in(held_loans(today)))
        return [(loan_id, days, due) for loan_id, days, due in await self._transaction.columns(active, {})]
