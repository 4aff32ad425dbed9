"""A calendar to subscribe to, as it is shown to its customer."""

from __future__ import annotations

from datetime import date

from domain.value import Value


class FeedView(Value):
    """`secret`: what the address ends with; None where it cannot be read any more and another one is to be made. `no`: how
    many there have been.
    """

    secret: str | None
    no: int
    with_amounts: bool
    made_on: date


class FeedPage(Value):
    """Whose page is opened: `locale` is the language of the customer."""

    locale: str
