"""The columns of income days."""

from __future__ import annotations

from datetime import datetime

from domain.columns import Row, _id, _instant, _sealed


class IncomeDay(Row, table=True):
    """A day of the month on which something comes in. `terms_token`: the day and the amount, sealed (`IncomeTerms`)."""

    __tablename__ = "income_days"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    terms_token: str = _sealed(optional=False)
    created_at: datetime = _instant()
