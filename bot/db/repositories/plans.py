"""Credit lines."""

from __future__ import annotations

from sqlalchemy import bindparam, case, cast, func, select, union, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.columns import ID
from domain.plans.results import CreditUse

_LINES = SQLModel.metadata.tables["credit_lines"]
# Made once: building a statement costs more than running it.
_RESTORE = (
    update(_LINES)
    .where(_LINES.c.customer_id == bindparam("customer"), _LINES.c.institution_id == bindparam("institution"))
    .values(used_fen=_LINES.c.used_fen - bindparam("amount"))
)
# Whose ID number, verified, is this account's: the accounts of one person. Whoever only typed it is not that person.
_IDENTITIES = SQLModel.metadata.tables["identities"]
_ME, _OTHER = _IDENTITIES.alias("me"), _IDENTITIES.alias("other")
_MY_NUMBER = (
    select(_ME.c.id_number_hash)
    .where(_ME.c.customer_id == bindparam("customer"), _ME.c.verified_at.is_not(None))
    .scalar_subquery()
)
_ACCOUNTS = union(
    select(_OTHER.c.customer_id).where(_OTHER.c.id_number_hash == _MY_NUMBER),
    select(cast(bindparam("customer"), ID)),
)
_IS_OWN = case((_LINES.c.customer_id == bindparam("customer"), _LINES.c.used_fen), else_=0)
_USE_OF_PERSON = (
    select(_LINES.c.institution_id, func.sum(_IS_OWN), func.sum(_LINES.c.used_fen))
    .where(_LINES.c.customer_id.in_(_ACCOUNTS))
    .group_by(_LINES.c.institution_id)
)
# In one order for every account of the person, so that two never wait for each other.
_LOCK_PERSON = (
    select(_IDENTITIES.c.customer_id)
    .where(_IDENTITIES.c.id_number_hash == _MY_NUMBER)
    .order_by(_IDENTITIES.c.customer_id)
    .with_for_update()
)


class CreditLineRepository(Repository):
    async def use_of_person(self, customer_id: str) -> dict[str, CreditUse]:
        rows = await self._transaction.columns(_USE_OF_PERSON, {"customer": customer_id})
        return {
            institution_id: CreditUse(int(own), int(all_of_it - own))
            for institution_id, own, all_of_it in rows
        }

    async def lock_person(self, customer_id: str) -> None:
        await self._transaction.columns(_LOCK_PERSON, {"customer": customer_id})

    async def get(self, customer_id: str, institution_id: str) -> t.CreditLine | None:
        return await self._session.get(t.CreditLine, (customer_id, institution_id))

    async def take(
        self, customer_id: str, institution_id: str, amount_fen: int, limit_fen: int, *, elsewhere_fen: int
    ) -> bool:
        taken = await self._run(
            update(t.CreditLine)
            .where(
                col(t.CreditLine.customer_id) == customer_id,
                col(t.CreditLine.institution_id) == institution_id,
                col(t.CreditLine.used_fen) + amount_fen <= limit_fen - elsewhere_fen,
            )
            .values(used_fen=col(t.CreditLine.used_fen) + amount_fen, limit_fen=limit_fen)
        )
        return taken == 1

    async def restore(self, customer_id: str, institution_id: str, amount_fen: int) -> None:
        given = {"customer": customer_id, "institution": institution_id, "amount": amount_fen}
        await self._transaction.change(_RESTORE, given)
