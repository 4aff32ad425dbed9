"""The columns of calendars to subscribe to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String
from sqlmodel import Field

from domain.columns import Row, _flag, _id, _instant, _sealed


class CalendarFeed(Row, table=True):
    """A customer's address. `secret_token`: what it ends with, sealed, to be shown again; `secret_hash`: what it is found
    by, from which nothing leads back. `no`: counts the addresses, so that a second tap makes no other one.
    """

    __tablename__ = "calendar_feeds"

    customer_id: str = _id("customers.id", primary_key=True)
    secret_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    secret_token: str = _sealed(optional=False)
    no: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    with_amounts: bool = _flag()
    made_at: datetime = _instant()
