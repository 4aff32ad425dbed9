"""Repayment quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, bindparam, exists, insert, select, update
from sqlmodel import SQLModel

from bot.db.repositories.base import Repository, values_of
from domain.quotes.snapshots import QuotedPayment, QuoteState
from domain.value import names_of

# Made once: building a statement costs more than running it.
_QUOTES, _LOANS, _PAYMENTS = (
    SQLModel.metadata.tables[name] for name in ("repayment_quotes", "loans", "payments")
)
_QUOTE = _QUOTES.c
_NAMES = names_of(QuoteState)
_RECORD = insert(_QUOTES)
_SELECT = select(*(_QUOTE[name] for name in _NAMES))
_FIND = _SELECT.where(_QUOTE.id == bindparam("quote"))
_ON_LOAN = _FIND.add_columns(_LOANS.c.version, _LOANS.c.contract).join(_LOANS, _LOANS.c.id == _QUOTE.loan_id)
_LOCKED = _ON_LOAN.with_for_update(key_share=True, of=_LOANS)
_UNPAID_BESIDE = _SELECT.where(
    _QUOTE.customer_id == bindparam("customer_id"),
    _QUOTE.loan_id == bindparam("loan_id"),
    _QUOTE.loan_version == bindparam("loan_version"),
    _QUOTE.business_day == bindparam("business_day"),
    ~exists().where(_PAYMENTS.c.quote_id == _QUOTE.id),
).order_by(_QUOTE.created_at.desc(), _QUOTE.id)
_NEWEST_SHOWN = (
    select(_QUOTE.id, _QUOTE.loan_id)
    .where(_QUOTE.customer_id == bindparam("customer"), _QUOTE.shown_at.is_not(None))
    .order_by(_QUOTE.shown_at.desc(), _QUOTE.id)
    .limit(1)
)
_NEWEST_OF_LOAN = _NEWEST_SHOWN.where(_QUOTE.loan_id == bindparam("loan"))
_SHOW_AGAIN = update(_QUOTES).where(_QUOTE.id == bindparam("quote")).values(shown_at=bindparam("now"))


class QuoteRepository(Repository):
    async def find(self, quote_id: str) -> QuoteState | None:
        rows = await self._transaction.columns(_FIND, {"quote": quote_id})
        return QuoteState(*rows[0]) if rows else None

    async def on_loan(self, quote_id: str) -> QuotedPayment | None:
        return await self._on_loan(_ON_LOAN, quote_id)

    async def lock(self, quote_id: str) -> QuotedPayment | None:
        return await self._on_loan(_LOCKED, quote_id)

    async def _on_loan(self, statement: Executable, quote_id: str) -> QuotedPayment | None:
        rows = await self._transaction.columns(statement, {"quote": quote_id})
        if not rows:
            return None
        *quote, version, contract = rows[0]
        return QuotedPayment(QuoteState(*quote), version, contract)

    async def record(self, quote: QuoteState) -> None:
        await self._transaction.change(_RECORD, values_of(quote, _NAMES))

    async def unpaid_beside(self, quote: QuoteState) -> Sequence[QuoteState]:
        given = values_of(quote, ("customer_id", "loan_id", "loan_version", "business_day"))
        return [QuoteState(*row) for row in await self._transaction.columns(_UNPAID_BESIDE, given)]

    async def show_again(self, customer_id: str, loan_id: str, now: datetime) -> bool:
        newest = await self._transaction.columns(_NEWEST_OF_LOAN, {"customer": customer_id, "loan": loan_id})
        if newest:
            await self._transaction.change(_SHOW_AGAIN, {"quote": newest[0].id, "now": now})
        return bool(newest)

    async def newest_shown_loan(self, customer_id: str) -> str | None:
        newest = await self._transaction.columns(_NEWEST_SHOWN, {"customer": customer_id})
        return newest[0].loan_id if newest else None
