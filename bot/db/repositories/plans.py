"""Credit lines."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t

_LINES = SQLModel.metadata.tables["credit_lines"]
# Made once: building a statement costs more than running it.
_RESTORE = (
    update(_LINES)
    .where(_LINES.c.customer_id == bindparam("customer"), _LINES.c.institution_id == bindparam("institution"))
    .values(used_fen=_LINES.c.used_fen - bindparam("amount"))
)


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
