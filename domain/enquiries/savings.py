"""Which loan is best settled first: what settling each today would save, by the rules that a quote is made by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.dates import business_day
from domain.enquiries.results import OwnOrder, Saving
from domain.errors import DomainError
from domain.quotes.loan_snapshot import quote_end, snapshot_of
from domain.quotes.terms import settlement_terms
from domain.unit_of_work import UnitOfWork


async def savings_of(uow: UnitOfWork, orders: Sequence[OwnOrder], now: datetime) -> tuple[Saving, ...]:
    """Return them, what saves most first; without those that a payment is on its way for. Nothing is kept."""
    found = []
    for order in orders:
        loan = await uow.loans.get(order.loan_id)
        if loan is None or not order.open:
            continue
        try:
            snapshot = await snapshot_of(uow, loan, business_day(now))
            terms, settlement = settlement_terms(snapshot)
        except DomainError:  # a payment on its way, or a lender that settles nothing
            continue
        end = quote_end(snapshot.contract, snapshot.today)
        fee_fen = terms.outside.prepay_fee_fen
        found.append(Saving(order, terms.amount_fen, settlement.saved_fen, end, now >= end, fee_fen))
    return tuple(sorted(found, key=lambda one: (-one.saved_fen, one.order.loan_id)))
