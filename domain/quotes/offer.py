"""What an offer keeps of what was worked out, and back: its terms, what was wanted, what its screen says."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from domain.quotes.results import OfferKind, OfferView, OutsideInstallments, paid_bills
from domain.quotes.snapshots import OfferState
from domain.quotes.standing import Standing, quote_end
from domain.quotes.terms import Figures, OfferTerms, Wanted
from domain.rules.allocation import Share
from domain.rules.position import RowChange
from domain.terms import PrepayStrategy


def new_offer(
    offer_id: str, standing: Standing, wanted: Wanted, terms: OfferTerms, now: datetime, *, shown: bool
) -> OfferState:
    return OfferState(
        id=offer_id,
        customer_id=standing.loan.customer_id,
        loan_id=standing.loan.id,
        loan_version=standing.loan.version,
        kind=wanted.kind,
        strategy=wanted.strategy,
        business_day=standing.today,
        asked_fen=terms.amount_fen if wanted.kind is OfferKind.SETTLEMENT else wanted.asked_fen,
        amount_fen=terms.amount_fen,
        shares=[asdict(share) for share in terms.shares],
        changes=[asdict(change) for change in terms.changes],
        **asdict(terms.outside),
        created_at=now,
        shown_at=now if shown else None,
    )


def terms_of(offer: OfferState) -> OfferTerms:
    return OfferTerms(
        amount_fen=offer.amount_fen,
        shares=tuple(Share(**share) for share in offer.shares),
        changes=tuple(RowChange(**change) for change in offer.changes),
        outside=OutsideInstallments(
            prepaid_fen=offer.prepaid_fen,
            accrued_fen=offer.accrued_fen,
            prepay_fee_fen=offer.prepay_fee_fen,
            given_back_fen=offer.given_back_fen,
        ),
    )


def wanted_by(offer: OfferState) -> Wanted:
    strategy = PrepayStrategy(offer.strategy) if offer.strategy else None
    return Wanted(OfferKind(offer.kind), offer.asked_fen, strategy)


def view_of(standing: Standing, offer: OfferState, figures: Figures) -> OfferView:
    """Build what the screen of the offer says; `figures` are those it was, or still is, worked out to."""
    first, terms = standing.bills[0], figures.terms
    is_quote = offer.kind != OfferKind.BILLS
    return OfferView(
        offer_id=offer.id,
        kind=OfferKind(offer.kind),
        loan_id=offer.loan_id,
        order_id=standing.loan.order_id,
        title=first.title,
        item_count=first.item_count,
        amount_fen=terms.amount_fen,
        bills=paid_bills(standing.bills, terms.shares),
        outside=terms.outside,
        settlement=figures.settlement,
        prepayment=figures.prepayment,
        valid_until=quote_end(standing.contract, offer.business_day) if is_quote else None,
    )
