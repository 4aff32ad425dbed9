"""The columns of a change of somebody's phone number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Integer, String
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _row_seal, _sealed, partial_index


class PhoneChange(Row, table=True):
    """A change of the phone number on file (`domain.phones.results.ChangeStatus`).

    `new_token`: the new number, until it is on file or the change is over; `old_token`: the old one, until it was told.
    `case_id`: the case in which the staff is shown proof, of this number and no other; empty where a code is proof.
    `end_tries`: how often the end of the ID number was wrong. `row_seal`: no row of another's hand puts a number on file.
    """

    __tablename__ = "phone_changes"
    __table_args__ = (
        partial_index(
            "uq_phone_changes_open",
            "customer_id",
            where="status IN ('typed', 'in_hand', 'asked')",
            unique=True,
        ),
        Index("ix_phone_changes_case_id", "case_id"),
        partial_index("ix_phone_changes_waiting", "id", where="old_token IS NOT NULL"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    status: str = Field(sa_column=Column(String(12), nullable=False))
    case_id: str = Field(default="", sa_column=Column(ID, nullable=False, server_default=""))
    new_token: str | None = _sealed()
    old_token: str | None = _sealed()
    code_token: str | None = _sealed()
    code_sent_at: datetime | None = _instant(optional=True)
    code_sends: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    code_tries: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    end_tries: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    asked_at: datetime = _instant()
    closed_at: datetime | None = _instant(optional=True)
    row_seal: str | None = _row_seal()
