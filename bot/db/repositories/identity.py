"""Identity rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t

_IDENTITY = SQLModel.metadata.tables["identities"].c
# Not IS NOT NULL: SQLite would read the whole index for that.
_ANY_REVIEWING, _ANY_FACE_OPEN = (
    select(exists().where(check_id > "")) for check_id in (_IDENTITY.check_id, _IDENTITY.face_check_id)
)


class IdentityRepository(Repository):
    async def get(self, customer_id: str) -> t.Identity | None:
        return await self._session.get(t.Identity, customer_id)

    async def of_check(self, check_id: str) -> t.Identity | None:
        return await self._first(
            select(t.Identity).where(col(t.Identity.check_id) == check_id).with_for_update()
        )

    async def any_reviewing(self) -> bool:
        return bool(await self._value(_ANY_REVIEWING))

    async def any_face_open(self) -> bool:
        return bool(await self._value(_ANY_FACE_OPEN))

    async def reviewing(self, limit: int) -> Sequence[t.Identity]:
        waiting = select(t.Identity).where(col(t.Identity.check_id).is_not(None))
        return await self._all(waiting.order_by(col(t.Identity.check_id)).limit(limit))

    async def of_face_check(self, check_id: str) -> t.Identity | None:
        return await self._first(
            select(t.Identity).where(col(t.Identity.face_check_id) == check_id).with_for_update()
        )

    async def faces_open(self, limit: int) -> Sequence[t.Identity]:
        waiting = select(t.Identity).where(col(t.Identity.face_check_id).is_not(None))
        return await self._all(waiting.order_by(col(t.Identity.face_check_id)).limit(limit))
