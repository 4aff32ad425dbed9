"""Columns: the days that are planned, and how customers want to be written to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import Row, _flag, _id, _instant, _sealed


class PlannedDay(Row, table=True):
    """A business day whose notices were planned: they speak of what happened after `since`, the planned day before it."""

    __tablename__ = "planned_days"

    day: date = Field(primary_key=True)
    since: date


class ReminderChoice(Row, table=True):
    """How a customer wants to be written to; who never chose has no row.

    `before`: how many days before the due day, as digits ("731"), or None: as each lender does it. `hour`: from when on
    in a day, in Beijing.
    """

    __tablename__ = "reminder_choices"
    __table_args__ = (Index("ix_reminder_choices_monthly", "monthly"),)

    customer_id: str = _id("customers.id", primary_key=True)
    before: str | None = Field(default=None, sa_column=Column(String(8)))
    hour: int = Field(sa_column=Column(Integer, nullable=False))
    hide_amounts: bool = _flag()
    monthly: bool = _flag()
    chosen_at: datetime = _instant()


class BackupChannelChoice(Row, table=True):
    """Another way to reach a customer (`domain.notices.results`); the address is encrypted.

    `pending_*` wait for the code that was sent there, whose keyed hash is kept. `codes_sent` since `codes_from`.
    """

    __tablename__ = "backup_channels"

    customer_id: str = _id("customers.id", primary_key=True)
    channel: str | None = Field(default=None, sa_column=Column(String(24)))
    address_token: str | None = _sealed()
    chosen_at: datetime | None = _instant(optional=True)
    pending_channel: str | None = Field(default=None, sa_column=Column(String(24)))
    pending_token: str | None = _sealed()
    code_hash: str | None = Field(default=None, sa_column=Column(String(64)))
    code_expires_at: datetime | None = _instant(optional=True)
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    codes_sent: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    codes_from: datetime = _instant()
