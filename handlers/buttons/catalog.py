"""Buttons: catalog."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenShop(Action):
    code = "sh"


@dataclass(frozen=True, slots=True)
class OpenCategory(Action):
    code = "ca"
    category_id: str
    page: int


@dataclass(frozen=True, slots=True)
class OpenProduct(Action):
    code = "pr"
    product_id: str


@dataclass(frozen=True, slots=True)
class OpenPicture(Action):
    code = "pi"
    product_id: str


@dataclass(frozen=True, slots=True)
class OpenProductPlans(Action):
    code = "pp"
    product_id: str


@dataclass(frozen=True, slots=True)
class OpenCart(Action):
    code = "ct"


@dataclass(frozen=True, slots=True)
class SetQuantity(Action):
    """The quantity there shall be, not a step: the same tap twice changes nothing more."""

    code = "cq"
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class AddToCart(Action):
    """From the product card: so many there shall be at least. An old card never takes anything out."""

    code = "ad"
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ClearCart(Action):
    code = "cx"
