"""What a quote keeps of what was worked out, and back: its terms, what was wanted, what its screen says."""

from __future__ import annotations

from datetime import datetime

from domain.quotes.loan_snapshot import LoanSnapshot, quote_end
from domain.quotes.results import OutsideInstallments, QuoteKind, QuoteView, paid_bills
from domain.quotes.snapshots import QuoteState
from domain.quotes.terms import Figures, QuoteTerms, Wanted
from domain.rules.allocation import Share
from domain.rules.position import RowChange
from domain.terms import PrepayStrategy
from domain.value import asdict


def new_quote(
    quote_id: str, snapshot: LoanSnapshot, wanted: Wanted, terms: QuoteTerms, now: datetime, *, shown: bool
) -> QuoteState:
    return QuoteState(
        id=quote_id,
        customer_id=snapshot.loan.customer_id,
        loan_id=snapshot.loan.id,
        loan_version=snapshot.loan.version,
        kind=wanted.kind,
        strategy=wanted.strategy,
        business_day=snapshot.today,
        asked_fen=terms.amount_fen if wanted.kind is QuoteKind.SETTLEMENT else wanted.asked_fen,
        amount_fen=terms.amount_fen,
        shares=[asdict(share) for share in terms.shares],
        changes=[asdict(change) for change in terms.changes],
        **asdict(terms.outside),
        created_at=now,
        shown_at=now if shown else None,
    )


def terms_of(quote: QuoteState) -> QuoteTerms:
    return QuoteTerms(
        amount_fen=quote.amount_fen,
        shares=tuple(Share(**share) for share in quote.shares),
        changes=tuple(RowChange(**change) for change in quote.changes),
        outside=OutsideInstallments(
            prepaid_fen=quote.prepaid_fen,
            accrued_fen=quote.accrued_fen,
            prepay_fee_fen=quote.prepay_fee_fen,
            given_back_fen=quote.given_back_fen,
        ),
    )


def wanted_by(quote: QuoteState) -> Wanted:
    strategy = PrepayStrategy(quote.strategy) if quote.strategy else None
    return Wanted(QuoteKind(quote.kind), quote.asked_fen, strategy)


def view_of(snapshot: LoanSnapshot, quote: QuoteState, figures: Figures) -> QuoteView:
    """Build what the screen of the quote says; `figures` are those it was, or still is, worked out to."""
    first, terms = snapshot.bills[0], figures.terms
    is_quote = quote.kind != QuoteKind.BILLS
    return QuoteView(
        quote_id=quote.id,
        kind=QuoteKind(quote.kind),
        loan_id=quote.loan_id,
        order_id=snapshot.loan.order_id,
        title=first.title,
        item_count=first.item_count,
        amount_fen=terms.amount_fen,
        bills=paid_bills(snapshot.every_bill, terms.shares),
        outside=terms.outside,
        settlement=figures.settlement,
        prepayment=figures.prepayment,
        valid_until=quote_end(snapshot.contract, quote.business_day) if is_quote else None,
    )
