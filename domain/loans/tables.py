"""The columns of loans, instalments and ledger entries."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlmodel import Field

from domain.columns import ID, Row, _fen, _id, _instant, _json, _maybe_id, partial_index


class LoanStatus(StrEnum):
    ACTIVE = "active"
    SETTLED = "settled"


class Loan(Row, table=True):
    """`contract` is the `LoanContract` as agreed: later changes of the catalogue do not touch it.

    `version` grows with every posting. `periods`: the number of the last instalment that comes to something; repaying early
    and returning goods can end the plan sooner.
    """

    __tablename__ = "loans"
    __table_args__ = (
        partial_index(
            "ix_loans_contract_no", "contract_no", "institution_id", where="contract_no IS NOT NULL"
        ),
    )

    id: str = _id(primary_key=True)
    order_id: str = _id("orders.id", unique=True)
    customer_id: str = _id("customers.id", index=True)
    institution_id: str = _id("institutions.id")
    plan_id: str = _id("plans.id")
    status: str = Field(sa_column=Column(String(12), nullable=False))
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    principal_fen: int = _fen()
    periods: int = Field(sa_column=Column(Integer, nullable=False))
    start_date: date
    contract: dict[str, Any] = _json()
    disclosure: dict[str, Any] = _json()
    disclosure_shown_at: datetime | None = _instant(optional=True)  # None: signed elsewhere, and brought in
    # Of the agreement that was read here; None where it was signed with the lender itself, under `contract_no`.
    agreement_version: str | None = Field(default=None, sa_column=Column(String(32)))
    agreement_sha256: str | None = Field(default=None, sa_column=Column(String(64)))
    agreement_locale: str | None = Field(default=None, sa_column=Column(String(8)))
    contract_no: str | None = Field(default=None, sa_column=Column(String(64)))
    agreed_at: datetime = _instant()
    created_at: datetime = _instant()


def _charge_fen() -> Any:
    """0 where nothing is said: the instalments of before have none."""
    return Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


class Installment(Row, table=True):
    """One period's bill (账单): what was agreed, and what of it is paid."""

    __tablename__ = "installments"
    __table_args__ = (
        UniqueConstraint("loan_id", "no"),
        partial_index("ix_installments_open_due_date", "due_date", where="settled_at IS NULL"),
        Index("ix_installments_customer_due_date", "customer_id", "due_date"),
    )

    id: str = _id(primary_key=True)
    loan_id: str = _id("loans.id")
    customer_id: str = _id("customers.id")
    no: int = Field(sa_column=Column(Integer, nullable=False))
    due_date: date
    principal_fen: int = _fen()
    interest_fen: int = _fen()
    fee_fen: int = _fen()
    guarantee_fen: int = _charge_fen()
    service_fen: int = _charge_fen()
    paid_principal_fen: int = _fen(0)
    paid_interest_fen: int = _fen(0)
    paid_fee_fen: int = _fen(0)
    paid_guarantee_fen: int = _charge_fen()
    paid_service_fen: int = _charge_fen()
    paid_penalty_fen: int = _fen(0)
    # Penalty interest is worked out when read; after a payment in parts, from this day on and on top of this rest.
    penalty_since: date | None = None
    penalty_carried_fen: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    settled_at: datetime | None = _instant(optional=True)


class LedgerEntry(Row, table=True):
    """One movement from one account to another, append-only: debit and credit are the same row, so it balances.

    It stands in the book of a loan, or in that of a purchase that is paid at once; each book has its own numbers and chain.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("loan_id", "seq"),
        UniqueConstraint("purchase_id", "seq", name="uq_ledger_entries_purchase"),
        CheckConstraint("amount_fen > 0", name="ck_ledger_entries_amount"),
        CheckConstraint("(loan_id IS NULL) <> (purchase_id IS NULL)", name="ck_ledger_entries_book"),
    )

    id: str = _id(primary_key=True)
    loan_id: str | None = _maybe_id("loans.id")
    purchase_id: str | None = _maybe_id("purchases.id")
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    installment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("installments.id")))
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id"), index=True))
    return_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("returns.id"), index=True))
    refund_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("refunds.id"), index=True))
    debit_account: str = Field(sa_column=Column(String(32), nullable=False))
    credit_account: str = Field(sa_column=Column(String(32), nullable=False))
    amount_fen: int = _fen()
    rule: str = Field(sa_column=Column(String(64), nullable=False))
    posted_at: datetime = _instant()
    # Its place in the loan's chain (`domain.loans.chain`).
    chain: str = Field(sa_column=Column(String(64), nullable=False))


class LedgerSeal(Row, table=True):
    """Where the entries of a loan end that version 0.1.0 wrote, whose chain has no key: with the `seq` of the last one,
    sealed when the database was carried over.
    """

    __tablename__ = "ledger_seals"

    loan_id: str = _id("loans.id", primary_key=True)
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    seal: str = Field(sa_column=Column(String(64), nullable=False))
