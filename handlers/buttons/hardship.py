"""Buttons: plans in hardship."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenHardship(Action, code="wa"):
    """Of the one loan, or of which."""


class OpenHardshipPlans(Action, code="wc"):
    """Which plans there are for the loan, side by side; or the one that was signed."""

    loan_id: str


class OpenHardshipPlan(Action, code="we"):
    """Every date and amount of the lender's offer number `place`, before anything is signed."""

    loan_id: str
    place: int


class OpenHardshipAgreement(Action, code="wh"):
    """Read the agreement on it."""

    loan_id: str
    place: int


class AgreeHardship(Action, code="wi", lasts=WHILE_READ):
    """It was read. `version` of the loan and `day` are those that it was shown for, here and below as
    `handlers.rescheduling.button_values` writes them."""

    loan_id: str
    place: int
    version: int
    day: int


class ConfirmHardship(Action, code="wk", lasts=WHILE_READ):
    """Sign it; again, it is the same plan. `shown_for`: the day, and the language of the text."""

    loan_id: str
    place: int
    version: int
    shown_for: int
