"""How somebody stands, in one query."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, and_, bindparam, exists, or_, select
from sqlmodel import SQLModel

from bot.db.repositories.base import Repository
from domain.cases.types import CaseStatus
from domain.loans.tables import LoanStatus
from domain.standing.repository import Marks

_CUSTOMER, _CHOICE, _MANDATE, _CASE, _LOAN, _BACKUP, _CARD = (
    SQLModel.metadata.tables[name].c
    for name in (
        "customers",
        "reminder_choices",
        "debit_mandates",
        "cases",
        "loans",
        "backup_channels",
        "payment_cards",
    )
)
_MARKS = select(
    _CUSTOMER.frozen_at,
    select(_CHOICE.before).where(_CHOICE.customer_id == _CUSTOMER.id).scalar_subquery(),
    exists().where(_MANDATE.customer_id == _CUSTOMER.id, _MANDATE.revoked_at.is_(None)),
    exists().where(
        _CASE.customer_id == _CUSTOMER.id,
        or_(_CASE.status != CaseStatus.CLOSED.value, _CASE.pauses_until >= bindparam("today", type_=Date)),
    ),
    exists().where(_LOAN.customer_id == _CUSTOMER.id, _LOAN.status == LoanStatus.SETTLED.value),
    and_(
        _CUSTOMER.blocked_at.is_not(None),
        ~exists().where(_BACKUP.customer_id == _CUSTOMER.id, _BACKUP.address_token.is_not(None)),
    ),
    exists().where(_CARD.customer_id == _CUSTOMER.id, _CARD.removed_at.is_(None)),
).where(_CUSTOMER.id == bindparam("customer"))


class StandingRepository(Repository):
    async def marks(self, customer_id: str, today: date) -> Marks:
        rows = await self._transaction.columns(_MARKS, {"customer": customer_id, "today": today})
        if not rows:
            return Marks(None, None, *(False for _ in range(5)))
        frozen_at, before, *marks = rows[0]
        return Marks(frozen_at, before, *map(bool, marks))
