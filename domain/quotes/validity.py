"""Whether a quote is still what would be paid: the one place that judges it, for confirming and for explaining."""

from __future__ import annotations

from datetime import datetime

from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import Refused, Stale
from domain.quotes.loan_snapshot import LoanSnapshot, quote_end, snapshot_of
from domain.quotes.results import QuoteKind
from domain.quotes.snapshots import QuotedPayment, QuoteState
from domain.quotes.stored_quote import terms_of, wanted_by
from domain.quotes.terms import Figures, work_out
from domain.unit_of_work import UnitOfWork


def is_untouched(quote: QuoteState, live_version: int) -> bool:
    """Return whether the loan is as it was when the quote was worked out."""
    return live_version == quote.loan_version


async def require_current(uow: UnitOfWork, quoted: QuotedPayment, now: datetime) -> None:
    """Check that the loan is untouched since, the quote is not over, and on another day it comes to the same, fen by fen.

    Raises `Stale` where not.
    """
    _require_untouched(quoted, now)
    # Of one version and one day there is only one answer; a payment in flight is kept out by the table's index.
    if quoted.quote.business_day != business_day(now):
        await worked_out_again(uow, quoted, now)


async def worked_out_again(
    uow: UnitOfWork, quoted: QuotedPayment, now: datetime
) -> tuple[LoanSnapshot, Figures]:
    """Return the loan as it stands and what the quote comes to on it. Raises `Stale` where it is not what was quoted,
    `PaymentInFlight`."""
    _require_untouched(quoted, now)
    loan = await uow.loans.get(quoted.quote.loan_id)
    assert loan is not None
    snapshot = await snapshot_of(uow, loan, business_day(now))
    try:
        figures = work_out(snapshot, wanted_by(quoted.quote))
    except Refused:
        raise Stale() from None
    if figures.terms != terms_of(quoted.quote):
        raise Stale()
    return snapshot, figures


def _require_untouched(quoted: QuotedPayment, now: datetime) -> None:
    quote = quoted.quote
    if not is_untouched(quote, quoted.live_version):
        raise Stale()
    if quote.kind != QuoteKind.BILLS and now >= quote_end(load_contract(quoted.contract), quote.business_day):
        raise Stale()
