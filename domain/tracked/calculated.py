"""An offer of the calculator as a note of one's own: all but its name and its day. Pure."""

from __future__ import annotations

from domain.calculator.results import Calculation
from domain.plans.results import ROUNDING_LEAVES_FEN
from domain.tracked.results import TrackedKind, TrackedTerms


def terms_of(found: Calculation) -> TrackedTerms:
    """Return what the offer says. Where the payments differ there is no amount of each period, so none is told of."""
    if found.offer.is_at_once:
        return TrackedTerms(kind=TrackedKind.ONE_OFF, amount_fen=found.payments_fen[0])
    usual_fen, last_fen = found.payments_fen[0], found.payments_fen[-1]
    is_even = found.is_even and abs(last_fen - usual_fen) <= max(ROUNDING_LEAVES_FEN, len(found.payments_fen))
    return TrackedTerms(
        amount_fen=usual_fen if is_even else None,
        principal_fen=found.offer.amount_fen - found.upfront_fen,
        periods=found.offer.periods,
        open_amount=not is_even,
    )
