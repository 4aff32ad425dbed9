"""Repayment offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, bindparam, exists, insert, select, update
from sqlmodel import SQLModel

from bot.db.repositories.base import Repository, names_of, values_of
from domain.quotes.snapshots import OfferedPayment, OfferState

# Made once: building a statement costs more than running it.
_OFFERS, _LOANS, _PAYMENTS = (
    SQLModel.metadata.tables[name] for name in ("repayment_offers", "loans", "payments")
)
_OFFER = _OFFERS.c
_NAMES = names_of(OfferState)
_RECORD = insert(_OFFERS)
_SELECT = select(*(_OFFER[name] for name in _NAMES))
_FIND = _SELECT.where(_OFFER.id == bindparam("offer"))
_ON_LOAN = _FIND.add_columns(_LOANS.c.version, _LOANS.c.contract).join(_LOANS, _LOANS.c.id == _OFFER.loan_id)
_LOCKED = _ON_LOAN.with_for_update(key_share=True, of=_LOANS)
_UNPAID_BESIDE = _SELECT.where(
    _OFFER.customer_id == bindparam("customer_id"),
    _OFFER.loan_id == bindparam("loan_id"),
    _OFFER.loan_version == bindparam("loan_version"),
    _OFFER.business_day == bindparam("business_day"),
    ~exists().where(_PAYMENTS.c.offer_id == _OFFER.id),
).order_by(_OFFER.created_at.desc(), _OFFER.id)
_NEWEST_SHOWN = (
    select(_OFFER.id, _OFFER.loan_id)
    .where(_OFFER.customer_id == bindparam("customer"), _OFFER.shown_at.is_not(None))
    .order_by(_OFFER.shown_at.desc(), _OFFER.id)
    .limit(1)
)
_NEWEST_OF_LOAN = _NEWEST_SHOWN.where(_OFFER.loan_id == bindparam("loan"))
_SHOW_AGAIN = update(_OFFERS).where(_OFFER.id == bindparam("offer")).values(shown_at=bindparam("now"))


class QuoteRepository(Repository):
    async def find(self, offer_id: str) -> OfferState | None:
        rows = await self._transaction.columns(_FIND, {"offer": offer_id})
        return OfferState(*rows[0]) if rows else None

    async def on_loan(self, offer_id: str) -> OfferedPayment | None:
        return await self._on_loan(_ON_LOAN, offer_id)

    async def lock(self, offer_id: str) -> OfferedPayment | None:
        return await self._on_loan(_LOCKED, offer_id)

    async def _on_loan(self, statement: Executable, offer_id: str) -> OfferedPayment | None:
        rows = await self._transaction.columns(statement, {"offer": offer_id})
        if not rows:
            return None
        *offer, version, contract = rows[0]
        return OfferedPayment(OfferState(*offer), version, contract)

    async def record(self, offer: OfferState) -> None:
        await self._transaction.change(_RECORD, values_of(offer, _NAMES))

    async def unpaid_beside(self, offer: OfferState) -> Sequence[OfferState]:
        given = values_of(offer, ("customer_id", "loan_id", "loan_version", "business_day"))
        return [OfferState(*row) for row in await self._transaction.columns(_UNPAID_BESIDE, given)]

    async def show_again(self, customer_id: str, loan_id: str, now: datetime) -> bool:
        newest = await self._transaction.columns(_NEWEST_OF_LOAN, {"customer": customer_id, "loan": loan_id})
        if newest:
            await self._transaction.change(_SHOW_AGAIN, {"offer": newest[0].id, "now": now})
        return bool(newest)

    async def newest_shown_loan(self, customer_id: str) -> str | None:
        newest = await self._transaction.columns(_NEWEST_SHOWN, {"customer": customer_id})
        return newest[0].loan_id if newest else None
