"""Where goods are sent to, and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t


class ShipmentRepository(Repository):
    async def of_order(self, order_id: str) -> t.Shipment | None:
        return await self._session.get(t.Shipment, order_id)

    async def address(self, customer_id: str, *, locked: bool = False) -> t.DeliveryAddress | None:
        return await self._transaction.row(t.DeliveryAddress, customer_id, locked=locked)

    async def order(self, number: str) -> t.Order | None:
        return await self._first(select(t.Order).where(col(t.Order.number) == number))

    async def lock_order(self, number: str) -> t.Order | None:
        found = await self._first(select(col(t.Order.id)).where(col(t.Order.number) == number))
        return await self._transaction.row(t.Order, found, locked=True) if found is not None else None

    async def unsent(self, since: datetime, customer_id: str | None = None) -> Sequence[t.Order]:
        sent = select(col(t.Shipment.order_id)).where(col(t.Shipment.order_id) == col(t.Order.id))
        wanted = select(t.Order).where(
            col(t.Order.created_at) >= since, col(t.Order.received_at).is_(None), ~sent.exists()
        )
        if customer_id is not None:
            wanted = wanted.where(col(t.Order.customer_id) == customer_id)
        return await self._all(wanted.order_by(col(t.Order.created_at), col(t.Order.id)))

    async def unaddressed(self, kind: str, since: datetime) -> Sequence[tuple[str, datetime, date | None]]:
        order, kept, told = t.Order, t.DeliveryAddress, t.Notice
        sent = select(col(t.Shipment.order_id)).where(col(t.Shipment.order_id) == col(order.id))
        wanted = (
            select(col(order.customer_id), col(order.created_at), func.max(col(told.business_day)))
            .join(kept, col(kept.customer_id) == col(order.customer_id), isouter=True)
            .join(
                told,
                and_(col(told.customer_id) == col(order.customer_id), col(told.kind) == kind),
                isouter=True,
            )
            .where(
                col(order.created_at) >= since,
                col(order.received_at).is_(None),
                ~sent.exists(),
                col(kept.address_token).is_(None),
            )
            .group_by(col(order.id), col(order.customer_id), col(order.created_at))
            .order_by(col(order.created_at), col(order.id))
        )
        rows = await self._session.execute(wanted)
        return [(customer_id, placed_at, day) for customer_id, placed_at, day in rows]

    async def sent(self, limit: int) -> Sequence[tuple[t.Order, t.Shipment]]:
        under_way = (
            select(t.Order, t.Shipment)
            .join(t.Shipment, col(t.Shipment.order_id) == col(t.Order.id))
            .where(col(t.Shipment.delivered_at).is_(None), col(t.Order.received_at).is_(None))
            .order_by(col(t.Shipment.shipped_at), col(t.Order.id))
        )
        return [(order, sent) for order, sent in await self._session.execute(under_way.limit(limit))]
