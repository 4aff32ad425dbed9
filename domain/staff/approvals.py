"""What moves more money than one person may alone (双人复核): proposed by one, carried out once a second one says yes.

A proposal is a row before anything is done. Who carries it out settles it afterwards; where the
process died in between it stays confirmed, and is carried out again: each verb answers the same however often it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain import tables as t
from domain.columns import place_of
from domain.errors import NotFound
from domain.ids import new_id
from domain.ports import Clock, FieldCipher
from domain.staff.errors import ProposalOver, SamePerson
from domain.staff.log import StaffLog, append
from domain.staff.rules import LAPSES_AFTER, may, needs_second_person, plain_reason
from domain.staff.types import Member, Outcome, Proposal, ProposalStatus, Role, Subject, SubjectKind, Verb
from domain.stored_json import from_stored_text, stored_text
from domain.unit_of_work import Conflict, Store, UnitOfWork

SHOWN = 50


class ApprovalService:
    """`above_fen`: what moves more needs two; None: nothing does."""

    def __init__(
        self, store: Store, clock: Clock, cipher: FieldCipher, log: StaffLog, above_fen: int | None
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._log = log
        self.above_fen = above_fen

    def needs_second(self, verb: Verb, amount_fen: int | None) -> bool:
        return needs_second_person(verb, amount_fen, self.above_fen)

    async def propose(
        self,
        member: Member,
        verb: Verb,
        subject: Subject,
        amount_fen: int,
        *,
        details: Mapping[str, str],
        reason: str,
    ) -> Proposal:
        """Keep it until a second person says yes; the one that waits already where there is one. Raises `MayNot`,
        `ReasonMissing`.
        """
        await self._log.permit(member, verb, subject, reason=reason)
        await self.lapse()
        now = self._clock.now()
        try:
            async with self._store.write() as uow:
                row = await uow.staff.proposal_about(verb, subject.kind, subject.id)
                if row is None:
                    row = self._new(member, verb, subject, amount_fen, details, reason, now)
                    uow.add(row)
                    await self._note(uow, row, member.id, Outcome.PROPOSED, now, reason)
                    await uow.commit()
                return await self._view(uow, row)
        except Conflict:  # somebody else proposed the same a moment earlier
            async with self._store.read() as uow:
                row = await uow.staff.proposal_about(verb, subject.kind, subject.id)
                if row is None:
                    raise
                return await self._view(uow, row)

    def _new(
        self,
        member: Member,
        verb: Verb,
        subject: Subject,
        amount_fen: int,
        details: Mapping[str, str],
        reason: str,
        now: datetime,
    ) -> t.StaffProposal:
        row = t.StaffProposal(
            id=new_id(),
            verb=verb,
            about_kind=subject.kind,
            about_id=subject.id,
            amount_fen=amount_fen,
            details="",
            reason="",
            status=ProposalStatus.WAITING,
            proposed_by=member.id,
            proposed_at=now,
        )
        words = stored_text(dict(details))
        row.details = self._cipher.seal(words, place_of(row, "details"))
        row.reason = self._cipher.seal(plain_reason(reason), place_of(row, "reason"))
        return row

    async def open_about(self, verb: Verb, subject: Subject) -> Proposal | None:
        """Return what was proposed of it and is not over."""
        await self.lapse()
        async with self._store.read() as uow:
            row = await uow.staff.proposal_about(verb, subject.kind, subject.id)
            return await self._view(uow, row) if row is not None else None

    async def confirm(self, proposal_id: str, member: Member) -> Proposal:
        """Say yes as the second person: whoever calls carries it out now, and settles it. Said again before it
        was settled, it is carried out again. Raises `NotFound`, `MayNot`, `SamePerson`, `ProposalOver`.
        """
        await self.lapse()
        proposal = await self.proposal(proposal_id)
        await self._log.permit(member, proposal.verb, proposal.subject, reason=proposal.reason)
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await _locked(uow, proposal_id)
            if row.proposed_by == member.id:
                raise SamePerson()
            if row.status == ProposalStatus.CONFIRMED:
                return await self._view(uow, row)
            proposer = await uow.staff.member(row.proposed_by)
            if row.status != ProposalStatus.WAITING or proposer is None or not _still_may(proposer, row):
                raise ProposalOver()
            row.status, row.decided_by, row.decided_at = ProposalStatus.CONFIRMED, member.id, now
            await self._note(uow, row, member.id, Outcome.CONFIRMED, now)
            await uow.commit()
            return await self._view(uow, row)

    async def settle(self, proposal_id: str, outcome: Outcome) -> Proposal:
        """Record what came of what was confirmed: once."""
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await _locked(uow, proposal_id)
            if row.status == ProposalStatus.CONFIRMED:
                done = outcome in (Outcome.DONE, Outcome.UNCHANGED)
                row.status = ProposalStatus.DONE if done else ProposalStatus.FAILED
                await self._note(uow, row, row.decided_by, outcome, now)
                await uow.commit()
            return await self._view(uow, row)

    async def decline(self, proposal_id: str, member: Member, reason: str) -> Proposal:
        """Say no, or take back what one proposed oneself. Raises `NotFound`, `MayNot`, `ReasonMissing`, `ProposalOver`."""
        await self.lapse()
        proposal = await self.proposal(proposal_id)
        await self._log.permit(member, proposal.verb, proposal.subject, reason=reason)
        now = self._clock.now()
        async with self._store.write() as uow:
            row = await _locked(uow, proposal_id)
            if row.status != ProposalStatus.WAITING:
                raise ProposalOver()
            row.status, row.decided_by, row.decided_at = ProposalStatus.DECLINED, member.id, now
            await self._note(uow, row, member.id, Outcome.DECLINED, now, reason)
            await uow.commit()
            return await self._view(uow, row)

    async def lapse(self) -> int:
        """End those to which nobody said anything within a day; how many."""
        now, lapsed = self._clock.now(), 0
        async with self._store.read() as uow:
            late = [row.id for row in await uow.staff.waiting() if row.proposed_at + LAPSES_AFTER <= now]
        for proposal_id in late:
            async with self._store.write() as uow:
                row = await _locked(uow, proposal_id)
                if row.status == ProposalStatus.WAITING:
                    row.status, row.decided_at = ProposalStatus.LAPSED, now
                    await self._note(uow, row, None, Outcome.LAPSED, now)
                    await uow.commit()
                    lapsed += 1
        return lapsed

    async def proposal(self, proposal_id: str) -> Proposal:
        """Return it. Raises `NotFound`."""
        async with self._store.read() as uow:
            return await self._view(uow, await _locked(uow, proposal_id))

    async def latest(self) -> tuple[Proposal, ...]:
        """Return those that wait and the last ones that were decided, the newest first."""
        await self.lapse()
        async with self._store.read() as uow:
            return tuple([await self._view(uow, row) for row in await uow.staff.latest(SHOWN)])

    async def _note(
        self,
        uow: UnitOfWork,
        row: t.StaffProposal,
        by: str | None,
        outcome: Outcome,
        now: datetime,
        reason: str = "",
    ) -> None:
        subject = Subject(SubjectKind(row.about_kind), row.about_id)
        await append(
            uow,
            self._cipher,
            now,
            by,
            Verb(row.verb),
            subject,
            reason=reason,
            outcome=outcome,
            amount_fen=row.amount_fen,
            proposal_id=row.id,
        )

    async def _view(self, uow: UnitOfWork, row: t.StaffProposal) -> Proposal:
        by = await uow.staff.member(row.proposed_by)
        second = await uow.staff.member(row.decided_by) if row.decided_by is not None else None
        return Proposal(
            id=row.id,
            verb=Verb(row.verb),
            subject=Subject(SubjectKind(row.about_kind), row.about_id),
            amount_fen=row.amount_fen,
            details=from_stored_text(dict, self._cipher.open(row.details, place_of(row, "details"))),
            reason=self._cipher.open(row.reason, place_of(row, "reason")),
            status=ProposalStatus(row.status),
            by=row.proposed_by,
            by_name=by.name if by is not None else "",
            proposed_at=row.proposed_at,
            closes_at=row.proposed_at + LAPSES_AFTER,
            decided_by_name=second.name if second is not None else None,
            decided_at=row.decided_at,
        )


async def _locked(uow: UnitOfWork, proposal_id: str) -> t.StaffProposal:
    row = await uow.staff.proposal(proposal_id)
    if row is None:
        raise NotFound()
    return row


def _still_may(proposer: t.StaffMember, row: t.StaffProposal) -> bool:
    return proposer.disabled_at is None and may(Role(proposer.role), Verb(row.verb))
