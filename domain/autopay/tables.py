"""The columns of bound cards, mandates and what each run came to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _sealed, partial_index


class PaymentCard(Row, table=True):
    """A debit card that may be charged, as the gateway's token; of the number only the last four digits are kept."""

    __tablename__ = "payment_cards"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    gateway: str = Field(sa_column=Column(String(24), nullable=False))
    token: str = _sealed(optional=False, beside=("customer_id",))
    last_four: str = Field(sa_column=Column(String(4), nullable=False))
    bank: str | None = Field(default=None, sa_column=Column(String(12)))  # a key of `card_bins`
    position: int = Field(sa_column=Column(Integer, nullable=False))  # the smallest is tried first
    bound_at: datetime = _instant()
    first_debit_at: datetime | None = _instant(optional=True)
    removed_at: datetime | None = _instant(optional=True)


class DebitMandate(Row, table=True):
    """The customer's authorisation (代扣授权) to charge their cards when something is due, until they revoke it."""

    __tablename__ = "debit_mandates"
    __table_args__ = (
        partial_index("uq_debit_mandates_active", "customer_id", where="revoked_at IS NULL", unique=True),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    text_version: str = Field(sa_column=Column(String(32), nullable=False))
    text_sha256: str = Field(sa_column=Column(String(64), nullable=False))
    text_locale: str = Field(sa_column=Column(String(8), nullable=False))
    agreed_at: datetime = _instant()
    revoked_at: datetime | None = _instant(optional=True)


class DebitRun(Row, table=True):
    """One window of one loan's day: its key keeps two processes from debiting it side by side.

    `outcome` is a `results.RunOutcome`, None while somebody is at it; a claim that is old is taken over.
    """

    __tablename__ = "debit_runs"
    __table_args__ = (Index("ix_debit_runs_business_day", "business_day"),)

    loan_id: str = _id("loans.id", primary_key=True)
    business_day: date = Field(primary_key=True)
    window: str = Field(sa_column=Column(String(5), primary_key=True))  # 09:00
    customer_id: str = _id("customers.id")
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id")))
    outcome: str | None = Field(default=None, sa_column=Column(String(12)))
    claimed_at: datetime = _instant()
