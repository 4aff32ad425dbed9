"""The columns of what a confirmation screen showed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _instant, _json


class RepaymentQuote(Row, table=True):
    """What a confirmation screen showed: customer, loan, amount and version, bound to one nonce (the id).

    `asked_fen` is what the customer wanted to pay, `amount_fen` what is charged. `shares` is how it falls on the
    instalments (`rules.allocation.Share`), oldest first; `changes` what is scheduled otherwise from then on
    (`rules.position.RowChange`). Outside the instalments: `prepaid_fen` of principal with `accrued_fen` of interest on it,
    the fee for repaying early, and `given_back_fen`, as on `OutsideInstallments`.

    A screen that is looked at again shows the same row, until a payment was begun of it. `shown_at`: when the customer
    last saw it on a screen of its own, or was asked there for another amount; None of a part of a batch and of what was
    charged without a screen.
    """

    __tablename__ = "repayment_quotes"
    __table_args__ = (Index("ix_repayment_offers_customer", "customer_id", "loan_id"),)

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    loan_id: str = _id("loans.id")
    loan_version: int = Field(sa_column=Column(Integer, nullable=False))
    kind: str = Field(sa_column=Column(String(12), nullable=False))  # `results.QuoteKind`
    strategy: str | None = Field(default=None, sa_column=Column(String(12)))
    business_day: date
    asked_fen: int = _fen()
    amount_fen: int = _fen()
    shares: list[dict[str, int]] = _json()
    changes: list[dict[str, int]] = _json()
    prepaid_fen: int = _fen(0)
    accrued_fen: int = _fen(0)
    prepay_fee_fen: int = _fen(0)
    given_back_fen: int = _fen(0)
    created_at: datetime = _instant()
    shown_at: datetime | None = _instant(optional=True)
