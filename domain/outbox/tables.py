"""Columns: the outbox and the inbox, the pace of sending, what conversations wait for, whose keys the database has."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import ID, Row, _flag, _id, _instant, _sealed, partial_index


class NoticeStatus(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"


class Notice(Row, table=True):
    """The outbox: at most one row per customer, kind, business day and subject, which is its key.

    `subject`: of a notice that speaks of one thing only, its id; else empty.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_status_send_after", "status", "send_after"),)

    customer_id: str = _id("customers.id", primary_key=True)
    kind: str = Field(sa_column=Column(String(24), primary_key=True))
    business_day: date = Field(primary_key=True)  # the day it was planned for
    subject: str = Field(default="", sa_column=Column(ID, primary_key=True, server_default=""))
    send_after: datetime = _instant()
    status: str = Field(sa_column=Column(String(12), nullable=False))
    reason: str | None = Field(default=None, sa_column=Column(String(48)))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    claimed_by: str | None = Field(default=None, sa_column=Column(ID))
    claimed_at: datetime | None = _instant(optional=True)
    sent_at: datetime | None = _instant(optional=True)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    channel: str | None = Field(default=None, sa_column=Column(String(24)))  # where it was not Telegram
    created_at: datetime = _instant()


class SendTempo(Row, table=True):
    """One row: when the next message is in order, for all processes that send (`bot.sending.pacing`)."""

    __tablename__ = "send_tempo"

    id: int = Field(sa_column=Column(Integer, primary_key=True))
    next_at: datetime = _instant()


class InboxUpdate(Row, table=True):
    """An update as it was received; the sealed payload goes when it is done, the number stays for a while.

    `untold`: who stopped in good order left it, and nobody was told what came of it.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        partial_index("ix_inbox_pending", "update_id", where="done_at IS NULL"),
        Index("ix_inbox_done_at", "done_at"),
    )

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    payload: str | None = _sealed()
    received_at: datetime = _instant()
    done_at: datetime | None = _instant(optional=True)
    untold: bool = _flag()


class RefusedUpdate(Row, table=True):
    """An update that could not be read, put aside: sealed, for whoever finds out why. The same one again is counted.

    `update_id`: where it had one that can be kept. `size`: in bytes, of all that came; of more than is kept, the rest
    is gone.
    """

    __tablename__ = "refused_updates"
    __table_args__ = (Index("ix_refused_updates_last_at", "last_at"),)

    id: str = _id(primary_key=True)
    update_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    payload: str = _sealed(optional=False)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    reason: str = Field(sa_column=Column(String(64), nullable=False))
    times: int = Field(sa_column=Column(Integer, nullable=False))
    received_at: datetime = _instant()
    last_at: datetime = _instant()


class WriteProbe(Row, table=True):
    """One row, written to find out whether anything can be written (`bot.db.write_probe`)."""

    __tablename__ = "write_probe"

    id: int = Field(sa_column=Column(Integer, primary_key=True))
    written: int = Field(sa_column=Column(BigInteger, nullable=False))


class KeyCanary(Row, table=True):
    """One row, sealed with the keys of the database: what does not open it are not its keys (`bot.db.key_canary`)."""

    __tablename__ = "key_canaries"

    id: int = Field(sa_column=Column(Integer, primary_key=True))
    fingerprint: str = Field(
        sa_column=Column(String(8), nullable=False)
    )  # of the keys, to be said to an operator
    canary_token: str = _sealed(optional=False)


class ConversationState(Row, table=True):
    """What a conversation waits for, so that a typed step survives a restart."""

    __tablename__ = "conversation_states"

    name: str = Field(sa_column=Column(String(32), primary_key=True))
    key: str = Field(sa_column=Column(String(64), primary_key=True))
    state: int = Field(sa_column=Column(Integer, nullable=False))
