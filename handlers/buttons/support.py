"""Buttons: support."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenAgent(Action, code="ha"):
    """找客服: what a person is wanted for."""


class AskFor(Action, code="hk"):
    """What a request of this kind does, before it is made. `loan_id` is `ANY_LOAN` where it is still to be chosen."""

    kind: str
    loan_id: str


ANY_LOAN = "0"


class MakeRequest(Action, code="hc", lasts=WHILE_READ):
    """Make the request; again, it is the same one."""

    kind: str
    loan_id: str


class PromiseToPay(Action, code="hd", lasts=WHILE_READ):
    """`day` as 20261205."""

    loan_id: str
    day: int


class WriteToPerson(Action, code="hw"):
    """Words for a case; of a `case_id` `ANY_LOAN`, for a question that is opened by them."""

    case_id: str


class CloseCase(Action, code="hx"):
    case_id: str


class AskEndPause(Action, code="hq"):
    """Whether an open case is to be ended with its pause."""

    case_id: str


class EndPause(Action, code="hz", lasts=WHILE_READ):
    """Be reminded and debited again before the pause of this case is over."""

    case_id: str


class DecideCase(Action, code="sd"):
    """In the staff chat only."""

    case_id: str
    decision: str
