"""Whether an offer is still what would be paid: the one place that judges it, for confirming and for explaining."""

from __future__ import annotations

from datetime import datetime

from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import Refused, Stale
from domain.quotes.offer import terms_of, wanted_by
from domain.quotes.results import OfferKind
from domain.quotes.snapshots import OfferedPayment
from domain.quotes.standing import Standing, quote_end, standing_of
from domain.quotes.terms import Figures, work_out
from domain.unit_of_work import UnitOfWork


async def check_still_offered(uow: UnitOfWork, offered: OfferedPayment, now: datetime) -> None:
    """Check that the loan is untouched since, the quote is not over, and on another day it comes to the same, fen by fen.

    Raises `Stale` where not.
    """
    _require_untouched(offered, now)
    # Of one version and one day there is only one answer; a payment in flight is kept out by the table's index.
    if offered.offer.business_day != business_day(now):
        await worked_out_again(uow, offered, now)


async def worked_out_again(
    uow: UnitOfWork, offered: OfferedPayment, now: datetime
) -> tuple[Standing, Figures]:
    """Return the loan as it stands and what the offer comes to on it. Raises `Stale` where it is not what was offered,
    `PaymentInFlight`."""
    _require_untouched(offered, now)
    loan = await uow.loans.get(offered.offer.loan_id)
    assert loan is not None
    standing = await standing_of(uow, loan, business_day(now))
    try:
        figures = work_out(standing, wanted_by(offered.offer))
    except Refused:
        raise Stale() from None
    if figures.terms != terms_of(offered.offer):
        raise Stale()
    return standing, figures


def _require_untouched(offered: OfferedPayment, now: datetime) -> None:
    offer = offered.offer
    if offered.live_version != offer.loan_version:
        raise Stale()
    if offer.kind != OfferKind.BILLS and now >= quote_end(
        load_contract(offered.contract), offer.business_day
    ):
        raise Stale()
