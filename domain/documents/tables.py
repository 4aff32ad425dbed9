"""The columns of documents that were made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    String,
)
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _json, _sealed


class Document(Row, table=True):
    """A receipt, certificate or statement as it was issued, to be shown again and to be confirmed.

    `facts` is all it says, masked as it is printed. `sameness` is the key of what is the same document; the code is found
    by its keyed hash, and opened from its token to be printed again.
    """

    __tablename__ = "documents"

    id: str = _id(primary_key=True)
    number: str = Field(sa_column=Column(String(24), nullable=False, unique=True))
    kind: str = Field(sa_column=Column(String(12), nullable=False))  # `documents.DocumentKind`
    sameness: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    customer_id: str = _id("customers.id", index=True)
    loan_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("loans.id")))
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id")))
    code_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    code_token: str = _sealed(optional=False, beside=("customer_id",))
    facts: dict[str, Any] = _json()
    is_demo: bool = Field(sa_column=Column(Boolean, nullable=False))
    issued_at: datetime = _instant()
