"""Buttons: history."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenCalendar(Action, code="cm"):
    """What is due in a month: 202602; 0 for this one."""

    month: int


class OpenDay(Action, code="cd"):
    """What is due on a day: 20260205."""

    day: int


class SendCalendar(Action, code="cf"):
    """The file for the customer's own calendar; `with_amounts` is 1 or 0."""

    with_amounts: int


class OpenHistory(Action, code="rh"):
    """How everything was paid so far."""


class OpenHistoryBills(Action, code="rb"):
    """Instalment by instalment."""

    page: int


class OpenHistoryPayments(Action, code="ry"):
    """Payment by payment."""

    page: int


class ExplainCodes(Action, code="re"):
    """What the codes of a credit report mean."""


class ExplainLateness(Action, code="rl"):
    """What becomes of one late payment."""


class SendHistory(Action, code="rf"):
    """The record as a file."""
