"""Notes as they are shown, without a database."""

from __future__ import annotations

from datetime import date

from domain.tracked.results import TrackedBillView, TrackedDueView, TrackedTerms
from domain.tracked.rules import rates_of, worth_of
from domain.tracked.settlement import settling_of


def noted_view(terms: TrackedTerms, next_no: int) -> TrackedBillView:
    """Return a note whose period `next_no` is due next."""
    due = TrackedDueView(
        bill_id="note",
        no=next_no,
        due_date=date(2026, 6, 5),
        amount_fen=terms.amount_fen,
        paid_on=None,
        name=terms.name or "",
        kind=terms.kind,
        periods=terms.periods,
    )
    return TrackedBillView(
        bill_id="note",
        terms=terms,
        reminded=True,
        next_due=due,
        unsaid=(),
        left=terms.left,
        left_fen=None,
        last_due=None,
        worth=worth_of(terms),
        rates=rates_of(terms),
        settling=settling_of(terms, next_no),
    )
