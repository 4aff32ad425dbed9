"""A purchase as it is confirmed; frozen, amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass

from domain.text import LocalText


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    product_id: str
    name: LocalText
    unit_price_fen: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """What the confirmation of a purchase shows: the id is the nonce."""

    purchase_id: str
    lines: tuple[PurchaseLine, ...]
    total_fen: int
    from_cart: bool
