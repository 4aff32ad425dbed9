"""Buttons: checkout."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class CheckoutCart(Action, code="kc"): ...


class BuyInPeriods(Action, code="ki"):
    """One piece now, with the number of periods chosen on the product's card."""

    product_id: str
    periods: int


class ResumeCheckout(Action, code="kr"):
    draft_id: str


class ChoosePeriods(Action, code="kp"):
    draft_id: str
    periods: int


class ChoosePlan(Action, code="kl"):
    draft_id: str
    plan_id: str


class Agree(Action, code="ka", lasts=WHILE_READ):
    """`version` is the draft's, as on the screen: here and below, any other one is stale."""

    draft_id: str
    version: int


class ConfirmOrder(Action, code="ko", lasts=WHILE_READ):
    draft_id: str
    version: int


class CheckoutBack(Action, code="kz"):
    """Back from the named step; pressed twice it goes back once."""

    draft_id: str
    step: str


class AskCancelCheckout(Action, code="kq"):
    """Whether the checkout is meant to be given up."""

    draft_id: str


class CancelCheckout(Action, code="kx", lasts=WHILE_READ):
    draft_id: str


class LookUpHandoff(Action, code="yh"):
    """What became of the application on the lender's page."""

    draft_id: str
