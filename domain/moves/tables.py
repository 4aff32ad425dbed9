"""The columns of a move to another Telegram account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _row_seal, _sealed, partial_index
from domain.moves.results import MoveStatus, Proof


class AccountMove(Row, table=True):
    """A move to the Telegram account of `customer_id`, and afterwards of the customer who moved.

    `case_id`: the case in which the staff is shown proof, of this one account and no other; empty where a code is proof.
    `old_customer_id`: who is to move there; None where nobody was found, of which the asking account hears nothing.
    `code_token`: what went to the phone on file, None where the number that was typed is not that one: then no code is
    right. `code_phone_hash`: the phone that got one last, which is to be on file still when the code is typed. Asked for
    `code_sends` times, sent `codes_brought` times, tried `code_tries` times since the last.
    `proof`: how far it is proven (`results.Proof`). `asker_hash`: the number at Telegram that asked, whatever becomes of its
    account. `told_at`: when the word reached the old account; `anyway_at`: when the staff let it move without. `moves_at`:
    when it is done unless somebody says no. `row_seal`: no row of another's hand moves an account. `left_token`: the number
    at Telegram that was left, until its chat was told; `left_hash`: the same, to say it to whoever comes from there.
    """

    __tablename__ = "account_moves"
    __table_args__ = (
        partial_index(
            "uq_account_moves_open",
            "customer_id",
            where="status IN ('naming', 'asked', 'announced')",
            unique=True,
        ),
        partial_index(
            "uq_account_moves_announced", "old_customer_id", where="status = 'announced'", unique=True
        ),
        Index("ix_account_moves_case_id", "case_id"),
        Index("ix_account_moves_old_customer_id", "old_customer_id"),
        Index("ix_account_moves_left_hash", "left_hash"),
        Index("ix_account_moves_asker_hash", "asker_hash"),
        partial_index("ix_account_moves_moves_at", "moves_at", where="status = 'announced'"),
        partial_index("ix_account_moves_waiting", "id", where="left_token IS NOT NULL"),
    )

    id: str = _id(primary_key=True)
    customer_id: str = _id("customers.id")
    case_id: str = Field(sa_column=Column(ID, nullable=False))
    old_customer_id: str | None = Field(default=None, sa_column=Column(ID, ForeignKey("customers.id")))
    status: str = Field(sa_column=Column(String(12), nullable=False))
    reason: str | None = Field(default=None, sa_column=Column(String(16)))  # `results.StopReason`
    asked_at: datetime = _instant()
    asker_hash: str | None = Field(default=None, sa_column=Column(String(64)))
    proof: str = Field(
        default=Proof.ASKED, sa_column=Column(String(8), nullable=False, server_default=Proof.ASKED.value)
    )
    code_token: str | None = _sealed()
    code_phone_hash: str | None = Field(default=None, sa_column=Column(String(64)))
    code_sent_at: datetime | None = _instant(optional=True)
    code_sends: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    codes_brought: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    code_tries: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    told_at: datetime | None = _instant(optional=True)
    anyway_at: datetime | None = _instant(optional=True)
    moves_at: datetime | None = _instant(optional=True)
    closed_at: datetime | None = _instant(optional=True)
    left_token: str | None = _sealed()
    left_hash: str | None = Field(default=None, sa_column=Column(String(64)))
    row_seal: str | None = _row_seal()

    @property
    def awaits_code(self) -> bool:
        """Return whether a code is what comes next, right or not."""
        return self.status == MoveStatus.NAMING and self.code_sent_at is not None
