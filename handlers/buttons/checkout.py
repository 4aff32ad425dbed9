"""Buttons: checkout."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class CheckoutCart(Action):
    code = "kc"


@dataclass(frozen=True, slots=True)
class BuyNow(Action):
    code = "kb"
    product_id: str


@dataclass(frozen=True, slots=True)
class ResumeCheckout(Action):
    code = "kr"
    draft_id: str


@dataclass(frozen=True, slots=True)
class ChoosePeriods(Action):
    code = "kp"
    draft_id: str
    periods: int


@dataclass(frozen=True, slots=True)
class ChoosePlan(Action):
    code = "kl"
    draft_id: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class FinishReading(Action):
    """`version` is the draft's, as on the screen: here and on the two below, any other one is stale."""

    code = "kd"
    draft_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Agree(Action):
    code = "ka"
    draft_id: str
    version: int


@dataclass(frozen=True, slots=True)
class ConfirmOrder(Action):
    code = "ko"
    draft_id: str
    version: int


@dataclass(frozen=True, slots=True)
class CheckoutBack(Action):
    """Back from the named step; pressed twice it goes back once."""

    code = "kz"
    draft_id: str
    step: str


@dataclass(frozen=True, slots=True)
class CancelCheckout(Action):
    code = "kx"
    draft_id: str


@dataclass(frozen=True, slots=True)
class LookUpHandoff(Action):
    """What became of the application on the lender's page."""

    code = "yh"
    draft_id: str
