"""The columns of a draft: the answers of a checkout so far."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    text,
)
from sqlmodel import Field

from domain.columns import ID, Row, _fen, _id, _instant, _json, partial_index


class DraftStatus(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class CheckoutDraft(Row, table=True):
    """The answers of a checkout so far. At most one open draft a customer; its id is the nonce of the order.

    `version` grows with every answer, so that a button knows whether it still says what its screen said.
    """

    __tablename__ = "checkout_drafts"
    __table_args__ = (
        partial_index("uq_checkout_drafts_open", "customer_id", where="status = 'open'", unique=True),
        partial_index("ix_checkout_drafts_open", "created_at", where="status = 'open'"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    status: str = Field(sa_column=Column(String(12), nullable=False))
    lines: list[dict[str, Any]] = _json()
    from_cart: bool = False
    amount_fen: int = _fen()
    periods: int | None = Field(default=None, sa_column=Column(Integer))
    plan_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("plans.id")))
    disclosure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    disclosure_shown_at: datetime | None = _instant(optional=True)
    disclosure_message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    disclosure_readable: bool = False  # its reading time has passed
    disclosure_read_at: datetime | None = _instant(optional=True)
    agreement_version: str | None = Field(default=None, sa_column=Column(String(32)))
    agreement_sha256: str | None = Field(default=None, sa_column=Column(String(64)))
    agreement_locale: str | None = Field(default=None, sa_column=Column(String(8)))
    agreed_at: datetime | None = _instant(optional=True)
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=text("0")))
    created_at: datetime = _instant()
