"""Buttons: support."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenAgent(Action):
    """找客服: what a person is wanted for."""

    code = "ha"


@dataclass(frozen=True, slots=True)
class AskFor(Action):
    """What a request of this kind does, before it is made. `loan_id` is `ANY_LOAN` where it is still to be chosen."""

    code = "hk"
    kind: str
    loan_id: str


ANY_LOAN = "0"


@dataclass(frozen=True, slots=True)
class OpenCase(Action):
    """Make the request; again, it is the same one."""

    code = "hc"
    kind: str
    loan_id: str


@dataclass(frozen=True, slots=True)
class PromiseToPay(Action):
    """`day` as 20261205."""

    code = "hd"
    loan_id: str
    day: int


@dataclass(frozen=True, slots=True)
class WriteToPerson(Action):
    """Words for a case; of a `case_id` `ANY_LOAN`, for a question that is opened by them."""

    code = "hw"
    case_id: str


@dataclass(frozen=True, slots=True)
class CloseCase(Action):
    code = "hx"
    case_id: str


@dataclass(frozen=True, slots=True)
class DecideCase(Action):
    """In the staff chat only."""

    code = "sd"
    case_id: str
    decision: str
