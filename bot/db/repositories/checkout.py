"""Checkout drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t

_DRAFT = SQLModel.metadata.tables["checkout_drafts"].c
_OLDEST_OPEN = select(func.min(_DRAFT.created_at)).where(_DRAFT.status == t.DraftStatus.OPEN.value)


class DraftRepository(Repository):
    async def open_of(self, customer_id: str) -> t.CheckoutDraft | None:
        return await self._first(
            select(t.CheckoutDraft).where(
                col(t.CheckoutDraft.customer_id) == customer_id,
                col(t.CheckoutDraft.status) == t.DraftStatus.OPEN,
            )
        )

    async def get(self, draft_id: str) -> t.CheckoutDraft | None:
        return await self._session.get(t.CheckoutDraft, draft_id, with_for_update=True)

    async def oldest_open(self) -> datetime | None:
        oldest: datetime | None = await self._value(_OLDEST_OPEN)
        return oldest

    async def cancel_open_from_before(self, instant: datetime) -> int:
        return await self._run(
            update(t.CheckoutDraft)
            .where(
                col(t.CheckoutDraft.status) == t.DraftStatus.OPEN, col(t.CheckoutDraft.created_at) < instant
            )
            .values(status=t.DraftStatus.CANCELLED)
        )

    async def being_read(self) -> Sequence[tuple[t.CheckoutDraft, t.Customer]]:
        statement = (
            select(t.CheckoutDraft, t.Customer)
            .join(t.Customer, col(t.Customer.id) == col(t.CheckoutDraft.customer_id))
            .where(
                col(t.CheckoutDraft.status) == t.DraftStatus.OPEN,
                col(t.CheckoutDraft.disclosure_message_id).is_not(None),
                col(t.CheckoutDraft.disclosure_read_at).is_(None),
            )
        )
        return [(draft, person) for draft, person in (await self._session.execute(statement)).all()]
