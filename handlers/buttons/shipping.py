"""Buttons: shipping."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenDeliveryAddress(Action, code="xo"):
    """收货地址."""


class TypeDeliveryAddress(Action, code="xt"):
    """Receiver, phone and address come next."""
