"""The log (操作记录): who looked at what and did what, when and why. It is only ever added to."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken
from domain.ports import Clock, FieldCipher
from domain.staff.chain import line_place
from domain.staff.errors import MayNot, ReasonMissing
from domain.staff.rules import NEEDS_REASON, may, plain_reason
from domain.staff.types import (
    NOTHING,
    LogFilter,
    LogLine,
    LogPage,
    Member,
    Outcome,
    Subject,
    SubjectKind,
    Verb,
)
from domain.unit_of_work import Store, UnitOfWork

PAGE = 50


class StaffLog:
    """The door of the log for whatever has no transaction of its own; `append` is the same within one."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def record(
        self,
        by: str | None,
        verb: Verb,
        subject: Subject = NOTHING,
        *,
        reason: str = "",
        outcome: Outcome = Outcome.DONE,
        amount_fen: int | None = None,
        proposal_id: str | None = None,
    ) -> int:
        """Add a line; return its number. `by`: the member's id; None: whoever is at the command line. `reason` is sealed;
        nothing else may be personal.
        """
        async with self._store.write() as uow:
            seq = await append(
                uow,
                self._cipher,
                self._clock.now(),
                by,
                verb,
                subject,
                reason=reason,
                outcome=outcome,
                amount_fen=amount_fen,
                proposal_id=proposal_id,
            )
            await uow.commit()
            return seq

    async def permit(
        self, member: Member, verb: Verb, subject: Subject = NOTHING, *, reason: str = ""
    ) -> None:
        """Raise `MayNot` where the member's role has not the right, which is recorded, and `ReasonMissing` where the verb
        needs one. Nothing is recorded of what may be done: that is for when it was.
        """
        if not may(member.role, verb):
            await self.record(member.id, verb, subject, reason=reason, outcome=Outcome.NO_RIGHT)
            raise MayNot(verb=verb)
        if verb in NEEDS_REASON and not plain_reason(reason):
            raise ReasonMissing(verb=verb)

    async def look(self, member: Member, verb: Verb, subject: Subject, *, reason: str = "") -> None:
        """Permit it and record it as done: of a look, before what is looked at is shown. Raises what `permit` does."""
        await self.permit(member, verb, subject, reason=reason)
        await self.record(member.id, verb, subject, reason=reason)

    async def read(self, wanted: LogFilter | None = None, older_than: int | None = None) -> LogPage:
        """Return a page of the log, the newest first."""
        async with self._store.read() as uow:
            rows = await uow.staff.lines(wanted or LogFilter(), older_than, PAGE + 1)
        lines = tuple(self._line(row, name) for row, name in rows[:PAGE])
        return LogPage(lines, lines[-1].seq if len(rows) > PAGE else None)

    def _line(self, row: t.StaffLogLine, name: str | None) -> LogLine:
        reason: str | None = ""
        if row.reason is not None:
            try:
                reason = self._cipher.open(row.reason, place_of(row, "reason"))
            except SealBroken:  # noted where it was met; the rest of the log goes on
                reason = None
        return LogLine(
            seq=row.seq,
            at=row.at,
            by=row.by_id,
            by_name=name,
            verb=Verb(row.verb),
            subject=Subject(SubjectKind(row.about_kind), row.about_id),
            reason=reason,
            outcome=Outcome(row.outcome),
            amount_fen=row.amount_fen,
            proposal_id=row.proposal_id,
        )


async def append(
    uow: UnitOfWork,
    cipher: FieldCipher,
    now: datetime,
    by: str | None,
    verb: Verb,
    subject: Subject = NOTHING,
    *,
    reason: str = "",
    outcome: Outcome = Outcome.DONE,
    amount_fen: int | None = None,
    proposal_id: str | None = None,
) -> int:
    """Add a line within the transaction of what it tells; return its number."""
    key = uow.ledger.chain_key
    assert key is not None, "whoever adds to the log has the keys"
    seq, previous = await uow.staff.newest_line()
    said = plain_reason(reason) or None
    line = t.StaffLogLine(
        seq=seq + 1,
        at=now,
        by_id=by,
        verb=verb,
        about_kind=subject.kind,
        about_id=subject.id,
        outcome=outcome,
        amount_fen=amount_fen,
        proposal_id=proposal_id,
        chain="",
    )
    if said is not None:
        line.reason = cipher.seal(said, place_of(line, "reason"))
    line.chain = line_place(previous, line, said, cipher, key)
    uow.add(line)
    await uow.flush()
    return line.seq
