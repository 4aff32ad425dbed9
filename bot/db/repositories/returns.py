"""Refunds: requests, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.returns.results import RefundStatus

TOLD = (
    RefundStatus.BOOKED,
    RefundStatus.DECLINED,
)  # of these the customer is told; the rest they did themselves


class RefundRepository(Repository):
    async def order_of(self, refund_id: str) -> str | None:
        return await self._first(select(col(t.Refund.order_id)).where(col(t.Refund.id) == refund_id))

    async def of_orders(self, order_ids: Sequence[str]) -> Sequence[t.Refund]:
        return await self._all(self._oldest_first(col(t.Refund.order_id).in_(order_ids)))

    async def requested(self) -> Sequence[t.Refund]:
        return await self._all(self._oldest_first(col(t.Refund.status) == RefundStatus.REQUESTED))

    async def to_tell(self, customer_id: str, day: date) -> Sequence[t.Refund]:
        told_on = col(t.Refund.notice_day)
        statement = self._oldest_first(
            col(t.Refund.customer_id) == customer_id,
            col(t.Refund.status).in_(TOLD),
            or_(told_on.is_(None), told_on == day),
        )
        return await self._all(statement.with_for_update())  # another day's notice is not to tell them, too

    def _oldest_first(self, *conditions: ColumnElement[bool]) -> Select[t.Refund]:
        return select(t.Refund).where(*conditions).order_by(col(t.Refund.requested_at), col(t.Refund.id))
