"""Returns: requests, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.returns.results import ReturnStatus

TOLD = (
    ReturnStatus.BOOKED,
    ReturnStatus.DECLINED,
)  # of these the customer is told; the rest they did themselves


class ReturnRepository(Repository):
    async def order_of(self, return_id: str) -> str | None:
        return await self._first(select(col(t.Return.order_id)).where(col(t.Return.id) == return_id))

    async def of_orders(self, order_ids: Sequence[str]) -> Sequence[t.Return]:
        return await self._all(self._oldest_first(col(t.Return.order_id).in_(order_ids)))

    async def requested(self) -> Sequence[t.Return]:
        return await self._all(self._oldest_first(col(t.Return.status) == ReturnStatus.REQUESTED))

    async def to_notify(self, customer_id: str, day: date) -> Sequence[t.Return]:
        told_on = col(t.Return.notice_day)
        statement = self._oldest_first(
            col(t.Return.customer_id) == customer_id,
            col(t.Return.status).in_(TOLD),
            or_(told_on.is_(None), told_on == day),
        )
        return await self._all(statement.with_for_update())  # another day's notice is not to tell them, too

    def _oldest_first(self, *conditions: ColumnElement[bool]) -> Select[t.Return]:
        return select(t.Return).where(*conditions).order_by(col(t.Return.requested_at), col(t.Return.id))
