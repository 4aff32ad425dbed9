"""The columns of plans in hardship."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String
from sqlmodel import Field

from domain.columns import Row, _fen, _id, _instant, _json


class HardshipPlan(Row, table=True):
    """The one plan of a loan, from its signing on; what is only looked at leaves no row.

    `offer`: the `terms.HardshipOffer`. `annual_pct`: what the principal bears; `carried`: by number what
    of an instalment's interest was owed before; `waived_fen`, the penalty interest that is set aside; `rescheduling_id`, the
    dates, amounts and agreement that were signed.
    """

    __tablename__ = "hardship_plans"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    loan_id: str = _id("loans.id", unique=True)
    rescheduling_id: str = _id("reschedulings.id")
    status: str = Field(sa_column=Column(String(12), nullable=False, index=True))
    offer: dict[str, Any] = _json()
    annual_pct: str = Field(default="0", sa_column=Column(String(16), nullable=False))
    carried: dict[str, int] = _json()
    waived_fen: int = _fen(0)
    lapse_days: int = Field(sa_column=Column(Integer, nullable=False))
    signed_at: datetime = _instant()
    ended_at: datetime | None = _instant(optional=True)
