"""A calendar to subscribe to, as it is shown to its customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FeedView:
    """`secret`: what the address ends with; None where it cannot be read any more and another one is to be made. `no`: how
    many there have been.
    """

    secret: str | None
    no: int
    with_amounts: bool
    made_on: date


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Whose page is opened: `locale` is the language of the customer."""

    locale: str
