"""Customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.customers.repository import KnownCustomer, Recipient
from domain.customers.results import CustomerView

_CUSTOMER = SQLModel.metadata.tables["customers"].c
# Plain columns, made once: asked with every update.
_KNOWN = select(
    _CUSTOMER.id,
    _CUSTOMER.locale,
    _CUSTOMER.plain_text,
    _CUSTOMER.blocked_at,
    _CUSTOMER.word_token,
    _CUSTOMER.telegram_token,
    _CUSTOMER.name_hash,
).where(_CUSTOMER.telegram_id == bindparam("telegram_id"))


_RECIPIENTS = select(
    _CUSTOMER.id,
    _CUSTOMER.telegram_id,
    _CUSTOMER.locale,
    _CUSTOMER.plain_text,
    _CUSTOMER.word_token,
    _CUSTOMER.telegram_token,
    _CUSTOMER.blocked_at,
).where(_CUSTOMER.id.in_(bindparam("ids", expanding=True)))


def _recipient(
    customer_id: str,
    telegram_id: int,
    locale: str,
    plain_text: bool,
    word_token: str | None,
    telegram_token: str | None,
    blocked_at: datetime | None,
) -> Recipient:
    view = CustomerView(
        customer_id,
        telegram_id,
        locale,
        plain_text,
        word_token=word_token,
        telegram_token=telegram_token,
    )
    return Recipient(view, blocked_at)


class CustomerRepository(Repository):
    async def get(self, customer_id: str) -> t.Customer | None:
        return await self._session.get(t.Customer, customer_id)

    async def lock(self, customer_id: str) -> t.Customer | None:
        return await self._transaction.row(t.Customer, customer_id, locked=True)

    async def recipients(self, customer_ids: Sequence[str]) -> dict[str, Recipient]:
        rows = await self._transaction.columns(_RECIPIENTS, {"ids": customer_ids})
        return {row[0]: _recipient(*row) for row in rows}

    async def mark_blocked(self, customer_ids: Sequence[str], now: datetime) -> None:
        if customer_ids:
            await self._run(
                update(t.Customer)
                .where(col(t.Customer.id).in_(customer_ids), col(t.Customer.blocked_at).is_(None))
                .values(blocked_at=now)
            )

    async def take_form(self, customer_id: str, opened_s: int) -> bool:
        earlier = or_(col(t.Customer.form_opened_s).is_(None), col(t.Customer.form_opened_s) < opened_s)
        taken = (
            update(t.Customer)
            .where(col(t.Customer.id) == customer_id, earlier)
            .values(form_opened_s=opened_s)
        )
        return await self._run(taken) == 1

    async def known(self, telegram_id: int) -> KnownCustomer | None:
        rows = await self._transaction.columns(_KNOWN, {"telegram_id": telegram_id})
        return KnownCustomer(*rows[0]) if rows else None

    async def by_telegram_id(self, telegram_id: int) -> t.Customer | None:
        return await self._first(select(t.Customer).where(col(t.Customer.telegram_id) == telegram_id))

    async def blocked_with_bills(self) -> Sequence[t.Customer]:
        owes = select(t.Installment).where(
            col(t.Installment.customer_id) == col(t.Customer.id), col(t.Installment.settled_at).is_(None)
        )
        return await self._all(
            select(t.Customer)
            .where(col(t.Customer.blocked_at).is_not(None), owes.exists())
            .order_by(col(t.Customer.blocked_at), col(t.Customer.id))
        )
