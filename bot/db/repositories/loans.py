"""Loans, their instalments, their ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlmodel import col

from bot.db.repositories.base import Repository
from domain import tables as t


class LoanRepository(Repository):
    async def get(self, loan_id: str) -> t.Loan | None:
        return await self._session.get(t.Loan, loan_id)

    async def lock(self, loan_id: str) -> t.Loan | None:
        return await self._session.get(t.Loan, loan_id, with_for_update=True)

    async def by_orders(self, order_ids: Sequence[str]) -> dict[str, t.Loan]:
        rows = await self._all(select(t.Loan).where(col(t.Loan.order_id).in_(order_ids)))
        return {row.order_id: row for row in rows}

    async def by_ids(self, loan_ids: Sequence[str]) -> dict[str, t.Loan]:
        rows = await self._all(select(t.Loan).where(col(t.Loan.id).in_(loan_ids)))
        return {row.id: row for row in rows}


class InstallmentRepository(Repository):
    async def get(self, installment_id: str) -> t.Installment | None:
        return await self._session.get(t.Installment, installment_id)

    async def of_loan(self, loan_id: str) -> Sequence[t.Installment]:
        return await self.of_loans([loan_id])

    async def of_loans(self, loan_ids: Sequence[str]) -> Sequence[t.Installment]:
        return await self._all(
            select(t.Installment)
            .where(col(t.Installment.loan_id).in_(loan_ids))
            .order_by(col(t.Installment.loan_id), col(t.Installment.no))
        )

    async def open_of(self, customer_id: str) -> Sequence[t.Installment]:
        return await self._all(
            select(t.Installment)
            .where(col(t.Installment.customer_id) == customer_id, col(t.Installment.settled_at).is_(None))
            .order_by(col(t.Installment.due_date), col(t.Installment.loan_id))
        )

    async def next_due_day(self) -> date | None:
        earliest: date | None = await self._session.scalar(
            select(func.min(t.Installment.due_date)).where(col(t.Installment.settled_at).is_(None))
        )
        return earliest


class LedgerRepository(Repository):
    async def last_seq(self, loan_id: str) -> int:
        newest = select(func.max(t.LedgerEntry.seq)).where(col(t.LedgerEntry.loan_id) == loan_id)
        return await self._session.scalar(newest) or 0
