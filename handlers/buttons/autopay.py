"""Buttons: autopay."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenAutoDebit(Action):
    """How automatic debit stands."""

    code = "au"


@dataclass(frozen=True, slots=True)
class BindCard(Action):
    """A debit card's number is to be typed."""

    code = "ab"


@dataclass(frozen=True, slots=True)
class OpenMandate(Action):
    """Read the authorisation before it is given."""

    code = "am"


@dataclass(frozen=True, slots=True)
class AgreeDebit(Action):
    """`locale` is of the text that was shown."""

    code = "ag"
    locale: str


@dataclass(frozen=True, slots=True)
class PreferCard(Action):
    """Try this card first."""

    code = "af"
    card_id: str


@dataclass(frozen=True, slots=True)
class RemoveCard(Action):
    code = "ax"
    card_id: str


@dataclass(frozen=True, slots=True)
class AskRevoke(Action):
    """Switch it off? What that means."""

    code = "aq"


@dataclass(frozen=True, slots=True)
class RevokeDebit(Action):
    code = "ar"
