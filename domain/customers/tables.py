"""The columns of customers and of what they consented to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    String,
)
from sqlmodel import Field

from domain.columns import ID, Row, _flag, _id, _instant, _sealed, partial_index


class Customer(Row, table=True):
    __tablename__ = "customers"
    __table_args__ = (partial_index("ix_customers_frozen", "id", where="frozen_at IS NOT NULL"),)

    id: str = _id(primary_key=True)
    # None of somebody whose loans were brought in (`domain.intake`) and who has not come to the chat yet.
    telegram_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    # The same number, sealed: whoever writes another one above is nobody's account (`domain.customers.accounts`).
    telegram_token: str | None = _sealed()
    locale: str = Field(sa_column=Column(String(8), nullable=False))
    plain_text: bool = _flag()  # tables as aligned text, for clients that show no rich messages
    created_at: datetime = _instant()
    blocked_at: datetime | None = _instant(optional=True)
    word_token: str | None = _sealed()  # 防钓鱼码, the customer's own
    frozen_at: datetime | None = _instant(optional=True)
    name_hash: str | None = Field(default=None, sa_column=Column(String(64)))  # of the name at Telegram
    # When the last form that was taken had been opened, by Telegram's clock: neither it nor an earlier one is taken again.
    form_opened_s: int | None = Field(default=None, sa_column=Column(BigInteger))


class Consent(Row, table=True):
    """Consent to one purpose (`domain.customers.consents.Purpose`), about a lender where it is one. Withdrawn, it stays."""

    __tablename__ = "consents"
    __table_args__ = (
        partial_index(
            "uq_consents_open", "customer_id", "purpose", "about", where="withdrawn_at IS NULL", unique=True
        ),
        Index("ix_consents_customer_id", "customer_id"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    purpose: str = Field(sa_column=Column(String(12), nullable=False))
    about: str = Field(sa_column=Column(ID, nullable=False))
    version: str = Field(sa_column=Column(String(16), nullable=False))
    given_at: datetime = _instant()
    withdrawn_at: datetime | None = _instant(optional=True)
