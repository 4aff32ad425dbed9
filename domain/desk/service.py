"""What the shop's people do: permitted, recorded before and after, and above the setting by two of them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.cases.types import CaseCard, CaseKind, Decision
from domain.errors import DomainError, NotFound
from domain.payments.external import ExternalPaymentService
from domain.payments.refunds import RefundService
from domain.payments.results import ReportOutcome
from domain.returns.results import ReturnStatus
from domain.returns.service import ReturnService
from domain.rules.errors import RuleError
from domain.staff.approvals import ApprovalService
from domain.staff.errors import ReasonMissing
from domain.staff.log import StaffLog
from domain.staff.rules import plain_reason
from domain.staff.types import Member, Outcome, Proposal, Subject, SubjectKind, Verb
from domain.support.staff import StaffService
from domain.unit_of_work import Conflict
from domain.value import Value, field

_TAKEN = {
    ReportOutcome.APPLIED: Outcome.DONE,
    ReportOutcome.CREDITED: Outcome.DONE,
    ReportOutcome.ALREADY_APPLIED: Outcome.UNCHANGED,
}
_REFUSALS = (DomainError, RuleError, Conflict)


class Act(Value):
    """One verb about one thing, and what it needs beside that. `amount_fen`: what it moves, where it moves money."""

    verb: Verb
    subject: Subject
    amount_fen: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


class Acted(Value):
    """What came of it. `proposal`: it waits for a second person, or did. `customer_id`: whom it is about, of a case."""

    outcome: Outcome
    proposal: Proposal | None = None
    customer_id: str | None = None


def verb_of(case: CaseCard, decision: Decision) -> Verb:
    """Return the right that deciding so takes: to say that words need no answer, or that a question is dealt with, is what
    answering comes to.
    """
    ends_words = decision is Decision.ENDED or case.kind is CaseKind.QUESTION
    return Verb.ANSWER_CASE if ends_words else Verb.DECIDE_CASE


class Desk:
    """Every verb raises `MayNot`, `ReasonMissing`, `NotFound`, and what the feature refuses; all of it stands in the log."""

    def __init__(
        self,
        log: StaffLog,
        approvals: ApprovalService,
        cases: StaffService,
        external: ExternalPaymentService,
        refunds: RefundService,
        returns: ReturnService,
    ) -> None:
        self._log = log
        self._approvals = approvals
        self.cases = cases
        self.external = external
        self.refunds = refunds
        self.returns = returns

    # Cases

    async def decide_case(self, member: Member, case_id: str, decision: Decision, reason: str = "") -> Acted:
        """Decide it. Only that money came in moves any: that needs a reason, and above the setting a second person."""
        subject = Subject(SubjectKind.CASE, case_id)
        card = await self.cases.card(case_id)
        verb = verb_of(card, decision)
        amount_fen = card.amount_fen if decision is Decision.RECEIVED else None
        await self._log.permit(member, verb, subject, reason=reason)
        if amount_fen is not None and not plain_reason(reason):
            raise ReasonMissing(verb=verb)
        act = Act(verb, subject, amount_fen, {"decision": decision})
        return await self._perform(member, act, reason)

    async def answer_case(self, member: Member, case_id: str, words: str, source_id: int) -> Acted:
        """Answer the customer; said again under the same `source_id`, once. The words stand in the case, not in the log."""
        subject = Subject(SubjectKind.CASE, case_id)
        await self._log.permit(member, Verb.ANSWER_CASE, subject)
        await self._log.record(member.id, Verb.ANSWER_CASE, subject, outcome=Outcome.BEGUN)
        answered = await self.cases.answer_case(
            case_id, words, member.name, source_id, by_id=member.telegram_id
        )
        await self._log.record(member.id, Verb.ANSWER_CASE, subject)
        return Acted(Outcome.DONE, customer_id=answered.customer_id)

    # Goods and money

    async def book_return(self, member: Member, return_id: str, reason: str) -> Acted:
        returned = await self.returns.find_return(return_id)
        subject = Subject(SubjectKind.RETURN, return_id)
        return await self._perform(member, Act(Verb.BOOK_RETURN, subject, returned.amount_fen), reason)

    async def decline_return(self, member: Member, return_id: str, reason: str) -> Acted:
        """Decline it; the customer is told the reason."""
        return await self._perform(
            member, Act(Verb.DECLINE_RETURN, Subject(SubjectKind.RETURN, return_id)), reason
        )

    async def confirm_payment(self, member: Member, payment_id: str, reference: str, reason: str) -> Acted:
        """Take the lender's word that it has what a customer says to have paid on its own page."""
        waiting = {one.payment_id: one.amount_fen for one in await self.external.waiting()}
        if payment_id not in waiting:
            raise NotFound()
        subject = Subject(SubjectKind.PAYMENT, payment_id)
        act = Act(Verb.CONFIRM_PAYMENT, subject, waiting[payment_id], {"reference": reference})
        return await self._perform(member, act, reason)

    async def reject_payment(self, member: Member, payment_id: str, reason: str) -> Acted:
        return await self._perform(
            member, Act(Verb.REJECT_PAYMENT, Subject(SubjectKind.PAYMENT, payment_id)), reason
        )

    async def pay_back(self, member: Member, refund_id: str, reference: str, reason: str) -> Acted:
        """Note that a refund was made by hand."""
        waiting = {one.refund_id: one.amount_fen for one in await self.refunds.by_hand()}
        if refund_id not in waiting:
            raise NotFound()
        subject = Subject(SubjectKind.REFUND, refund_id)
        act = Act(Verb.PAY_BACK, subject, waiting[refund_id], {"reference": reference})
        return await self._perform(member, act, reason)

    # By one, or by two

    async def _perform(self, member: Member, act: Act, reason: str) -> Acted:
        await self._log.permit(member, act.verb, act.subject, reason=reason)
        if self._approvals.needs_second(act.verb, act.amount_fen):
            assert act.amount_fen is not None
            proposal = await self._approvals.propose(
                member, act.verb, act.subject, act.amount_fen, details=act.details, reason=reason
            )
            return Acted(Outcome.PROPOSED, proposal)
        await self._record(member, act, Outcome.BEGUN, reason)
        try:
            acted = await self._carry_out(act, reason, member.name, member.telegram_id)
        except _REFUSALS:
            await self._record(member, act, Outcome.REFUSED)
            raise
        await self._record(member, act, acted.outcome)
        return acted

    async def confirm(self, member: Member, proposal_id: str) -> Acted:
        """Say yes as the second person, and carry it out. Raises `SamePerson`, `ProposalOver` as well."""
        proposal = await self._approvals.confirm(proposal_id, member)
        act = Act(proposal.verb, proposal.subject, proposal.amount_fen, proposal.details)
        try:
            acted = await self._carry_out(
                act, proposal.reason, f"{proposal.by_name}、{member.name}", member.telegram_id
            )
        except _REFUSALS:
            await self._approvals.settle(proposal_id, Outcome.REFUSED)
            raise
        settled = await self._approvals.settle(proposal_id, acted.outcome)
        return Acted(acted.outcome, settled, acted.customer_id)

    async def _record(self, member: Member, act: Act, outcome: Outcome, reason: str = "") -> None:
        await self._log.record(
            member.id, act.verb, act.subject, reason=reason, outcome=outcome, amount_fen=act.amount_fen
        )

    async def _carry_out(self, act: Act, reason: str, by: str, by_id: int | None) -> Acted:
        """Do it, as often as it is asked: each service answers the same. `by`: whose name stands in the books."""
        subject_id = act.subject.id
        match act.verb:
            case Verb.DECIDE_CASE | Verb.ANSWER_CASE:
                decision = Decision(act.details["decision"])
                card = await self.cases.decide(subject_id, decision, by, by_id)
                outcome = Outcome.DONE if card.decided_now else Outcome.UNCHANGED
                return Acted(outcome, customer_id=card.customer_id)
            case Verb.BOOK_RETURN:
                return await self._closed(subject_id, ReturnStatus.BOOKED)
            case Verb.DECLINE_RETURN:
                return await self._closed(subject_id, ReturnStatus.DECLINED, plain_reason(reason))
            case Verb.CONFIRM_PAYMENT:
                reported = await self.external.confirm_received(
                    subject_id, act.amount_fen or 0, act.details["reference"], by=by, by_id=by_id
                )
                return Acted(_TAKEN.get(reported, Outcome.REFUSED))
            case Verb.REJECT_PAYMENT:
                rejected = await self.external.reject(subject_id, by=by, by_id=by_id)
                return Acted(_TAKEN.get(rejected, Outcome.REFUSED))
            case Verb.PAY_BACK:
                await self.refunds.paid_by_hand(subject_id, act.details["reference"])
                return Acted(Outcome.DONE)
        raise AssertionError(f"{act.verb} is nothing that is carried out")

    async def _closed(self, return_id: str, wanted: ReturnStatus, reason: str = "") -> Acted:
        before = (await self.returns.find_return(return_id)).status
        if wanted is ReturnStatus.BOOKED:
            after = (await self.returns.book(return_id)).status
        else:
            after = (await self.returns.decline(return_id, reason)).status
        if after is not wanted:
            return Acted(Outcome.REFUSED)
        return Acted(Outcome.UNCHANGED if before is wanted else Outcome.DONE)
