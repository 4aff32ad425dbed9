"""Decisions from the staff chat: as its list says who may, and above the setting by two members of the staff (双人复核)."""

from __future__ import annotations

from domain.cases.types import CaseCard, Decision
from domain.desk.service import Desk
from domain.staff.approvals import ApprovalService
from domain.staff.errors import MayNot
from domain.staff.log import StaffLog
from domain.staff.members import member_of
from domain.staff.rules import may
from domain.staff.types import Member, Outcome, Proposal, Subject, SubjectKind, Verb
from domain.unit_of_work import Store
from domain.value import replace

_VERB = Verb.DECIDE_CASE
_AT_LEAST = 2


class ChatDecisions:
    """`desk` decides through the services of the chat, so its list of who may is asked, too."""

    def __init__(self, store: Store, log: StaffLog, approvals: ApprovalService, desk: Desk) -> None:
        self._store = store
        self._log = log
        self._approvals = approvals
        self._desk = desk

    async def decide(
        self, case_id: str, decision: Decision, by: str, by_id: int, reason: str
    ) -> CaseCard | Proposal:
        """Decide, or propose what moves more money than one person may alone; tapped by a second member, that is carried
        out. `reason`: what stands in the log of who proposed it.

        Raises `NotFound`, `Stale` where that cannot be decided of it, `NoRight`, `MayNot` where it takes a member and this
        is none, `SamePerson`, `ProposalOver`.
        """
        if decision is not Decision.RECEIVED:
            return await self._desk.cases.decide(case_id, decision, by, by_id)
        case = await self._desk.cases.card(case_id)
        alone = not self._approvals.needs_second(_VERB, case.amount_fen)
        may_here = self._desk.cases.rights.may_decide(case.kind, by_id)
        if alone or case.decision is not None or not may_here or not await self._are_two():
            return await self._desk.cases.decide(case_id, decision, by, by_id)
        subject = Subject(SubjectKind.CASE, case_id)
        member = await self._member(by_id)
        if member is None:
            await self._log.record(
                None, _VERB, subject, reason=f"Telegram {by_id} {by}", outcome=Outcome.NO_RIGHT
            )
            raise MayNot(verb=_VERB)
        proposal = await self._approvals.open_about(_VERB, subject)
        if proposal is None:
            acted = await self._desk.decide_case(member, case_id, decision, reason)
            assert acted.proposal is not None
            if acted.proposal.by == member.id:
                return acted.proposal
            proposal = acted.proposal  # somebody else's, of a moment earlier
        acted = await self._desk.confirm(member, proposal.id)
        case = await self._desk.cases.card(case_id)
        return replace(case, decided_now=acted.outcome is Outcome.DONE)

    async def _are_two(self) -> bool:
        """Return whether the rule can be kept: at least two of those who may decide are known by their Telegram accounts."""
        async with self._store.read() as uow:
            members = [member_of(row) for row in await uow.staff.members()]
        return sum(map(_may_decide_in_chat, members)) >= _AT_LEAST

    async def _member(self, telegram_id: int) -> Member | None:
        async with self._store.read() as uow:
            row = await uow.staff.by_telegram(telegram_id)
        return member_of(row) if row is not None and row.disabled_at is None else None


def _may_decide_in_chat(member: Member) -> bool:
    return member.telegram_id is not None and not member.is_disabled and may(member.role, _VERB)
