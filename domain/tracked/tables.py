"""The columns of what customers track themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, true
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _sealed, partial_index


class TrackedBill(Row, table=True):
    """Something a customer pays elsewhere. `terms_token`: all that was said of it (`TrackedTerms`), with its name.
    `monthly_day`: of one that goes on, so that further days can be written down without opening it; None: it ends.
    """

    __tablename__ = "tracked_bills"

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    terms_token: str = _sealed(optional=False)
    monthly_day: int | None = Field(default=None, sa_column=Column(Integer))
    reminded: bool = Field(default=True, sa_column=Column(Boolean, nullable=False, server_default=true()))
    created_at: datetime = _instant()
    changed_at: datetime = _instant()


class TrackedDue(Row, table=True):
    """A day on which it is due. `reminded`: as the bill is; here, too, so that a day's planning reads one table.
    `minimum_fen`: the least that may be paid, as a text of the bill says.

    One that was said to be paid stays, as the record.
    """

    __tablename__ = "tracked_dues"
    __table_args__ = (partial_index("ix_tracked_dues_open", "due_date", where="paid_at IS NULL"),)

    bill_id: str = _id("tracked_bills.id", primary_key=True)
    no: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    customer_id: str = _id("customers.id", index=True)
    due_date: date
    amount_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    minimum_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    reminded: bool = Field(default=True, sa_column=Column(Boolean, nullable=False, server_default=true()))
    paid_at: datetime | None = _instant(optional=True)


class TrackedDraft(Row, table=True):
    """What a customer said so far of a bill that is not kept yet; one at a time. `draft_id` becomes the bill's id, so that a
    second tap keeps nothing twice. `bill_id`: of the one that is being changed.
    """

    __tablename__ = "tracked_drafts"

    customer_id: str = _id("customers.id", primary_key=True)
    draft_id: str = Field(sa_column=Column(ID, nullable=False))
    bill_id: str | None = Field(default=None, sa_column=Column(ID))
    asking: str | None = Field(default=None, sa_column=Column(String(12)))
    terms_token: str = _sealed(optional=False)
    changed_at: datetime = _instant()


class TrackedReceived(Row, table=True):
    """A bill that a forwarded text told of, for a week: until it is kept, and so that what it changed can be undone.
    `read_token`: what was read of it and what it changed (`Receipt`), never the text. `id` becomes that of the bill that is
    kept of it, so that a second tap keeps nothing twice.
    """

    __tablename__ = "tracked_received"
    __table_args__ = (Index("ix_tracked_received_created_at", "created_at"),)

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    read_token: str = _sealed(optional=False)
    created_at: datetime = _instant()
