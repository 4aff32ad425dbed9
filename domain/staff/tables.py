"""The columns of the shop's people, their sessions, what waits for a second person, and the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Integer, String
from sqlmodel import Field

from domain.columns import ID, Row, _id, _instant, _maybe_id, _row_seal, _sealed, partial_index


class StaffMember(Row, table=True):
    """One of the shop's people. `name_key`: what the name is found by. `totp_step`: the last step of which a code was used.
    `failures` in a row, after which nothing is tried before `pauses_until`. `row_seal`: whoever writes the database without
    the keys makes nobody a member, and gives nobody another role.
    """

    __tablename__ = "staff_members"

    id: str = _id(primary_key=True)
    name: str = Field(sa_column=Column(String(64), nullable=False))
    name_key: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    role: str = Field(sa_column=Column(String(12), nullable=False))  # `staff.Role`
    telegram_id: int | None = Field(default=None, sa_column=Column(BigInteger, unique=True))
    password_hash: str | None = Field(default=None, sa_column=Column(String(160)))
    totp_token: str = _sealed(optional=False)
    totp_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    failures: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    pauses_until: datetime | None = _instant(optional=True)
    added_at: datetime = _instant()
    disabled_at: datetime | None = _instant(optional=True)
    row_seal: str | None = _row_seal()


class StaffSession(Row, table=True):
    """Somebody signed in. `token_hash`: of what the browser shows, from which nothing leads back. `role`: the member's then;
    with another one the session is over.
    """

    __tablename__ = "staff_sessions"
    __table_args__ = (Index("ix_staff_sessions_member_id", "member_id"),)

    id: str = _id(primary_key=True)
    token_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    member_id: str = _id("staff_members.id")
    role: str = Field(sa_column=Column(String(12), nullable=False))
    way: str = Field(sa_column=Column(String(12), nullable=False))  # `staff.Way`
    agent: str = Field(sa_column=Column(String(160), nullable=False))
    started_at: datetime = _instant()
    seen_at: datetime = _instant()
    ended_at: datetime | None = _instant(optional=True)
    row_seal: str | None = _row_seal()


class StaffProposal(Row, table=True):
    """What moves more money than one person may alone, until a second one says yes. `details`: what the verb needs beside
    its subject, as JSON.
    """

    __tablename__ = "staff_proposals"
    __table_args__ = (
        partial_index(
            "uq_staff_proposals_open",
            "verb",
            "about_kind",
            "about_id",
            where="status IN ('waiting', 'confirmed')",
            unique=True,
        ),
        Index("ix_staff_proposals_proposed_at", "proposed_at"),
    )

    id: str = _id(primary_key=True)
    verb: str = Field(sa_column=Column(String(24), nullable=False))  # `staff.Verb`
    about_kind: str = Field(sa_column=Column(String(12), nullable=False))  # `staff.SubjectKind`
    about_id: str = Field(sa_column=Column(String(64), nullable=False))
    amount_fen: int = Field(sa_column=Column(BigInteger, nullable=False))
    details: str = _sealed(optional=False)
    reason: str = _sealed(optional=False)
    status: str = Field(sa_column=Column(String(12), nullable=False))  # `staff.ProposalStatus`
    proposed_by: str = _id("staff_members.id")
    proposed_at: datetime = _instant()
    decided_by: str | None = _maybe_id("staff_members.id")
    decided_at: datetime | None = _instant(optional=True)
    row_seal: str | None = _row_seal()


class StaffLogLine(Row, table=True):
    """One line of the log, append-only: triggers of the database refuse to change or delete one. Who, when, what, about
    what, why, and what came of it. The reason is sealed, and sealed anew under a new key; all else stays as it was written.
    `chain`: its place in the chain of the log (`domain.staff.chain`).
    """

    __tablename__ = "staff_log"
    __table_args__ = (
        Index("ix_staff_log_by", "by_id", "seq"),
        Index("ix_staff_log_about", "about_kind", "about_id", "seq"),
        Index("ix_staff_log_at", "at"),
    )

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = _instant()
    by_id: str | None = _maybe_id("staff_members.id")
    verb: str = Field(sa_column=Column(String(24), nullable=False))
    about_kind: str = Field(sa_column=Column(String(12), nullable=False))
    about_id: str = Field(sa_column=Column(String(64), nullable=False))
    reason: str | None = _sealed()
    outcome: str = Field(sa_column=Column(String(12), nullable=False))  # `staff.Outcome`
    amount_fen: int | None = Field(default=None, sa_column=Column(BigInteger))
    proposal_id: str | None = Field(default=None, sa_column=Column(ID))
    chain: str = Field(sa_column=Column(String(64), nullable=False))
