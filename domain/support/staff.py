"""The shop's side of the cases: what the staff chat is shown, answers and decides; see docs/rules/cases.md."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain import tables as t
from domain.cases.casebook import (
    case_view,
    decide_case,
    end_case,
    is_decided,
    line_of,
    note_denied,
    remind,
    say,
)
from domain.cases.types import (
    ANSWER_DAYS,
    DECISIONS,
    TOLD_BY_OUTCOME,
    Answered,
    Author,
    CaseCard,
    CaseKind,
    CaseStatus,
    Decision,
    ForCustomer,
    ForStaff,
    Reached,
)
from domain.customers.accounts import freeze_account
from domain.dates import at_beijing, business_day
from domain.errors import InvalidInput, NotFound, Stale
from domain.identity.face_check import seen_in_person
from domain.moves.steps import announce, decline
from domain.moves.word import move_anyway, stop_by_staff
from domain.payments.external import ExternalPaymentService
from domain.payments.results import ReportOutcome
from domain.phones import steps as phone_steps
from domain.ports import Clock, FieldCipher
from domain.support.card import bill_of, card_of
from domain.support.rights import NoRight, StaffRights
from domain.support.staff_chat import StaffChats
from domain.unit_of_work import Store, UnitOfWork
from domain.value import replace

_TO_CUSTOMER = (Author.STAFF, Author.SHOP)
# A promised day that passed needs nobody any more.
KEPT_DAYS = 1
# The staff is reminded on the day after the promised ones.
REMINDED_AT = time(9)
# What fits into one message of Telegram, with what stands around it.
LONGEST_ANSWER = 3000


class StaffService:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        cipher: FieldCipher,
        external: ExternalPaymentService,
        rights: StaffRights,
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._external = external
        self.rights = rights
        self.chats = StaffChats(store, clock)

    def now(self) -> datetime:
        return self._clock.now()

    async def open_cases(self) -> tuple[CaseCard, ...]:
        """Return the open cases, the oldest first."""
        async with self._store.read() as uow:
            return tuple([await self._card(uow, case) for case in await uow.cases.all_open()])

    async def card(self, case_id: str) -> CaseCard:
        """Return the card of the case. Raises `NotFound`."""
        async with self._store.read() as uow:
            case = await uow.cases.get(case_id)
            if case is None:
                raise NotFound()
            return await self._card(uow, case)

    async def answer(
        self,
        chat_id: int,
        under_id: int,
        words: str,
        by: str | None,
        source_id: int,
        *,
        by_id: int | None = None,
    ) -> Answered | None:
        """Words of the staff (their message `source_id`) under the message `under_id` of the staff chat, kept until the
        customer has them; None where that message shows no case. Raises `NoRight`.
        """
        if not self.rights.may_see(by_id):
            raise NoRight()
        now = self._clock.now()
        async with self._store.write() as uow:
            case_id = await uow.cases.by_staff_message(chat_id, under_id)
            case = await uow.cases.get(case_id) if case_id else None
            if case is None:
                return None
            answered = Answered(case.id, case.customer_id, source_id, chat_id)
            await self._say(uow, case, answered, words, by, by_id, now)
            return answered

    async def answer_case(
        self, case_id: str, words: str, by: str, source_id: int, *, by_id: int | None = None
    ) -> Answered:
        """Words of the staff that were written elsewhere than in the chat, kept until the customer has them. `source_id` is
        theirs, so that they are taken once. Raises `NotFound`, `InvalidInput` where they are too many.
        """
        if len(words) > LONGEST_ANSWER:
            raise InvalidInput("case", "too_long", most=LONGEST_ANSWER)
        now = self._clock.now()
        async with self._store.write() as uow:
            case = await uow.cases.get(case_id)
            if case is None:
                raise NotFound()
            answered = Answered(case.id, case.customer_id, source_id, 0)
            await self._say(uow, case, answered, words, by, by_id, now)
            return answered

    async def _say(
        self,
        uow: UnitOfWork,
        case: t.Case,
        answered: Answered,
        words: str,
        by: str | None,
        by_id: int | None,
        now: datetime,
    ) -> None:
        await say(
            uow,
            case,
            Author.STAFF,
            words,
            self._cipher,
            answered.source_id,
            now,
            by=by,
            by_id=by_id,
            source_chat_id=answered.chat_id,
        )
        await uow.commit()

    async def reached(self, answered: Answered) -> Reached:
        """Return whether these words have reached the customer."""
        async with self._store.read() as uow:
            if not await uow.cases.has_undelivered(
                answered.case_id, Author.STAFF, answered.source_id, answered.chat_id
            ):
                return Reached.YES
            customer = await uow.customers.get(answered.customer_id)
            assert customer is not None
            return Reached.UNREACHABLE if customer.blocked_at else Reached.NOT_YET

    async def decide(self, case_id: str, decision: Decision, by: str, by_id: int | None = None) -> CaseCard:
        """Once: whoever taps second is answered what was decided, with `decided_now` false. A decision answers what was
        asked, and no words: with the customer's last ones unanswered the case stays open (`Decision.ENDED` ends it).
        Raises `NotFound`, `Stale` where that cannot be decided of it, and `NoRight`, which is kept in the case.
        """
        async with self._store.read() as uow:
            case = await uow.cases.get(case_id)
        if case is None:
            raise NotFound()
        kind = CaseKind(case.kind)
        if decision is not Decision.ENDED and decision not in DECISIONS[kind]:
            raise Stale()
        # To say that words need no answer moves nothing.
        if not self.rights.may_decide(CaseKind.QUESTION if decision is Decision.ENDED else kind, by_id):
            await self._deny(case_id, decision, by, by_id)
            raise NoRight()
        decided_now = False
        if decision is Decision.ENDED:
            decided_now = await self._end(case_id, by, by_id)
        elif case.status != CaseStatus.CLOSED and not is_decided(case):
            if kind is CaseKind.PAID_ELSEWHERE:
                decided_now = await self._decide_payment(case, decision, by, by_id)
            told = decision in TOLD_BY_OUTCOME
            decided_now |= await self._close(case_id, decision, by, by_id, notify=not told)
        return replace(await self.card(case_id), decided_now=decided_now)

    async def _deny(self, case_id: str, decision: Decision, by: str, by_id: int | None) -> None:
        async with self._store.write() as uow:
            case = await uow.cases.get(case_id)
            assert case is not None
            await note_denied(uow, case, decision, by, by_id, self._clock.now())
            await uow.commit()

    async def _decide_payment(self, case: t.Case, decision: Decision, by: str, by_id: int | None) -> bool:
        """Bring the lender's word, which closes the case; return whether it was this one."""
        assert case.payment_id is not None
        if decision is not Decision.RECEIVED:
            rejected = await self._external.reject(case.payment_id, by=by, by_id=by_id)
            return rejected is ReportOutcome.APPLIED
        assert case.amount_fen is not None
        reference = f"case {case.number}"
        outcome = await self._external.confirm_received(
            case.payment_id, case.amount_fen, reference, by=by, by_id=by_id, asked=True
        )
        return outcome in (ReportOutcome.APPLIED, ReportOutcome.CREDITED)

    async def _end(self, case_id: str, by: str, by_id: int | None) -> bool:
        """Close a case that is decided; return whether it was this call that did. Raises `Stale` where it is not decided."""
        async with self._store.write() as uow:
            case = await uow.cases.get(case_id)
            assert case is not None
            if case.status == CaseStatus.CLOSED:
                return False
            if not is_decided(case):
                raise Stale()
            end_case(uow, case, by, self._clock.now(), notify=True, by_id=by_id)
            await uow.commit()
            return True

    async def _close(
        self, case_id: str, decision: Decision, by: str, by_id: int | None, *, notify: bool
    ) -> bool:
        """Decide the case unless it is; return whether it was this call that did."""
        now = self._clock.now()
        async with self._store.write() as uow:
            case = await uow.cases.get(case_id)
            assert case is not None
            if case.status == CaseStatus.CLOSED or is_decided(case):
                return False
            # Before it is closed: they depend on what was asked last.
            if decision is Decision.MOVE_ANYWAY:
                await move_anyway(uow, case.id, now)
            if decision is Decision.STOP_MOVE:
                await stop_by_staff(uow, case.id, now)
            await decide_case(uow, case, decision, by, now, notify=notify, by_id=by_id)
            if decision is Decision.RELEASED:
                customer = await uow.customers.get(case.customer_id)
                assert customer is not None
                freeze_account(customer, self._cipher, None)
            if decision is Decision.SEEN:
                await seen_in_person(uow, case.customer_id, now)
            if decision is Decision.PROVEN:
                await announce(uow, case.id, self._cipher, now)
            if decision is Decision.PHONE_PROVEN:
                await phone_steps.prove(uow, case.id, self._cipher, now)
            if decision is Decision.NOT_PROVEN:
                await decline(uow, case.id, now)
                await phone_steps.decline(uow, case.id, now)
            await uow.commit()
            return True

    async def tidy(self, now: datetime) -> int:
        """End the promises whose day is past, and remind the staff of what it promised to answer by now; how many. Words
        without an answer keep their case open.
        """
        async with self._store.write() as uow:
            before = business_day(now) - timedelta(days=KEPT_DAYS)
            over = [
                one for one in await uow.cases.all_open() if one.promised_on and one.promised_on <= before
            ]
            for case in over:
                await decide_case(uow, case, Decision.DONE, "", now, notify=False)
                if is_decided(case):
                    case.promised_on = None
            late = [one for one in await uow.cases.unreminded() if _remind_at(*one[1:]) <= now]
            for case_id, *_ in late:
                waiting = await uow.cases.get(case_id)
                assert waiting is not None
                remind(uow, waiting, now)
            await uow.commit()
            return len(over) + len(late)

    async def tidy_due(self) -> datetime | None:
        """Return the time from when on `tidy` has something to do."""
        async with self._store.read() as uow:
            promised = await uow.cases.earliest_promise()
            due = [_remind_at(*one[1:]) for one in await uow.cases.unreminded()]
        if promised:
            due.append(at_beijing(promised + timedelta(days=KEPT_DAYS), time(0)))
        return min(due, default=None)

    # On its way

    async def waits_for_staff(self) -> bool:
        """Return whether there is anything that the staff chat has not got."""
        async with self._store.read() as uow:
            return await uow.cases.waits_for_staff()

    async def waiting_customers(self) -> tuple[str, ...]:
        """Return the customers, not away, whom something has not reached."""
        async with self._store.read() as uow:
            return tuple(await uow.cases.waiting_customers())

    async def is_with_staff(self, case_id: str) -> bool:
        """Return whether the staff chat has the case, and all that its customer said."""
        async with self._store.read() as uow:
            case = await uow.cases.get(case_id)
            shown = case is not None and case.staff_message_id is not None
            return shown and not await uow.cases.has_undelivered(case_id, Author.CUSTOMER)

    async def for_staff(self) -> tuple[ForStaff, ...]:
        """Return what the staff chat has not got: a case's card before what is said in it. A question without words
        is none.
        """
        async with self._store.read() as uow:
            waiting = [await uow.cases.get(case_id) for case_id in await uow.cases.unshown()]
            cards = [await self._card(uow, case) for case in waiting if case is not None]
            said = await uow.cases.undelivered([Author.CUSTOMER, Author.REMINDED])
            out = [
                ForStaff(card, None, None)
                for card in cards
                if card.kind is not CaseKind.QUESTION or card.staff_message_id or card.lines
            ]
            for entry in said:
                case = await uow.cases.get(entry.case_id)
                assert case is not None
                out.append(ForStaff(await self._card(uow, case), entry.id, line_of(entry, self._cipher)))
            return tuple(out)

    async def for_customers(self, customer_id: str) -> tuple[ForCustomer, ...]:
        """Return what has not reached the customer, in order; nothing while they are away."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            out = []
            for entry in await uow.cases.undelivered(_TO_CUSTOMER, customer_id):
                case = await uow.cases.get(entry.case_id)
                assert case is not None
                customer = await uow.customers.get(case.customer_id)
                if customer is not None and customer.blocked_at is None:
                    line = line_of(entry, self._cipher)
                    bill = None
                    if line.decision is not None and case.loan_id is not None:
                        bill = await bill_of(uow, case.customer_id, case.loan_id, today)
                    out.append(ForCustomer(entry.id, case.customer_id, case_view(case), line, bill))
            return tuple(out)

    async def shown(self, card: CaseCard, chat_id: int, message_id: int) -> None:
        """Note that the card stands in this message of this staff chat."""
        async with self._store.write() as uow:
            case = await uow.cases.get(card.case_id)
            assert case is not None
            case.staff_chat_id, case.staff_message_id = chat_id, message_id
            case.shown_version = max(case.shown_version, card.version)
            await uow.commit()

    async def delivered(self, entry_id: str, message_id: int, chat_id: int | None = None) -> None:
        """Note that the words have reached the other side, in this message (of this staff chat)."""
        async with self._store.write() as uow:
            entry = await uow.cases.entry(entry_id)
            assert entry is not None
            entry.delivered_at, entry.message_id, entry.shown_chat_id = self._clock.now(), message_id, chat_id
            await uow.commit()

    async def _card(self, uow: UnitOfWork, case: t.Case) -> CaseCard:
        return await card_of(uow, case, self._cipher, business_day(self._clock.now()))


def _remind_at(kind: str, opened_at: datetime) -> datetime:
    """Return when the staff is reminded of a case of this kind that has waited since."""
    last = business_day(opened_at) + timedelta(days=ANSWER_DAYS[CaseKind(kind)])
    return at_beijing(last + timedelta(days=1), REMINDED_AT)
