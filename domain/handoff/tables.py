"""The columns of an application at a lender."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import ID, Row, _fen, _id, _instant, partial_index


class Application(Row, table=True):
    """What was handed over to a lender's page (`domain.handoff.types`): at most one open for a draft and a plan.

    `said`: the lender's whole word, by its hash, so that the same one can be told from another. `order_id`: what came of it.
    """

    __tablename__ = "applications"
    __table_args__ = (
        partial_index("uq_applications_open", "draft_id", "plan_id", where="closed_at IS NULL", unique=True),
        partial_index("ix_applications_open", "created_at", where="closed_at IS NULL"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    draft_id: str = _id("checkout_drafts.id")
    plan_id: str = _id("plans.id")
    institution_id: str = _id("institutions.id")
    amount_fen: int = _fen()
    periods: int = Field(sa_column=Column(Integer, nullable=False))
    status: str = Field(sa_column=Column(String(12), nullable=False))
    contract_no: str | None = Field(default=None, sa_column=Column(String(64)))
    said: str | None = Field(default=None, sa_column=Column(String(64)))
    order_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("orders.id")))
    created_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)
