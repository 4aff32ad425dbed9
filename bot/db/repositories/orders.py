"""Orders and their lines."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t


class OrderRepository(Repository):
    async def get(self, order_id: str) -> t.Order | None:
        return await self._session.get(t.Order, order_id)

    async def by_draft(self, draft_id: str) -> t.Order | None:
        return await self._first(select(t.Order).where(col(t.Order.draft_id) == draft_id))

    async def by_purchase(self, purchase_id: str) -> t.Order | None:
        return await self._first(select(t.Order).where(col(t.Order.purchase_id) == purchase_id))

    async def of(self, customer_id: str, offset: int, limit: int) -> tuple[Sequence[t.Order], int]:
        own = (
            select(t.Order)
            .where(col(t.Order.customer_id) == customer_id)
            .order_by(col(t.Order.created_at).desc(), col(t.Order.id))
        )
        return await self._all(own.offset(offset).limit(limit)), await self._count(own)

    async def lines(self, order_ids: Sequence[str]) -> Sequence[t.OrderLine]:
        return await self._all(
            select(t.OrderLine)
            .where(col(t.OrderLine.order_id).in_(order_ids))
            .order_by(col(t.OrderLine.order_id), col(t.OrderLine.line_no))
        )
