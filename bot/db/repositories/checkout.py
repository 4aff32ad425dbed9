"""Carts, checkout drafts, credit lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.columns import UtcDateTime

_LINES = SQLModel.metadata.tables["credit_lines"]
# Made once: building a statement costs more than running it.
_RESTORE = (
    update(_LINES)
    .where(_LINES.c.customer_id == bindparam("customer"), _LINES.c.institution_id == bindparam("institution"))
    .values(used_fen=_LINES.c.used_fen - bindparam("amount"))
)


_DRAFT, _APPLICATION = (SQLModel.metadata.tables[name].c for name in ("checkout_drafts", "applications"))
_OLDEST_OPEN = select(func.min(_DRAFT.created_at)).where(_DRAFT.status == t.DraftStatus.OPEN.value)
_ANY_OPEN_APPLICATION = select(
    exists().where(
        _APPLICATION.closed_at.is_(None), _APPLICATION.created_at >= bindparam("since", type_=UtcDateTime)
    )
)
_OPEN_APPLICATIONS = select(t.Application).where(col(t.Application.closed_at).is_(None))


class CartRepository(Repository):
    async def items(self, customer_id: str) -> Sequence[t.CartItem]:
        return await self._all(
            select(t.CartItem)
            .where(col(t.CartItem.customer_id) == customer_id)
            .order_by(col(t.CartItem.added_at), col(t.CartItem.product_id))
        )

    async def item(self, customer_id: str, product_id: str) -> t.CartItem | None:
        return await self._session.get(t.CartItem, (customer_id, product_id))

    async def remove(self, customer_id: str, product_ids: Sequence[str]) -> None:
        await self._run(
            delete(t.CartItem).where(
                col(t.CartItem.customer_id) == customer_id, col(t.CartItem.product_id).in_(product_ids)
            )
        )

    async def subtract(self, customer_id: str, product_id: str, quantity: int) -> None:
        line = (col(t.CartItem.customer_id) == customer_id, col(t.CartItem.product_id) == product_id)
        held = col(t.CartItem.quantity)
        await self._run(delete(t.CartItem).where(*line, held <= quantity))
        await self._run(update(t.CartItem).where(*line).values(quantity=held - quantity))


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


class ApplicationRepository(Repository):
    async def get(self, application_id: str) -> t.Application | None:
        return await self._session.get(t.Application, application_id)

    async def open_of(self, draft_id: str, plan_id: str) -> t.Application | None:
        return await self._first(
            _OPEN_APPLICATIONS.where(
                col(t.Application.draft_id) == draft_id, col(t.Application.plan_id) == plan_id
            )
        )

    async def of_draft(self, draft_id: str) -> Sequence[t.Application]:
        return await self._all(_OPEN_APPLICATIONS.where(col(t.Application.draft_id) == draft_id))

    async def lock(self, application_id: str) -> t.Application | None:
        return await self._first(
            select(t.Application).where(col(t.Application.id) == application_id).with_for_update()
        )

    async def any_open(self, since: datetime) -> bool:
        return bool(await self._value(_ANY_OPEN_APPLICATION, {"since": since}))

    async def all_open(self, since: datetime, limit: int) -> Sequence[t.Application]:
        begun = col(t.Application.created_at)
        return await self._all(_OPEN_APPLICATIONS.where(begun >= since).order_by(begun).limit(limit))


class CreditLineRepository(Repository):
    async def of(self, customer_id: str) -> Sequence[t.CreditLine]:
        return await self._all(select(t.CreditLine).where(col(t.CreditLine.customer_id) == customer_id))

    async def get(self, customer_id: str, institution_id: str) -> t.CreditLine | None:
        return await self._session.get(t.CreditLine, (customer_id, institution_id))

    async def take(self, customer_id: str, institution_id: str, amount_fen: int, limit_fen: int) -> bool:
        taken = await self._run(
            update(t.CreditLine)
            .where(
                col(t.CreditLine.customer_id) == customer_id,
                col(t.CreditLine.institution_id) == institution_id,
                col(t.CreditLine.used_fen) + amount_fen <= limit_fen,
            )
            .values(used_fen=col(t.CreditLine.used_fen) + amount_fen, limit_fen=limit_fen)
        )
        return taken == 1

    async def restore(self, customer_id: str, institution_id: str, amount_fen: int) -> None:
        given = {"customer": customer_id, "institution": institution_id, "amount": amount_fen}
        await self._transaction.change(_RESTORE, given)
