"""The columns of payments, batches and refunds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlmodel import Field

from domain.columns import ID, Row, _fen, _id, _instant, _json, _maybe_id, partial_index


class PaymentStatus(StrEnum):
    """PENDING: stored, not yet asked or just asked. WAITING: open at the gateway, the customer has to pay it there.
    UNKNOWN: asked, no clear answer; the sweep asks again. CREDITED: the money came when there was nothing to pay with it
    any more, or as another amount; it is the customer's and can go back."""

    PENDING = "pending"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    POSTED = "posted"
    VOID = "void"
    CREDITED = "credited"


IN_FLIGHT = (PaymentStatus.PENDING, PaymentStatus.WAITING, PaymentStatus.UNKNOWN)  # no outcome yet


class PaymentPurpose(StrEnum):
    """Who asked for the money."""

    CUSTOMER = "customer"
    DEBIT = "debit"  # 自动扣款


class RefundStatus(StrEnum):
    """PENDING: stored, not yet asked or just asked. BY_HAND: the gateway does not refund, the staff does."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"
    DONE = "done"
    DECLINED = "declined"


class RepaymentBatch(Row, table=True):
    """Several quotes that one tap confirms; the id is the nonce."""

    __tablename__ = "repayment_batches"
    __table_args__ = (Index("ix_repayment_baskets_customer", "customer_id", "created_at"),)

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    quote_ids: list[str] = _json()
    created_at: datetime = _instant()


class Payment(Row, table=True):
    """One attempt to take money. The id is ours and is the gateway's idempotency key.

    `action` is what the customer has to do at the gateway (`results.PayAction`) until `expires_at`. `approved_at`: the
    gateway asked whether it may be paid now, and it may. `reported_at`: the customer says it is paid. `received_fen` is
    what came of a credited one. Money that came beside any payment we know is one without a quote. It is of a loan, or of
    a purchase that is paid at once (一次付清).
    """

    __tablename__ = "payments"
    __table_args__ = (
        partial_index(
            "uq_payments_in_flight",
            "loan_id",
            where="status IN ('pending', 'waiting', 'unknown')",
            unique=True,
        ),
        # Of a purchase, and of all purchases of one customer: nobody pays two at the same time.
        partial_index("uq_payments_purchase", "purchase_id", where="status <> 'credited'", unique=True),
        partial_index(
            "uq_payments_purchase_in_flight",
            "customer_id",
            where="purchase_id IS NOT NULL AND status IN ('pending', 'waiting', 'unknown')",
            unique=True,
        ),
        UniqueConstraint("gateway", "gateway_reference", name="uq_payments_gateway_reference"),
        CheckConstraint("(loan_id IS NULL) <> (purchase_id IS NULL)", name="ck_payments_book"),
        Index("ix_payments_status", "status"),
        partial_index(
            "ix_payments_gateway_reference", "gateway_reference", where="gateway_reference IS NOT NULL"
        ),
    )

    id: str = _id(primary_key=True)
    quote_id: str | None = Field(
        default=None, sa_column=Column(ID, ForeignKey("repayment_quotes.id"), unique=True)
    )
    customer_id: str = _id("customers.id", index=True)
    loan_id: str | None = _maybe_id("loans.id")
    purchase_id: str | None = _maybe_id("purchases.id", index=True)
    amount_fen: int = _fen()
    status: str = Field(sa_column=Column(String(12), nullable=False))
    purpose: str = Field(
        default=PaymentPurpose.CUSTOMER,
        sa_column=Column(String(12), nullable=False, server_default="customer"),
    )
    gateway: str = Field(sa_column=Column(String(24), nullable=False))
    gateway_reference: str | None = Field(default=None, sa_column=Column(String(128)))
    void_reason: str | None = Field(default=None, sa_column=Column(String(32)))
    action: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    expires_at: datetime | None = _instant(optional=True)
    approved_at: datetime | None = _instant(optional=True)
    reported_at: datetime | None = _instant(optional=True)
    received_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    created_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)


class Refund(Row, table=True):
    """Money on its way back to the customer, by the way a payment of theirs came.

    The id is ours and is the gateway's idempotency key.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="ck_payouts_amount"),
        CheckConstraint("(loan_id IS NULL) <> (purchase_id IS NULL)", name="ck_refunds_book"),
        Index("ix_refunds_status", "status"),
    )

    id: str = _id(primary_key=True)
    payment_id: str = _id("payments.id", index=True)
    loan_id: str | None = _maybe_id("loans.id", index=True)
    purchase_id: str | None = _maybe_id("purchases.id", index=True)
    customer_id: str = _id("customers.id")
    amount_fen: int = _fen()
    status: str = Field(sa_column=Column(String(12), nullable=False))
    gateway_reference: str | None = Field(default=None, sa_column=Column(String(128)))
    reason: str | None = Field(default=None, sa_column=Column(String(32)))
    created_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)
