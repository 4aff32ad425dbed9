"""Calendars to subscribe to."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t

_FEED = t.CalendarFeed


class FeedRepository(Repository):
    async def of(self, customer_id: str, *, locked: bool = False) -> t.CalendarFeed | None:
        return await self._transaction.row(_FEED, customer_id, locked=locked)

    async def by_hash(self, secret_hash: str) -> t.CalendarFeed | None:
        return await self._first(select(_FEED).where(col(_FEED.secret_hash) == secret_hash))

    async def delete(self, customer_id: str) -> None:
        await self._run(delete(_FEED).where(col(_FEED.customer_id) == customer_id))
