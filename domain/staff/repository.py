"""What is asked of the database about the shop's people. Rows that another hand wrote are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t
from domain.staff.types import LogFilter


class Staff(Protocol):
    async def members(self) -> Sequence[t.StaffMember]:
        """Return all of them, the first one first."""
        ...

    async def member(self, member_id: str, *, locked: bool = False) -> t.StaffMember | None: ...

    async def by_name(self, name_key: str) -> t.StaffMember | None: ...

    async def by_telegram(self, telegram_id: int) -> t.StaffMember | None: ...

    async def is_taken(self, name_key: str) -> bool:
        """Return whether there is a row of this name, whoever wrote it."""
        ...

    async def session_of(self, token_hash: str) -> t.StaffSession | None: ...

    async def session(self, session_id: str) -> t.StaffSession | None:
        """Locked until the transaction ends."""
        ...

    async def open_sessions(self, member_id: str) -> Sequence[t.StaffSession]:
        """Return those that were not ended, the newest first; some may have run out."""
        ...

    async def forget_sessions(self, before: datetime) -> None:
        """Delete those that began before."""
        ...

    async def newest_line(self) -> tuple[int, str]:
        """Return number and place of the last line of the log, (0, "") where there is none; nobody adds one before the
        transaction ends.
        """
        ...

    async def lines(
        self, wanted: LogFilter, older_than: int | None, limit: int
    ) -> Sequence[tuple[t.StaffLogLine, str | None]]:
        """Return lines of the log with the name of who did it, the newest first."""
        ...

    async def lines_after(self, seq: int, limit: int) -> Sequence[t.StaffLogLine]:
        """Return the lines after this number, in order."""
        ...

    async def proposal(self, proposal_id: str) -> t.StaffProposal | None:
        """Locked until the transaction ends."""
        ...

    async def proposal_about(self, verb: str, kind: str, subject_id: str) -> t.StaffProposal | None:
        """Return the one that is open."""
        ...

    async def waiting(self) -> Sequence[t.StaffProposal]:
        """Return those that nobody decided, the oldest first; some may have lapsed."""
        ...

    async def latest(self, limit: int) -> Sequence[t.StaffProposal]:
        """Return the newest, the newest first."""
        ...
