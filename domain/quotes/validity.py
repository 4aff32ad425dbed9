"""Whether what a confirmation showed is still what would be paid."""

from __future__ import annotations

from datetime import date, datetime

from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import Refused, Stale
from domain.loans.errors import PaymentInFlight
from domain.loans.snapshots import OfferedPayment
from domain.quotes.results import OfferKind
from domain.quotes.service import quote_end
from domain.quotes.terms import standing_of, terms_now, terms_of
from domain.unit_of_work import UnitOfWork


async def check_still_offered(uow: UnitOfWork, offer: OfferedPayment, now: datetime) -> None:
    """The loan is untouched since, the quote is not over, and on another day it comes to the same, fen by fen.

    Raises `Stale` where not.
    """
    today = business_day(now)
    if offer.live_version != offer.loan_version:
        raise Stale()
    if offer.kind != OfferKind.BILLS and now >= quote_end(load_contract(offer.contract), offer.business_day):
        raise Stale()
    # Of one version and one day there is only one answer; a payment in flight is kept out by the table's index.
    if offer.business_day != today and not await _comes_to_the_same(uow, offer, today):
        raise Stale()


async def _comes_to_the_same(uow: UnitOfWork, offered: OfferedPayment, today: date) -> bool:
    loan, offer = await uow.loans.get(offered.loan_id), await uow.payments.offer(offered.offer_id)
    assert loan is not None
    assert offer is not None
    try:
        return terms_now(await standing_of(uow, loan, today), offer) == terms_of(offer)
    except PaymentInFlight:
        raise
    except Refused:
        return False
