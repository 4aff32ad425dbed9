"""Repayment offers and payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t

IN_FLIGHT = (t.PaymentStatus.PENDING, t.PaymentStatus.UNKNOWN)


class PaymentRepository(Repository):
    async def offer(self, offer_id: str) -> t.RepaymentOffer | None:
        return await self._session.get(t.RepaymentOffer, offer_id)

    async def newest_offered_loan(self, customer_id: str) -> str | None:
        return await self._first(
            select(col(t.RepaymentOffer.loan_id))
            .where(col(t.RepaymentOffer.customer_id) == customer_id)
            .order_by(col(t.RepaymentOffer.created_at).desc())
        )

    async def get(self, payment_id: str) -> t.Payment | None:
        return await self._session.get(t.Payment, payment_id, with_for_update=True)

    async def find(self, payment_id: str) -> t.Payment | None:
        return await self._session.get(t.Payment, payment_id)

    async def by_offer(self, offer_id: str) -> t.Payment | None:
        return await self._first(select(t.Payment).where(col(t.Payment.offer_id) == offer_id))

    async def unresolved(self, before: datetime, limit: int) -> Sequence[str]:
        return await self._all(
            select(col(t.Payment.id))
            .where(col(t.Payment.status).in_(IN_FLIGHT), col(t.Payment.created_at) <= before)
            .order_by(col(t.Payment.created_at))
            .limit(limit)
        )
