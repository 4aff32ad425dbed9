"""Buttons: charts."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class SendCountdown(Action, code="gc"):
    """The periods of a loan, as a picture."""

    loan_id: str


class SendParts(Action, code="gp"):
    """Principal and interest of a loan by period, as a picture."""

    loan_id: str


class SendSavings(Action, code="gs"):
    """What settling a loan today or later saves, as a picture."""

    loan_id: str


class SendMonths(Action, code="gm"):
    """What is to pay by month over all loans, as a picture."""
