"""Buttons: who comes by a personal link."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class TypeLastDigits(Action, code="zd"):
    """The last digits of one's phone or ID number come next."""
