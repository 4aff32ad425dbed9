"""Buttons: returns."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class AskReceipt(Action):
    """On to the question whether the goods have arrived."""

    code = "rq"
    order_id: str


@dataclass(frozen=True, slots=True)
class ConfirmReceipt(Action):
    code = "rk"
    order_id: str


@dataclass(frozen=True, slots=True)
class ChooseReturn(Action):
    """`picks` (`handlers/ui/selection.py`) are the pieces there shall be, not a step: the same tap twice changes nothing."""

    code = "rt"
    order_id: str
    picks: str


@dataclass(frozen=True, slots=True)
class PreviewReturn(Action):
    code = "rv"
    order_id: str
    picks: str


@dataclass(frozen=True, slots=True)
class ExplainReturn(Action):
    code = "rx"
    order_id: str
    picks: str


@dataclass(frozen=True, slots=True)
class RequestReturn(Action):
    """`version` is that of the order's returns, as on the screen; any other one is stale."""

    code = "rr"
    order_id: str
    picks: str
    version: int


@dataclass(frozen=True, slots=True)
class WithdrawReturn(Action):
    code = "rw"
    refund_id: str
