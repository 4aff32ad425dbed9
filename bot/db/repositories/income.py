"""Income days."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t

_INCOME = t.IncomeDay


class IncomeRepository(Repository):
    async def of(self, customer_id: str) -> Sequence[t.IncomeDay]:
        mine = select(_INCOME).where(col(_INCOME.customer_id) == customer_id)
        return await self._all(mine.order_by(col(_INCOME.created_at), col(_INCOME.id)))

    async def delete(self, customer_id: str, income_id: str) -> None:
        mine = (col(_INCOME.id) == income_id, col(_INCOME.customer_id) == customer_id)
        await self._run(delete(_INCOME).where(*mine))
