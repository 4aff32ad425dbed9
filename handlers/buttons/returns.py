"""Buttons: returns."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class AskReceipt(Action, code="rq"):
    """On to the question whether the goods have arrived."""

    order_id: str


class ConfirmReceipt(Action, code="rk", lasts=WHILE_READ):
    order_id: str


class ChooseReturn(Action, code="rt"):
    """`picks` (`handlers/ui/selection.py`) are the pieces there shall be, not a step: the same tap twice changes nothing."""

    order_id: str
    picks: str


class PreviewReturn(Action, code="rv"):
    order_id: str
    picks: str


class ExplainReturn(Action, code="rx"):
    order_id: str
    picks: str


class RequestReturn(Action, code="rr", lasts=WHILE_READ):
    """`version` is that of the order's returns, as on the screen; any other one is stale."""

    order_id: str
    picks: str
    version: int


class WithdrawReturn(Action, code="rw"):
    return_id: str
