"""Customers and their identity rows."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t


class CustomerRepository(Repository):
    async def get(self, customer_id: str) -> t.Customer | None:
        return await self._session.get(t.Customer, customer_id)

    async def by_telegram_id(self, telegram_id: int) -> t.Customer | None:
        return await self._first(select(t.Customer).where(col(t.Customer.telegram_id) == telegram_id))


class IdentityRepository(Repository):
    async def get(self, customer_id: str) -> t.Identity | None:
        return await self._session.get(t.Identity, customer_id)
