"""Buttons: history."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenCalendar(Action):
    """What is due in a month: 202602; 0 for this one."""

    code = "cm"
    month: int


@dataclass(frozen=True, slots=True)
class OpenDay(Action):
    """What is due on a day: 20260205."""

    code = "cd"
    day: int


@dataclass(frozen=True, slots=True)
class SendCalendar(Action):
    """The file for the customer's own calendar; `with_amounts` is 1 or 0."""

    code = "cf"
    with_amounts: int


@dataclass(frozen=True, slots=True)
class OpenRecord(Action):
    """How everything was paid so far."""

    code = "rh"


@dataclass(frozen=True, slots=True)
class OpenRecordBills(Action):
    """Instalment by instalment."""

    code = "rb"
    page: int


@dataclass(frozen=True, slots=True)
class OpenRecordPayments(Action):
    """Payment by payment."""

    code = "ry"
    page: int


@dataclass(frozen=True, slots=True)
class ExplainCodes(Action):
    """What the codes of a credit report mean."""

    code = "re"


@dataclass(frozen=True, slots=True)
class ExplainLateness(Action):
    """What becomes of one late payment."""

    code = "rl"


@dataclass(frozen=True, slots=True)
class SendRecord(Action):
    """The record as a file."""

    code = "rf"
