"""What answers to frequent questions take from the books, frozen; amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.text import LocalText


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What can be had now: the `lenders` that have plans, from what amount, up to how many periods, at what age."""

    lenders: tuple[LocalText, ...]
    smallest_fen: int
    longest: int
    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class PenaltyRange:
    """Per cent a day of late interest. `own`: as the customer's own open contracts have it, else as the lenders do."""

    least_pct: Decimal
    most_pct: Decimal
    own: bool


@dataclass(frozen=True, slots=True)
class MissedGroup:
    """A sentence that was not understood, masked, and how often it or its like was written; `decision`: `ask` or `decline`,
    whichever it was more often.
    """

    words: str
    count: int
    locale: str
    decision: str


@dataclass(frozen=True, slots=True)
class Rated:
    """How often an answer was called useful, and not, in all languages."""

    topic: str
    useful: int
    not_useful: int
