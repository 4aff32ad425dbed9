"""Buttons: orders."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenOrders(Action):
    code = "or"
    page: int


@dataclass(frozen=True, slots=True)
class OpenOrder(Action):
    code = "od"
    order_id: str
