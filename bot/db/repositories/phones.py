"""Changes of phone numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.phones.results import ChangeStatus

_OVER = (ChangeStatus.DONE.value, ChangeStatus.STOPPED.value)


class PhoneChangeRepository(Repository):
    async def get(self, change_id: str) -> t.PhoneChange | None:
        return await self._first_whole(select(t.PhoneChange).where(col(t.PhoneChange.id) == change_id))

    async def lock_open(self, customer_id: str) -> t.PhoneChange | None:
        found = await self._first(
            select(col(t.PhoneChange.id)).where(
                col(t.PhoneChange.customer_id) == customer_id, col(t.PhoneChange.status).not_in(_OVER)
            )
        )
        locked = await self._transaction.row(t.PhoneChange, found, locked=True) if found else None
        if locked is None or locked.status in _OVER or not self._transaction.is_whole(locked):
            return None
        return locked

    async def put_aside_altered(self, customer_id: str) -> None:
        still_open = (col(t.PhoneChange.customer_id) == customer_id, col(t.PhoneChange.status).not_in(_OVER))
        found = await self._all(select(t.PhoneChange).where(*still_open))
        altered = [row.id for row in found if not self._transaction.is_whole(row)]
        if altered:  # as they are: the seal does not agree afterwards either
            stopped = update(t.PhoneChange).where(col(t.PhoneChange.id).in_(altered))
            await self._run(stopped.values(status=ChangeStatus.STOPPED.value))

    async def of_case(self, case_id: str) -> t.PhoneChange | None:
        return await self._first_whole(select(t.PhoneChange).where(col(t.PhoneChange.case_id) == case_id))

    async def asked_since(self, customer_id: str, since: datetime) -> int:
        return await self._count(
            select(col(t.PhoneChange.id)).where(
                col(t.PhoneChange.customer_id) == customer_id, col(t.PhoneChange.asked_at) > since
            )
        )

    async def untold(self) -> Sequence[t.PhoneChange]:
        untold = select(t.PhoneChange).where(col(t.PhoneChange.old_token).is_not(None))
        return await self._whole(untold.order_by(col(t.PhoneChange.id)))
