"""Due dates that were moved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t

_MOVED = t.Rescheduling


class ReschedulingRepository(Repository):
    async def of_loan(self, loan_id: str) -> Sequence[t.Rescheduling]:
        theirs = select(_MOVED).where(col(_MOVED.loan_id) == loan_id)
        return await self._all(theirs.order_by(col(_MOVED.loan_version)))
