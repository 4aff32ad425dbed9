"""The columns of shared due dates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Date, Integer, String
from sqlmodel import Field

from domain.columns import ID, Row, _flag, _id, _instant, _maybe_id, _sealed


class Sharing(Row, table=True):
    """Who may see the due dates of `customer_id`: one row of each owner, so there is one watcher at most.

    `sharing_id`: another one with every link, so that a second tap and an old screen change nothing. `secret_hash`: what the
    link is found by; the secret itself is kept nowhere. `watcher_token`: who watches, sealed (`Watcher`), so that a row in
    which another one was written shows them nothing. `owner_name_token`: what the watcher reads of the owner's name; None:
    nothing. `accepted_on`: what was due before is not told. `links`: made on the day `links_on`.

    One that is over stays, without its watcher, so that a new one does not begin the count of links anew.
    """

    __tablename__ = "sharings"

    customer_id: str = _id("customers.id", primary_key=True)
    sharing_id: str = Field(sa_column=Column(ID, nullable=False, unique=True))
    status: str = Field(sa_column=Column(String(8), nullable=False))
    watcher_id: str | None = _maybe_id("customers.id", index=True)
    watcher_token: str | None = _sealed()
    owner_name_token: str | None = _sealed()
    shows_amounts: bool = _flag()
    secret_hash: str | None = Field(default=None, sa_column=Column(String(64), unique=True))
    expires_at: datetime | None = _instant(optional=True)
    accepted_on: date | None = Field(default=None, sa_column=Column(Date))
    links: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    links_on: date
    made_at: datetime = _instant()
