"""What is shown of automatic debit, and how a run ended."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from domain.loans.results import CardView
from domain.value import Value


class AgreedMandate(Value):
    """The authorisation that was agreed to, and on which day: by its version and language it is found again, by its SHA-256
    it is known to be that one.
    """

    version: str
    sha256: str
    locale: str
    agreed_on: date


class AutopayView(Value):
    """How automatic debit stands: the cards in the order in which they are tried, and whether it is switched on.

    `can_add_card`: a gateway that takes cards is there. `windows`: when the lenders of the open loans debit.
    """

    can_add_card: bool
    verified: bool
    name_mask: str | None
    active: bool
    cards: tuple[CardView, ...]
    windows: tuple[time, ...]
    partial: bool
    agreed: AgreedMandate | None = None  # where it is switched on

    @property
    def debits(self) -> bool:
        """Whether anything will be taken."""
        return self.active and bool(self.cards)


class RunOutcome(StrEnum):
    """How one window of one loan ended."""

    POSTED = "posted"
    PARTIAL = "partial"  # what was there was taken; the rest is open
    DECLINED = "declined"
    UNKNOWN = "unknown"  # the bank gave no clear answer; the sweep asks again
    IN_FLIGHT = "in_flight"  # the customer was paying just then
    NOTHING = "nothing"  # nothing was due any more, or it was switched off meanwhile
    MISSED = "missed"  # nobody was there in the last window
