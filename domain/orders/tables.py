"""The columns of orders and their lines."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _instant, _json, _maybe_id


class Order(Row, table=True):
    """What was bought: by the draft of a checkout, with a loan; by a purchase that was paid at once (一次付清); or
    elsewhere, with a loan that was brought in (迁入).
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN draft_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN purchase_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN intake_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="ck_orders_origin",
        ),
    )

    id: str = _id(primary_key=True)
    number: str = Field(sa_column=Column(String(24), nullable=False, unique=True))
    customer_id: str = _id("customers.id", index=True)
    draft_id: str | None = _maybe_id("checkout_drafts.id", unique=True)
    purchase_id: str | None = _maybe_id("purchases.id", unique=True)
    intake_id: str | None = _maybe_id("intakes.id", index=True)
    total_fen: int = _fen()
    created_at: datetime = _instant()
    received_at: datetime | None = _instant(optional=True)  # the customer confirmed receipt (确认收货)


class OrderLine(Row, table=True):
    """What was bought, at the price and under the name of that day. `product_id`: None where it was bought elsewhere."""

    __tablename__ = "order_lines"

    order_id: str = _id("orders.id", primary_key=True)
    line_no: int = Field(sa_column=Column(Integer, primary_key=True))
    product_id: str | None = _maybe_id("products.id")
    names: dict[str, str] = _json()
    unit_price_fen: int = _fen()
    quantity: int = Field(sa_column=Column(Integer, nullable=False))
