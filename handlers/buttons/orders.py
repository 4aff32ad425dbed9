"""Buttons: orders."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenOrders(Action, code="or"):
    page: int


class OpenOrder(Action, code="od"):
    order_id: str
