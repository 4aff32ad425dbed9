"""Buttons: catalog."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenShop(Action, code="sh"): ...


class OpenCategory(Action, code="ca"):
    category_id: str
    page: int


class OpenProduct(Action, code="pr"):
    product_id: str


class OpenPicture(Action, code="pi"):
    product_id: str


class OpenCart(Action, code="ct"): ...


class SetQuantity(Action, code="cq"):
    """The quantity there shall be, not a step: the same tap twice changes nothing more."""

    product_id: str
    quantity: int


class AddToCart(Action, code="ad"):
    """From the product card: so many there shall be at least. An old card never takes anything out."""

    product_id: str
    quantity: int


class AskClearCart(Action, code="cy"):
    """Whether the cart is meant to be emptied."""


class ClearCart(Action, code="cx", lasts=WHILE_READ): ...
