"""What a customer can ask a person for (找客服): a word, a look at a bill, time; see docs/rules/cases.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.cases.casebook import case_view, close_case, end_case, is_decided, is_open_dispute, open_case, say
from domain.cases.holds import promise_days
from domain.cases.types import (
    CARE_DAYS,
    DISPUTES,
    Author,
    CaseKind,
    CaseStatus,
    CaseView,
    Decision,
    PromiseDay,
)
from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import DomainError, InvalidInput, NotFound, Stale
from domain.ids import new_id
from domain.loans.bills import views_of
from domain.loans.errors import PaymentInFlight
from domain.loans.results import BillsView
from domain.loans.snapshots import BillFacts
from domain.notices.planner import read_cadence
from domain.payments.external import withdraw_report
from domain.payments.gateways import EXTERNAL
from domain.payments.snapshots import PaymentState
from domain.ports import Clock, FieldCipher
from domain.quotes.service import QuoteService
from domain.quotes.validity import require_current
from domain.unit_of_work import Conflict, Store, UnitOfWork
from domain.value import Value

LONGEST_WORDS = 2000
_ASKED = (*DISPUTES, CaseKind.HARDSHIP)


class PromiseChoice(Value):
    """The days on which the loan can be paid instead; none where the lender allows none any more."""

    bills: BillsView
    days: tuple[PromiseDay, ...]


class SupportService:
    """Each verb answers the same case however often it is tapped."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, quotes: QuoteService) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._quotes = quotes

    async def request(self, customer_id: str, kind: CaseKind, loan_id: str) -> CaseView:
        """Dispute what is owed on a loan, or ask for time. Raises `NotFound`, `Stale` where nothing is open."""
        if kind not in _ASKED:
            raise NotFound()
        await self.bills_of(customer_id, loan_id)
        return await self._opened(customer_id, kind, loan_id)

    async def bills_of(self, customer_id: str, loan_id: str) -> BillsView:
        """Return the open bills of the loan. Raises `NotFound`, `Stale` where there are none."""
        async with self._store.read() as uow:
            today = business_day(self._clock.now())
            return BillsView(today, views_of(await _open_facts(uow, customer_id, loan_id), today))

    # Paid somewhere else

    async def paid_elsewhere(self, customer_id: str, loan_id: str) -> CaseView:
        """Take the customer's word that what is due of the loan is paid, not through us: it waits for the lender's
        word from now on, and penalty interest stops at this day should it be true. Raises `PaymentInFlight`,
        `NotFound`, `Stale`.
        """
        known = await self._known(customer_id, CaseKind.PAID_ELSEWHERE, loan_id)
        if known is not None:
            return case_view(known)
        try:
            quote = await self._quotes.due(customer_id, loan_id)
        except Stale:
            quote = await self._quotes.oldest(customer_id, loan_id)
        try:
            return await self._reported(customer_id, quote.quote_id)
        except (Conflict, DomainError):
            known = await self._known(customer_id, CaseKind.PAID_ELSEWHERE, loan_id)
            if known is None:
                raise PaymentInFlight(loan_id=loan_id) from None
            return case_view(known)

    async def _reported(self, customer_id: str, quote_id: str) -> CaseView:
        now = self._clock.now()
        async with self._store.write() as uow:
            quoted = await uow.quotes.lock(quote_id)
            assert quoted is not None
            await require_current(uow, quoted, now)
            quote = quoted.quote
            payment = PaymentState(
                id=new_id(),
                quote_id=quote.id,
                customer_id=customer_id,
                loan_id=quote.loan_id,
                amount_fen=quote.amount_fen,
                status=t.PaymentStatus.WAITING,
                purpose=t.PaymentPurpose.CUSTOMER,
                gateway=EXTERNAL,
                reported_at=now,
                created_at=now,
            )
            await uow.payments.record(payment)
            case, is_new = await open_case(
                uow,
                customer_id,
                CaseKind.PAID_ELSEWHERE,
                now,
                loan_id=quote.loan_id,
                payment_id=payment.id,
                amount_fen=payment.amount_fen,
            )
            await uow.commit()
            return case_view(case, is_new=is_new)

    # Another day

    async def promise_choice(self, customer_id: str, loan_id: str) -> PromiseChoice:
        """Return the days that can be promised. Raises `NotFound`, `Stale`."""
        today = business_day(self._clock.now())
        async with self._store.read() as uow:
            facts = await _open_facts(uow, customer_id, loan_id)
            days = await _promise_days(uow, facts, today)
        owed = (PromiseDay(day, _owed_fen(facts, day)) for day in days)
        return PromiseChoice(BillsView(today, views_of(facts, today)), tuple(owed))

    async def promise(self, customer_id: str, loan_id: str, day: date) -> CaseView:
        """Take the promise: nothing is said of the loan before that day. Raises `Stale` where the day is none of the
        choice.
        """
        now = self._clock.now()
        today = business_day(now)
        async with self._store.write() as uow:
            facts = await _open_facts(uow, customer_id, loan_id)
            if day not in await _promise_days(uow, facts, today):
                raise Stale()
            case, is_new = await open_case(uow, customer_id, CaseKind.PAYDAY, now, loan_id=loan_id)
            if case.promised_on != day:
                case.promised_on, case.pauses_until = day, day - timedelta(days=1)
                case.amount_fen = _owed_fen(facts, day)
                case.status = CaseStatus.ANSWERED  # nobody has to do anything
                case.version += 0 if is_new else 1
            await uow.commit()
            return case_view(case, is_new=is_new)

    # Somebody who may not want to live

    async def care(self, customer_id: str) -> CaseView:
        """Have a person look at once, and say nothing of any loan for some days; keep nothing of what was said."""
        now = self._clock.now()
        case_id = (await self._opened(customer_id, CaseKind.CARE, None)).case_id
        async with self._store.write() as uow:
            case = await _own(uow, customer_id, case_id)
            until = business_day(now) + timedelta(days=CARE_DAYS)
            if case.pauses_until != until:
                case.pauses_until = until
                case.version += 1
            case.turned_to_at = now
            await uow.commit()
            return case_view(case)

    # Words

    async def current(self, customer_id: str) -> CaseView | None:
        """Return the open case that the customer last spoke of."""
        async with self._store.read() as uow:
            case = await uow.cases.turned_to(customer_id, open_only=True)
            return case_view(case) if case else None

    async def turn_to(self, customer_id: str, case_id: str | None) -> CaseView:
        """Take what is written next as meant for this case; without one for the open one, else for a new question. Of
        that nobody hears before there are words. Raises `NotFound`.
        """
        if case_id is None:
            current = await self.current(customer_id)
            case_id = (current or await self._opened(customer_id, CaseKind.QUESTION, None)).case_id
        async with self._store.write() as uow:
            case = await _own(uow, customer_id, case_id)
            case.turned_to_at = self._clock.now()
            await uow.commit()
            return case_view(case)

    async def turned_to(self, customer_id: str) -> CaseView | None:
        """Return the case that what is written now is meant for."""
        async with self._store.read() as uow:
            case = await uow.cases.turned_to(customer_id, open_only=False)
            return case_view(case) if case else None

    async def answered_message(self, customer_id: str, message_id: int) -> str | None:
        """Return the case that a message in the customer's chat belongs to."""
        async with self._store.read() as uow:
            return await uow.cases.by_customer_message(customer_id, message_id)

    async def write(self, customer_id: str, case_id: str, words: str, message_id: int) -> CaseView:
        """Keep the customer's words until the staff chat has them. Raises `InvalidInput` where they are too many."""
        if len(words) > LONGEST_WORDS:
            raise InvalidInput("case", "too_long", most=LONGEST_WORDS)
        now = self._clock.now()
        async with self._store.write() as uow:
            case = await _own(uow, customer_id, case_id)
            if case.status == CaseStatus.CLOSED:  # perhaps another one is open about the same
                case = await uow.cases.open_case(customer_id, case.kind, case.about) or case
            await say(uow, case, Author.CUSTOMER, words, self._cipher, message_id, now)
            await uow.commit()
            return case_view(case)

    async def close(self, customer_id: str, case_id: str) -> CaseView:
        """Close the case: the customer needs it no more; what they said they paid is taken back."""
        now = self._clock.now()
        async with self._store.write() as uow:
            case = await _own(uow, customer_id, case_id)
            if case.kind == CaseKind.FROZEN:
                raise Stale()  # the staff ends it, when they know who it is
            if is_decided(case):  # what was decided stands
                end_case(uow, case, "", now, notify=False)
                await uow.commit()
            elif case.status != CaseStatus.CLOSED:
                if case.payment_id is not None:
                    await withdraw_report(uow, case.payment_id, now)
                close_case(uow, case, Decision.DONE, "", now, notify=False)
                await uow.commit()
            return case_view(case)

    async def case(self, customer_id: str, case_id: str) -> CaseView:
        """Return the customer's case. Raises `NotFound`."""
        async with self._store.read() as uow:
            return case_view(await _own(uow, customer_id, case_id))

    async def end_pause(self, customer_id: str, case_id: str) -> CaseView:
        """End the hold that came with the case, the case with it where it is open; from tomorrow on it is as before.
        Raises `NotFound`, `Stale` where nothing is on hold any more.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            case = await _own(uow, customer_id, case_id)
            today = business_day(now)
            runs = case.pauses_until is not None and case.pauses_until > today
            is_open = case.status != CaseStatus.CLOSED and not is_decided(case)
            if case.kind == CaseKind.FROZEN or not (runs or is_open_dispute(case)):
                raise Stale()
            if is_open:
                close_case(uow, case, Decision.PAUSE_ENDED, "", now, notify=False)
            else:
                case.pauses_until = today
                case.version += 1
            await uow.commit()
            return case_view(case)

    async def _known(self, customer_id: str, kind: CaseKind, about: str) -> t.Case | None:
        async with self._store.read() as uow:
            known = await uow.cases.open_case(customer_id, kind, about)
            return known if known is not None and not is_decided(known) else None

    async def _opened(self, customer_id: str, kind: CaseKind, loan_id: str | None) -> CaseView:
        now = self._clock.now()
        try:
            async with self._store.write() as uow:
                case, is_new = await open_case(uow, customer_id, kind, now, loan_id=loan_id)
                await uow.commit()
                return case_view(case, is_new=is_new)
        except Conflict:  # the same tap, a moment earlier
            known = await self._known(customer_id, kind, loan_id or "")
            if known is None:
                raise
            return case_view(known)


async def _own(uow: UnitOfWork, customer_id: str, case_id: str) -> t.Case:
    case = await uow.cases.get(case_id)
    if case is None or case.customer_id != customer_id:
        raise NotFound()
    return case


async def _open_facts(uow: UnitOfWork, customer_id: str, loan_id: str) -> list[BillFacts]:
    loan = await uow.loans.get(loan_id)
    if loan is None or loan.customer_id != customer_id:
        raise NotFound()
    facts = [one for one in await uow.installments.facts_of_loan(loan_id) if one.settled_at is None]
    if not facts:
        raise Stale()
    return facts


async def _promise_days(uow: UnitOfWork, facts: Sequence[BillFacts], today: date) -> tuple[date, ...]:
    cadence = await read_cadence(uow)
    terms = cadence.of(load_contract(facts[0].contract).lender.id)
    if facts[0].due_date >= today:
        return ()  # nothing is late
    return promise_days(facts[0].due_date, today, terms.promise_days)


def _owed_fen(facts: Sequence[BillFacts], day: date) -> int:
    """Return what is due by then, as of then."""
    return sum(bill.owed_fen for bill in views_of(facts, day) if bill.due_date <= day)
