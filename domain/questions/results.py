"""What answers to frequent questions take from the books, frozen; amounts in fen."""

from __future__ import annotations

from decimal import Decimal

from domain.text import LocalText
from domain.value import Value


class OfferFacts(Value):
    """What can be had now: the `lenders` that have plans, from what amount, up to how many periods, at what age."""

    lenders: tuple[LocalText, ...]
    smallest_fen: int
    longest: int
    youngest: int
    oldest: int


class PenaltyRange(Value):
    """Per cent a day of late interest. `own`: as the customer's own open contracts have it, else as the lenders do."""

    least_pct: Decimal
    most_pct: Decimal
    own: bool


class MissedGroup(Value):
    """A sentence that was not understood, masked, and how often it or its like was written; `decision`: `ask` or `decline`,
    whichever it was more often.
    """

    words: str
    count: int
    locale: str
    decision: str


class Rated(Value):
    """How often an answer was called useful, and not, in all languages."""

    topic: str
    useful: int
    not_useful: int
