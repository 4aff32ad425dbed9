"""The columns of lenders, their plans and what each lender grants a customer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
)
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _json


class Institution(Row, table=True):
    """A lender (分期机构); `spec` is its `InstitutionSpec`."""

    __tablename__ = "institutions"

    id: str = _id(primary_key=True)
    spec: dict[str, Any] = _json()
    active: bool = True


class Plan(Row, table=True):
    """An instalment plan of one lender; `spec` is its `PlanSpec`."""

    __tablename__ = "plans"

    id: str = _id(primary_key=True)
    institution_id: str = _id("institutions.id", index=True)
    periods: int = Field(sa_column=Column(Integer, nullable=False))
    min_amount_fen: int = _fen()
    max_amount_fen: int = _fen()
    spec: dict[str, Any] = _json()
    active: bool = True


class CreditLine(Row, table=True):
    """What one lender grants one customer (额度)."""

    __tablename__ = "credit_lines"
    __table_args__ = (
        CheckConstraint("used_fen >= 0 AND used_fen <= limit_fen", name="ck_credit_lines_used"),
    )

    customer_id: str = _id("customers.id", primary_key=True)
    institution_id: str = _id("institutions.id", primary_key=True)
    limit_fen: int = _fen()
    used_fen: int = _fen(0)
