"""Applications at lenders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.columns import UtcDateTime

_APPLICATION = SQLModel.metadata.tables["applications"].c

_ANY_OPEN_APPLICATION = select(
    exists().where(
        _APPLICATION.closed_at.is_(None), _APPLICATION.created_at >= bindparam("since", type_=UtcDateTime)
    )
)

_OPEN_APPLICATIONS = select(t.Application).where(col(t.Application.closed_at).is_(None))


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
