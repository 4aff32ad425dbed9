"""The columns of cases, of what was said in them, and of the chat they are shown in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _sealed, partial_index


class Case(Row, table=True):
    """A case (`domain.cases.types`). At most one of a kind is open for a customer and a loan.

    `opened_at`: when it began to wait for the shop, for the first time or anew. `pauses_until`: the last day on which
    nothing is said of the loan. `staff_message_id`: the card in the chat
    `staff_chat_id`, which shows the case as of `shown_version`. `turned_to_at`: when the customer last spoke of it,
    or the staff was asked again.
    `decided_by_id`: the Telegram id of whoever of the staff decided.
    """

    __tablename__ = "cases"
    __table_args__ = (
        partial_index(
            "uq_cases_open", "customer_id", "kind", "about", where="status <> 'closed'", unique=True
        ),
        partial_index("ix_cases_promised_on", "promised_on", where="status <> 'closed'"),
        partial_index("ix_cases_unshown", "opened_at", where="shown_version < version"),
        partial_index("ix_cases_queue", "opened_at", where="status <> 'closed'"),
        Index("ix_cases_customer_id", "customer_id"),
        Index("ix_cases_loan_id", "loan_id"),
        Index("ix_cases_pauses_until", "pauses_until"),
        Index("ix_cases_staff_message_id", "staff_message_id"),
    )

    id: str = _id(primary_key=True)
    number: str = Field(sa_column=Column(String(12), nullable=False, unique=True))
    customer_id: str = _id("customers.id")
    kind: str = Field(sa_column=Column(String(12), nullable=False))  # `cases.CaseKind`
    status: str = Field(sa_column=Column(String(12), nullable=False))  # `cases.CaseStatus`
    about: str = Field(
        default="", sa_column=Column(ID, nullable=False, server_default="")
    )  # the loan, or nothing
    loan_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("loans.id")))
    payment_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("payments.id"), index=True))
    amount_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    promised_on: date | None = None
    pauses_until: date | None = None
    decision: str | None = Field(default=None, sa_column=Column(String(12)))  # `cases.Decision`
    decided_by: str | None = Field(
        default=None, sa_column=Column(String(64))
    )  # a first name in the staff chat
    decided_by_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    staff_message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    staff_chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    shown_version: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    opened_at: datetime = _instant()
    turned_to_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)


class CaseEntry(Row, table=True):
    """One thing said in a case, or decided. `source_id`: the message it was said with, so that it is taken once; of the
    staff's words, in the chat `source_chat_id`. `by_id`: the Telegram id of whoever of the staff said or decided it.

    Until `delivered_at` it is on its way to the other side, where `message_id` shows it; of the customer's words, in
    the chat `shown_chat_id`: messages of two chats may have one number. The words are encrypted.
    """

    __tablename__ = "case_entries"
    __table_args__ = (
        UniqueConstraint("case_id", "author", "source_id", "source_chat_id", name="uq_case_entries_source"),
        Index("ix_case_entries_message_id", "message_id"),
        partial_index("ix_case_entries_waiting", "at", where="delivered_at IS NULL"),
    )

    id: str = _id(primary_key=True)
    case_id: str = _id("cases.id")
    author: str = Field(sa_column=Column(String(12), nullable=False))  # `cases.Author`
    # Of a decision, its code, which is not sealed.
    words: str = _sealed(
        optional=False,
        beside=("case_id", "author"),
        plain=("author", frozenset({"shop", "denied", "reminded"})),
    )
    by: str | None = Field(default=None, sa_column=Column(String(64)))
    by_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    source_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    source_chat_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    shown_chat_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    at: datetime = _instant()
    delivered_at: datetime | None = _instant(optional=True)


class StaffChatMove(Row, table=True):
    """A staff chat that got another number: the group became a supergroup."""

    __tablename__ = "staff_chat_moves"

    old_chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    new_chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    moved_at: datetime = _instant()
