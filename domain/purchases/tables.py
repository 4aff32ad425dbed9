"""The columns of a purchase that is paid at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, String
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _instant, _json, partial_index


class PurchaseStatus(StrEnum):
    """OPEN: shown, and perhaps being paid. ORDERED: paid, and an order. GIVEN_UP: called off, replaced by another one, or
    paid when the goods were gone; money that comes for it goes back."""

    OPEN = "open"
    ORDERED = "ordered"
    GIVEN_UP = "given_up"


class Purchase(Row, table=True):
    """What is bought without a loan (一次付清), at the prices that were shown. The id is the nonce of the order.

    `held_until`: its pieces are out of the stock until then, because it is being paid; None where they are not.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        Index("ix_purchases_customer", "customer_id", "created_at"),
        partial_index("ix_purchases_held", "held_until", where="held_until IS NOT NULL"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    status: str = Field(sa_column=Column(String(12), nullable=False))
    lines: list[dict[str, Any]] = _json()
    from_cart: bool = False
    total_fen: int = _fen()
    held_until: datetime | None = _instant(optional=True)
    created_at: datetime = _instant()
