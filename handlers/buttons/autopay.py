"""Buttons: autopay."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenAutopay(Action, code="au"):
    """How automatic debit stands."""


class AddCard(Action, code="ab"):
    """A debit card's number is to be typed."""


class OpenMandate(Action, code="am"):
    """Read the authorisation before it is given."""


class AgreeDebit(Action, code="ag", lasts=WHILE_READ):
    """`locale` is of the text that was shown."""

    locale: str


class PreferCard(Action, code="af"):
    """Try this card first."""

    card_id: str


class RemoveCard(Action, code="ax", lasts=WHILE_READ):
    card_id: str


class AskRevoke(Action, code="aq"):
    """Switch it off? What that means."""


class RevokeDebit(Action, code="ar", lasts=WHILE_READ): ...
