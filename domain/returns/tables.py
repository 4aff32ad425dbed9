"""The columns of goods that go back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    String,
)
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _instant, _json, _maybe_id, partial_index


class Return(Row, table=True):
    """Goods that go back (退货). `lines`: which of the order's, and how many pieces; `amount_fen`: their price.

    Booked, it says what it did: `effect` are its lines (`rules.returnable.ReturnLine`), `to_customer_fen` what the
    customer is owed beside the loan, `to_merchant_fen` the merchant's fee that goes back. `notice_day` is the key of the
    notice that tells the customer what became of it.
    """

    __tablename__ = "returns"
    __table_args__ = (
        partial_index("uq_returns_requested", "order_id", where="status = 'requested'", unique=True),
        Index("ix_returns_status", "status"),
        partial_index("ix_refunds_untold", "status", "closed_at", where="notice_day IS NULL"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    order_id: str = _id("orders.id")
    loan_id: str | None = _maybe_id("loans.id", index=True)  # None where the order was paid at once
    status: str = Field(sa_column=Column(String(12), nullable=False))  # `returns.ReturnStatus`
    received: bool = Field(sa_column=Column(Boolean, nullable=False))  # when it was requested
    lines: list[dict[str, int]] = _json()
    amount_fen: int = _fen()
    effect: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    to_customer_fen: int = _fen(0)
    to_merchant_fen: int = _fen(0)
    decline_reason: str | None = Field(default=None, sa_column=Column(String(200)))
    requested_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)
    notice_day: date | None = None
