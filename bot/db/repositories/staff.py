"""The shop's people, their sessions, their proposals and their log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select, text
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.dates import at_beijing
from domain.staff.types import LogFilter, ProposalStatus

_MEMBER, _SESSION, _PROPOSAL, _LINE = t.StaffMember, t.StaffSession, t.StaffProposal, t.StaffLogLine
_LOG = SQLModel.metadata.tables["staff_log"].c
_NEWEST = select(_LOG.seq, _LOG.chain).order_by(_LOG.seq.desc()).limit(1)
# Any number that nothing else locks: one line of the log is added at a time. SQLite has one writer anyway.
_TURN = text("SELECT pg_advisory_xact_lock(7310023)")
_OPEN = (ProposalStatus.WAITING, ProposalStatus.CONFIRMED)


class StaffRepository(Repository):
    async def members(self) -> Sequence[t.StaffMember]:
        return await self._whole(select(_MEMBER).order_by(col(_MEMBER.added_at), col(_MEMBER.id)))

    async def member(self, member_id: str, *, locked: bool = False) -> t.StaffMember | None:
        found = await self._transaction.row(_MEMBER, member_id, locked=locked)
        return found if found is not None and self._transaction.is_whole(found) else None

    async def by_name(self, name_key: str) -> t.StaffMember | None:
        return await self._first_whole(select(_MEMBER).where(col(_MEMBER.name_key) == name_key))

    async def by_telegram(self, telegram_id: int) -> t.StaffMember | None:
        return await self._first_whole(select(_MEMBER).where(col(_MEMBER.telegram_id) == telegram_id))

    async def is_taken(self, name_key: str) -> bool:
        return await self._first(select(_MEMBER).where(col(_MEMBER.name_key) == name_key)) is not None

    async def session_of(self, token_hash: str) -> t.StaffSession | None:
        return await self._first_whole(select(_SESSION).where(col(_SESSION.token_hash) == token_hash))

    async def session(self, session_id: str) -> t.StaffSession | None:
        found = await self._transaction.row(_SESSION, session_id, locked=True)
        return found if found is not None and self._transaction.is_whole(found) else None

    async def open_sessions(self, member_id: str) -> Sequence[t.StaffSession]:
        theirs = select(_SESSION).where(
            col(_SESSION.member_id) == member_id, col(_SESSION.ended_at).is_(None)
        )
        return await self._whole(theirs.order_by(col(_SESSION.started_at).desc(), col(_SESSION.id)))

    async def forget_sessions(self, before: datetime) -> None:
        await self._run(delete(_SESSION).where(col(_SESSION.started_at) < before))

    async def newest_line(self) -> tuple[int, str]:
        if self._session.get_bind().dialect.name == "postgresql":
            await self._transaction.columns(_TURN, {})
        rows = await self._transaction.columns(_NEWEST, {})
        return (rows[0][0], rows[0][1]) if rows else (0, "")

    async def lines(
        self, wanted: LogFilter, older_than: int | None, limit: int
    ) -> Sequence[tuple[t.StaffLogLine, str | None]]:
        found = select(_LINE, col(_MEMBER.name)).outerjoin(_MEMBER, col(_MEMBER.id) == col(_LINE.by_id))
        if wanted.by is not None:
            found = found.where(col(_LINE.by_id) == wanted.by)
        if wanted.subject is not None:
            found = found.where(
                col(_LINE.about_kind) == wanted.subject.kind, col(_LINE.about_id) == wanted.subject.id
            )
        if wanted.day is not None:
            begin = at_beijing(wanted.day, time(0))
            found = found.where(col(_LINE.at) >= begin, col(_LINE.at) < begin + timedelta(days=1))
        if older_than is not None:
            found = found.where(col(_LINE.seq) < older_than)
        newest = found.order_by(col(_LINE.seq).desc()).limit(limit)
        return [(row[0], row[1]) for row in (await self._session.execute(newest)).all()]

    async def lines_after(self, seq: int, limit: int) -> Sequence[t.StaffLogLine]:
        following = select(_LINE).where(col(_LINE.seq) > seq).order_by(col(_LINE.seq))
        return await self._all(following.limit(limit))

    async def proposal(self, proposal_id: str) -> t.StaffProposal | None:
        found = await self._transaction.row(_PROPOSAL, proposal_id, locked=True)
        return found if found is not None and self._transaction.is_whole(found) else None

    async def proposal_about(self, verb: str, kind: str, subject_id: str) -> t.StaffProposal | None:
        return await self._first_whole(
            select(_PROPOSAL).where(
                col(_PROPOSAL.verb) == verb,
                col(_PROPOSAL.about_kind) == kind,
                col(_PROPOSAL.about_id) == subject_id,
                col(_PROPOSAL.status).in_(_OPEN),
            )
        )

    async def waiting(self) -> Sequence[t.StaffProposal]:
        still = select(_PROPOSAL).where(col(_PROPOSAL.status) == ProposalStatus.WAITING)
        return await self._whole(still.order_by(col(_PROPOSAL.proposed_at)))

    async def latest(self, limit: int) -> Sequence[t.StaffProposal]:
        newest = select(_PROPOSAL).order_by(col(_PROPOSAL.proposed_at).desc(), col(_PROPOSAL.id))
        return await self._whole(newest.limit(limit))
