"""The columns of a person's identity; what is personal is sealed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    String,
)
from sqlmodel import Field

from domain.columns import ID, Row, _flag, _id, _instant, _sealed


class Identity(Row, table=True):
    """One person's real-name data, every field encrypted. Its state: `domain.identity.facts.identity_state`."""

    __tablename__ = "identities"

    customer_id: str = _id("customers.id", primary_key=True)
    name_token: str | None = _sealed()
    id_number_token: str | None = _sealed()
    phone_token: str | None = _sealed()
    id_number_hash: str | None = Field(default=None, sa_column=Column(String(64), index=True))
    # Of name, masked name and phone, so that the shop finds who calls (`domain.identity.record`).
    name_hash: str | None = Field(default=None, sa_column=Column(String(64), index=True))
    name_mask_hash: str | None = Field(default=None, sa_column=Column(String(64), index=True))
    phone_hash: str | None = Field(default=None, sa_column=Column(String(64), index=True))
    last_answer_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    check_id: str | None = Field(default=None, sa_column=Column(ID, index=True))  # of the check that runs
    reason: str | None = Field(default=None, sa_column=Column(String(24)))  # why it was rejected
    checks: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    checks_from: datetime | None = _instant(optional=True)  # so many since then
    verified_at: datetime | None = _instant(optional=True)
    valid_until: date | None = None  # the last day of the document, where it is known
    card_token: str | None = (
        _sealed()
    )  # what was read from photos of the ID card, until it is confirmed or not
    card_front_at: datetime | None = _instant(optional=True)  # confirmed then; the photos are not kept
    card_back_at: datetime | None = _instant(optional=True)
    face_check_id: str | None = Field(
        default=None, sa_column=Column(ID, index=True)
    )  # of the check that runs
    face_reason: str | None = Field(default=None, sa_column=Column(String(24)))  # why the last one failed
    face_at: datetime | None = _instant(optional=True)  # passed then, or seen in person
    is_student: bool = _flag()
