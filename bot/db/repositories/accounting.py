"""The books page by page, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import SQLModel

from bot.db.repositories.base import Repository
from domain.accounting.results import TapeLoan
from domain.value import names_of

_TABLES = SQLModel.metadata.tables
_PARTS = ("interest", "fee", "guarantee", "service")


class AccountingRepository(Repository):
    async def movements(self, after: str, limit: int) -> Sequence[tuple[str, datetime, str, str, int]]:
        entry = _TABLES["ledger_entries"].c
        page = (
            select(entry.id, entry.posted_at, entry.debit_account, entry.credit_account, entry.amount_fen)
            .where(entry.id > after)
            .order_by(entry.id)
            .limit(limit)
        )
        rows = await self._transaction.columns(page, {})
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    async def tape(self, after: str, limit: int) -> Sequence[TapeLoan]:
        loan, order, row = (_TABLES[name].c for name in ("loans", "orders", "installments"))
        is_open = row.settled_at.is_(None)
        cost_fen = sum(
            (row[f"{part}_fen"] - row[f"paid_{part}_fen"] for part in _PARTS), row.penalty_carried_fen
        )
        paid_fen = sum(
            (row[f"paid_{part}_fen"] for part in _PARTS), row.paid_principal_fen + row.paid_penalty_fen
        )
        page = (
            select(
                loan.id, loan.institution_id, loan.plan_id, loan.contract_no, order.number, loan.start_date,
                loan.status, loan.periods, loan.principal_fen,
                func.sum(row.principal_fen - row.paid_principal_fen), func.sum(cost_fen), func.sum(paid_fen),
                func.sum(case((is_open, 1), else_=0)), func.min(case((is_open, row.due_date))),
                order.intake_id.is_not(None),
            )
            .join_from(_TABLES["loans"], _TABLES["orders"], order.id == loan.order_id)
            .join(_TABLES["installments"], row.loan_id == loan.id)
            .where(loan.id > after)
            .group_by(loan.id, order.id)
            .order_by(loan.id)
            .limit(limit)
        )  # fmt: skip
        rows = await self._transaction.columns(page, {})
        return [_tape_loan(*row) for row in rows]


def _tape_loan(*values: Any) -> TapeLoan:
    """Make it of the columns in its order; PostgreSQL adds whole numbers up to decimals."""
    names = names_of(TapeLoan)
    told = dict(zip(names, values, strict=True))
    for name in ("open_principal_fen", "open_cost_fen", "paid_fen", "open_instalments"):
        told[name] = int(told[name])
    return TapeLoan(**told | {"brought_in": bool(told["brought_in"])})
