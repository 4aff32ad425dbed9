"""Plans in hardship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from bot.db.repositories.cases import held_loans
from domain import tables as t
from domain.dates import business_day
from domain.hardship.results import PlanStatus, PlanToTell
from domain.notices.content import OF_LATENESS

_PLAN, _BILL, _NOTICE = t.HardshipPlan, t.Installment, t.Notice
# What left, or may have.
_OUT = (t.NoticeStatus.SENDING.value, t.NoticeStatus.SENT.value, t.NoticeStatus.UNCERTAIN.value)
IS_KEPT_TO = col(_PLAN.status) == PlanStatus.ACTIVE.value


class HardshipPlanRepository(Repository):
    async def of_loan(self, loan_id: str) -> t.HardshipPlan | None:
        return await self._first(select(_PLAN).where(col(_PLAN.loan_id) == loan_id))

    async def running(self, today: date | None) -> Sequence[tuple[str, int, date | None]]:
        oldest = (
            select(func.min(col(_BILL.due_date)))
            .where(col(_BILL.loan_id) == col(_PLAN.loan_id), col(_BILL.settled_at).is_(None))
            .scalar_subquery()
        )
        active = select(col(_PLAN.loan_id), col(_PLAN.lapse_days), oldest).where(IS_KEPT_TO)
        if today is not None:
            active = active.where(col(_PLAN.loan_id).not_in(held_loans(today)))
        return [(loan_id, days, due) for loan_id, days, due in await self._transaction.columns(active, {})]

    async def lapse_days(self) -> Sequence[int]:
        in_use = select(col(_PLAN.lapse_days)).where(IS_KEPT_TO).distinct()
        return [days for (days,) in await self._transaction.columns(in_use, {})]

    async def to_tell(
        self, customer_ids: Sequence[str], lapsed_since: datetime
    ) -> dict[str, list[PlanToTell]]:
        found: dict[str, list[PlanToTell]] = {}
        told_of = select(_PLAN).where(
            col(_PLAN.customer_id).in_(customer_ids), or_(IS_KEPT_TO, lapsed_untold(lapsed_since))
        )
        for row in await self._all(told_of):
            ended_on = business_day(row.ended_at) if row.ended_at else None
            plan = PlanToTell(row.loan_id, row.waived_fen, row.lapse_days, ended_on)
            found.setdefault(row.customer_id, []).append(plan)
        return found


def lapsed_untold(since: Any) -> ColumnElement[bool]:
    """Plans that lapsed since then, of whose customers none was written to about what is late after it."""
    told = select(literal(1)).where(
        col(_NOTICE.customer_id) == col(_PLAN.customer_id),
        col(_NOTICE.kind).in_(
            [literal(str(kind)) for kind in OF_LATENESS]
        ),  # whoever asks has a parameter kind_1
        col(_NOTICE.status).in_(_OUT),
        col(_NOTICE.claimed_at) >= col(_PLAN.ended_at),
    )
    return and_(
        col(_PLAN.status) == PlanStatus.LAPSED.value,
        col(_PLAN.ended_at) >= since,
        told.limit(1).scalar_subquery().is_(None),
    )
