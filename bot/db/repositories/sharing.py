"""Shared due dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.sharing.results import SharingStatus

_SHARING, _OWNER = t.Sharing, t.Customer


class SharingRepository(Repository):
    async def of(self, customer_id: str, *, locked: bool = False) -> t.Sharing | None:
        return await self._transaction.row(_SHARING, customer_id, locked=locked)

    async def by_hash(self, secret_hash: str) -> t.Sharing | None:
        return await self._first(select(_SHARING).where(col(_SHARING.secret_hash) == secret_hash))

    async def by_id(self, sharing_id: str) -> t.Sharing | None:
        return await self._first(select(_SHARING).where(col(_SHARING.sharing_id) == sharing_id))

    async def watched_by(self, watcher_id: str) -> Sequence[t.Sharing]:
        theirs = select(_SHARING).where(col(_SHARING.watcher_id) == watcher_id)
        return await self._all(theirs.order_by(col(_SHARING.accepted_on), col(_SHARING.sharing_id)))

    async def abandoned(self) -> Sequence[t.Sharing]:
        return await self._all(_of_blocked(select(_SHARING)).order_by(col(_SHARING.customer_id)))

    async def first_abandoned(self) -> datetime | None:
        first: datetime | None = await self._value(_of_blocked(select(func.min(col(_OWNER.blocked_at)))))
        return first


def _of_blocked(what: Select[Any]) -> Select[Any]:
    return what.join_from(_SHARING, _OWNER, col(_OWNER.id) == col(_SHARING.customer_id)).where(
        col(_OWNER.blocked_at).is_not(None), col(_SHARING.status) != SharingStatus.ENDED
    )
