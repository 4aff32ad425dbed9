"""The columns of what was brought in: files, people, contracts, and the invitations to the chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _sealed


class Intake(Row, table=True):
    """One file that was brought in, as a whole: `kind` of rows (`results.IntakeKind`), and so many of them."""

    __tablename__ = "intakes"

    id: str = _id(primary_key=True)
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    institution_id: str = _id("institutions.id")
    row_count: int = Field(sa_column=Column(Integer, nullable=False))
    created_at: datetime = _instant()


class IntakePerson(Row, table=True):
    """Somebody as a lender knows them. `key_hash`: of the lender's own number for them. `said`: of the whole line, so that
    the same one can be told from another. `customer_id`: who that is here; without a Telegram account until they come.
    """

    __tablename__ = "intake_people"
    __table_args__ = (UniqueConstraint("institution_id", "key_hash"),)

    id: str = _id(primary_key=True)
    institution_id: str = _id("institutions.id")
    key_hash: str = Field(sa_column=Column(String(64), nullable=False))
    customer_id: str = _id("customers.id", index=True)
    intake_id: str = _id("intakes.id")
    name_token: str | None = _sealed()
    phone_token: str | None = _sealed()
    id_number_token: str | None = _sealed()
    id_number_hash: str | None = Field(default=None, sa_column=Column(String(64), index=True))
    said: str = Field(sa_column=Column(String(64), nullable=False))


class IntakeContract(Row, table=True):
    """A lender's contract, and the loan that it is here. `said`: of all that the file says of it."""

    __tablename__ = "intake_contracts"
    __table_args__ = (UniqueConstraint("institution_id", "contract_no"),)

    loan_id: str = _id("loans.id", primary_key=True)
    institution_id: str = _id("institutions.id")
    contract_no: str = Field(sa_column=Column(String(64), nullable=False))
    customer_id: str = _id("customers.id", index=True)
    intake_id: str = _id("intakes.id")
    said: str = Field(sa_column=Column(String(64), nullable=False))


class IntakeInvitation(Row, table=True):
    """The personal link of a customer without a Telegram account. `secret_hash`: the secret itself is kept nowhere.

    `asked_id`: the chat that opened it last, which is asked for the digits; `tries`: wrong ones, in whatever chat.
    """

    __tablename__ = "intake_invitations"

    customer_id: str = _id("customers.id", primary_key=True)
    secret_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    expires_at: datetime = _instant()
    asked_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("customers.id"), index=True))
    tries: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    created_at: datetime = _instant()
