"""The columns of due dates that were moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String, UniqueConstraint
from sqlmodel import Field

from domain.columns import Row, _id, _instant, _json


class Rescheduling(Row, table=True):
    """One change that was signed and is in force; what is only looked at leaves no row.

    `loan_version`: of the loan as it was signed on, so that the same confirmation counts once. `value`: the new day of the
    month, or so many days later (`results.MoveKind`). `rows`: of each instalment its number, both due dates and both
    amounts of interest (`results.MovedRow`). The agreement is the one that was read and agreed to.
    """

    __tablename__ = "reschedulings"
    __table_args__ = (UniqueConstraint("loan_id", "loan_version", name="uq_reschedulings_version"),)

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    loan_id: str = _id("loans.id")
    loan_version: int = Field(sa_column=Column(Integer, nullable=False))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    value: int = Field(sa_column=Column(Integer, nullable=False))
    rows: list[dict[str, Any]] = _json()
    extra_fen: int = Field(sa_column=Column(BigInteger, nullable=False))
    agreement_version: str = Field(sa_column=Column(String(32), nullable=False))
    agreement_sha256: str = Field(sa_column=Column(String(64), nullable=False))
    agreement_locale: str = Field(sa_column=Column(String(8), nullable=False))
    agreed_at: datetime = _instant()
