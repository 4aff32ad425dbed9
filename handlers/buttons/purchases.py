"""Buttons: buying at once (一次付清)."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class BuyAtOnce(Action, code="ub"):
    """One piece of one product, whatever lies in the cart."""

    product_id: str


class CheckoutCartAtOnce(Action, code="uc"): ...


class RenewPurchase(Action, code="un"):
    """The same goods as they stand now."""

    purchase_id: str


class PayPurchase(Action, code="up", lasts=WHILE_READ):
    """Confirm and pay by the named gateway; the purchase's id is a nonce, so again: the same payment."""

    purchase_id: str
    payment_method: str


class OpenPurchasePayment(Action, code="uo"):
    """The payment of a purchase that has no outcome yet."""

    payment_id: str


class CheckPurchase(Action, code="uk"):
    """Whether it has arrived."""

    payment_id: str


class AskCancelPurchase(Action, code="uq"):
    """Whether the payment is meant to be called off."""

    payment_id: str


class CancelPurchase(Action, code="ux"):
    payment_id: str
