"""What the record of a customer's payments is read from. Plain columns: nothing of it is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import case, func, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.history.repository import Movement, PaymentFacts

_TABLES = SQLModel.metadata.tables
_RECEIVABLE = (
    "principal_receivable",
    "interest_receivable",
    "fee_receivable",
    "guarantee_receivable",
    "service_receivable",
)


class HistoryRepository(Repository):
    async def loan_starts(self, customer_id: str) -> Mapping[str, date]:
        own = select(col(t.Loan.id), col(t.Loan.start_date)).where(col(t.Loan.customer_id) == customer_id)
        rows = await self._transaction.columns(own, {})
        return {row[0]: row[1] for row in rows}

    async def movements(self, loan_ids: Sequence[str], installment_ids: Sequence[str]) -> Sequence[Movement]:
        entry, payment = _TABLES["ledger_entries"].c, _TABLES["payments"].c
        sign = case((entry.debit_account.in_(_RECEIVABLE), 1), else_=0) - case(
            (entry.credit_account.in_(_RECEIVABLE), 1), else_=0
        )
        rows = await self._transaction.columns(
            select(
                entry.installment_id,
                func.coalesce(payment.created_at, entry.posted_at),
                entry.return_id.is_not(None),
                entry.amount_fen * sign,
            )
            .join_from(
                _TABLES["ledger_entries"], _TABLES["payments"], payment.id == entry.payment_id, isouter=True
            )
            .where(
                entry.loan_id.in_(loan_ids),
                entry.installment_id.in_(installment_ids),
                sign != 0,
            )
            .order_by(entry.loan_id, entry.seq),
            {},
        )
        return [Movement(*row) for row in rows]

    async def count_payments(self, customer_id: str) -> int:
        own = select(func.count()).where(
            col(t.Payment.customer_id) == customer_id, col(t.Payment.loan_id).is_not(None)
        )
        return int((await self._transaction.columns(own, {}))[0][0])

    async def payments(self, customer_id: str, offset: int, limit: int | None) -> Sequence[PaymentFacts]:
        payment, quote, loan, line = (
            _TABLES[name] for name in ("payments", "repayment_quotes", "loans", "order_lines")
        )
        first = line.alias()
        pieces = select(func.sum(line.c.quantity)).where(line.c.order_id == loan.c.order_id).scalar_subquery()
        rows = await self._transaction.columns(
            select(
                payment.c.id,
                payment.c.created_at,
                payment.c.status,
                payment.c.purpose,
                payment.c.amount_fen,
                payment.c.received_fen,
                quote.c.kind,
                quote.c.shares,
                loan.c.periods,
                first.c.names,
                pieces,
                loan.c.id,
                payment.c.void_reason,
            )
            .join_from(payment, loan, loan.c.id == payment.c.loan_id)
            .join(first, (first.c.order_id == loan.c.order_id) & (first.c.line_no == 1))
            .join(quote, quote.c.id == payment.c.quote_id, isouter=True)
            .where(payment.c.customer_id == customer_id)
            .order_by(payment.c.created_at.desc(), payment.c.id)
            .offset(offset)
            .limit(limit),
            {},
        )
        return [PaymentFacts(*row) for row in rows]
