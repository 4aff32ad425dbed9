"""Buttons: another due day, one instalment put off."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenDueDay(Action, code="ed"):
    """Of the one loan, or of which."""


class OpenDueDays(Action, code="ef"):
    """To which days the loan's bills can be moved. `kind`: `domain.rescheduling.results.MoveKind`, here and below."""

    loan_id: str
    kind: str


class OpenNewDates(Action, code="ev"):
    """Every date and amount, before anything is signed. `value`: the day of the month, or so many days later."""

    loan_id: str
    kind: str
    value: int


class OpenDatesAgreement(Action, code="eg"):
    """Read the agreement on them."""

    loan_id: str
    kind: str
    value: int


class AgreeNewDates(Action, code="eh", lasts=WHILE_READ):
    """It was read. `move`: what is moved and to what; `version` of the loan and `day` are those that it was shown for, here
    and below as `handlers.rescheduling.button_values` writes them."""

    loan_id: str
    move: int
    version: int
    day: int


class ConfirmNewDates(Action, code="ej", lasts=WHILE_READ):
    """Sign it; again, it is the same change. `shown_for`: the day, and the language of the text."""

    loan_id: str
    move: int
    version: int
    shown_for: int
