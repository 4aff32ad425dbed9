"""Purchases that are paid at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t

_PURCHASE = SQLModel.metadata.tables["purchases"].c
_EARLIEST_HOLD = select(func.min(_PURCHASE.held_until)).where(_PURCHASE.held_until.is_not(None))


class PurchaseRepository(Repository):
    async def get(self, purchase_id: str) -> t.Purchase | None:
        return await self._transaction.row(t.Purchase, purchase_id)

    async def lock(self, purchase_id: str) -> t.Purchase | None:
        return await self._transaction.row(t.Purchase, purchase_id, locked=True)

    async def lock_open(self, customer_id: str) -> None:
        open_ones = select(col(t.Purchase.id)).where(
            col(t.Purchase.customer_id) == customer_id, col(t.Purchase.status) == t.PurchaseStatus.OPEN
        )
        await self._all(open_ones.order_by(col(t.Purchase.id)).with_for_update(key_share=True))

    async def lock_of_order(self, order_id: str) -> t.Purchase | None:
        found = await self._first(select(col(t.Order.purchase_id)).where(col(t.Order.id) == order_id))
        return await self.lock(found) if found else None

    async def newest_unpaid(self, customer_id: str) -> t.Purchase | None:
        asked_for = exists().where(col(t.Payment.purchase_id) == col(t.Purchase.id))
        return await self._first(
            select(t.Purchase)
            .where(
                col(t.Purchase.customer_id) == customer_id,
                col(t.Purchase.status) == t.PurchaseStatus.OPEN,
                ~asked_for,
            )
            .order_by(col(t.Purchase.created_at).desc(), col(t.Purchase.id))
        )

    async def give_up_others(self, customer_id: str, but: str) -> None:
        await self._run(
            update(t.Purchase)
            .where(
                col(t.Purchase.customer_id) == customer_id,
                col(t.Purchase.status) == t.PurchaseStatus.OPEN,
                col(t.Purchase.id) != but,
            )
            .values(status=t.PurchaseStatus.GIVEN_UP)
        )

    async def held_past(self, now: datetime) -> Sequence[str]:
        return await self._all(
            select(col(t.Purchase.id))
            .where(col(t.Purchase.held_until) <= now)
            .order_by(col(t.Purchase.held_until), col(t.Purchase.id))
        )

    async def held(self) -> Sequence[t.Purchase]:
        return await self._all(select(t.Purchase).where(col(t.Purchase.held_until).is_not(None)))

    async def earliest_hold(self) -> datetime | None:
        earliest: datetime | None = await self._value(_EARLIEST_HOLD)
        return earliest
