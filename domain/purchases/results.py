"""A purchase as it is confirmed; frozen, amounts in fen."""

from __future__ import annotations

from domain.text import LocalText
from domain.value import Value


class PurchaseLine(Value):
    product_id: str
    name: LocalText
    unit_price_fen: int
    quantity: int


class PurchaseView(Value):
    """What the confirmation of a purchase shows: the id is the nonce."""

    purchase_id: str
    lines: tuple[PurchaseLine, ...]
    total_fen: int
    from_cart: bool
