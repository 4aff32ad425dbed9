"""The shop's side of the cases: what the staff chat is shown, answers and decides; see docs/rules/cases.md."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.cases.casebook import case_view, close_case, line_of, say
from domain.cases.types import (
    DECISIONS,
    Answered,
    Author,
    CaseCard,
    CaseKind,
    CaseLoan,
    CaseStatus,
    Decision,
    ForCustomer,
    ForStaff,
    Reached,
)
from domain.dates import at_beijing, business_day
from domain.errors import NotFound, Stale
from domain.identity.face_check import seen_in_person
from domain.identity.facts import identity_masks
from domain.loans.bills import views_of
from domain.loans.results import BillState
from domain.payments.external import ExternalPaymentService
from domain.ports import Clock, FieldCipher
from domain.unit_of_work import Store, UnitOfWork

LAST_LINES = 5
MARK_LENGTH = 6
_LATE = (BillState.GRACE, BillState.OVERDUE, BillState.PAYING)
_TO_CUSTOMER = (Author.STAFF, Author.SHOP)
# A promised day that passed needs nobody any more.
KEPT_DAYS = 1


class StaffService:
    def __init__(
        self, store: Store, clock: Clock, cipher: FieldCipher, external: ExternalPaymentService
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._external = external

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

    async def answer(self, staff_message_id: int, words: str, by: str, source_id: int) -> Answered | None:
        """Words of the staff under a message of the staff chat, kept until the customer has them; None where the message
        shows no case."""
        now = self._clock.now()
        async with self._store.write() as uow:
            case_id = await uow.cases.by_staff_message(staff_message_id)
            case = await uow.cases.get(case_id) if case_id else None
            if case is None:
                return None
            await say(uow, case, Author.STAFF, self._cipher.seal(words), source_id, now, by=by)
            await uow.commit()
            return Answered(case.id, case.customer_id)

    async def reached(self, customer_id: str) -> Reached:
        async with self._store.read() as uow:
            if not await uow.cases.undelivered(_TO_CUSTOMER, customer_id):
                return Reached.YES
            customer = await uow.customers.get(customer_id)
            assert customer is not None
            return Reached.UNREACHABLE if customer.blocked_at else Reached.NOT_YET

    async def decide(self, case_id: str, decision: Decision, by: str) -> CaseCard:
        """Once: whoever taps second sees what was decided. Raises `NotFound`, `Stale` where that cannot be decided of it."""
        async with self._store.read() as uow:
            case = await uow.cases.get(case_id)
        if case is None:
            raise NotFound()
        kind = CaseKind(case.kind)
        if decision not in DECISIONS[kind]:
            raise Stale()
        if case.status != CaseStatus.CLOSED:
            if kind is CaseKind.PAID_ELSEWHERE:
                await self._decide_payment(case, decision, by)
            await self._close(case_id, decision, by, notify=kind is not CaseKind.PAID_ELSEWHERE)
        return await self.card(case_id)

    async def _decide_payment(self, case: t.Case, decision: Decision, by: str) -> None:
        assert case.payment_id is not None
        if decision is Decision.RECEIVED:
            assert case.amount_fen is not None
            await self._external.confirm_received(
                case.payment_id, case.amount_fen, f"case {case.number}", by=by
            )
        else:
            await self._external.reject(case.payment_id, by=by)

    async def _close(self, case_id: str, decision: Decision, by: str, *, notify: bool) -> None:
        now = self._clock.now()
        async with self._store.write() as uow:
            case = await uow.cases.get(case_id)
            assert case is not None
            if case.status != CaseStatus.CLOSED:
                close_case(uow, case, decision, by, now, notify=notify)
                if decision is Decision.RELEASED:
                    customer = await uow.customers.get(case.customer_id)
                    assert customer is not None
                    customer.frozen_at = None
                if decision is Decision.SEEN:
                    await seen_in_person(uow, case.customer_id, now)
                await uow.commit()

    async def tidy(self, now: datetime) -> int:
        """Close the cases of promised days that are past; how many."""
        async with self._store.write() as uow:
            before = business_day(now) - timedelta(days=KEPT_DAYS)
            over = [
                one for one in await uow.cases.all_open() if one.promised_on and one.promised_on <= before
            ]
            for case in over:
                close_case(uow, case, Decision.DONE, "", now, notify=False)
            await uow.commit()
            return len(over)

    async def tidy_due(self) -> datetime | None:
        """Return the time from when on `tidy` has something to do."""
        async with self._store.read() as uow:
            promised = await uow.cases.earliest_promise()
        return at_beijing(promised + timedelta(days=KEPT_DAYS), time(0)) if promised else None

    # On its way

    async def waits_for_staff(self) -> bool:
        """Return whether there is anything that the staff chat has not got."""
        async with self._store.read() as uow:
            return await uow.cases.waits_for_staff()

    async def waits_for_customers(self) -> bool:
        """Return whether there is anything that has not reached a customer who is not away."""
        async with self._store.read() as uow:
            return await uow.cases.waits_for_customers()

    async def for_staff(self) -> tuple[ForStaff, ...]:
        """Return what the staff chat has not got: a case's card before what is said in it. A question without words
        is none.
        """
        async with self._store.read() as uow:
            waiting = [await uow.cases.get(case_id) for case_id in await uow.cases.unshown()]
            cards = [await self._card(uow, case) for case in waiting if case is not None]
            said = await uow.cases.undelivered([Author.CUSTOMER])
            spoken = {entry.case_id for entry in said}
            out = [
                ForStaff(card, None, None)
                for card in cards
                if card.kind is not CaseKind.QUESTION or card.staff_message_id or card.case_id in spoken
            ]
            for entry in said:
                case = await uow.cases.get(entry.case_id)
                assert case is not None
                out.append(ForStaff(await self._card(uow, case), entry.id, line_of(entry, self._cipher)))
            return tuple(out)

    async def for_customers(self, customer_id: str | None = None) -> tuple[ForCustomer, ...]:
        """Return what has not reached its customer, who is not away."""
        async with self._store.read() as uow:
            out = []
            for entry in await uow.cases.undelivered(_TO_CUSTOMER, customer_id):
                case = await uow.cases.get(entry.case_id)
                assert case is not None
                customer = await uow.customers.get(case.customer_id)
                if customer is not None and customer.blocked_at is None:
                    line = line_of(entry, self._cipher)
                    out.append(ForCustomer(entry.id, case.customer_id, case_view(case), line))
            return tuple(out)

    async def shown(self, card: CaseCard, message_id: int) -> None:
        """Note that the card stands in the staff chat, in this message."""
        async with self._store.write() as uow:
            case = await uow.cases.get(card.case_id)
            assert case is not None
            case.staff_message_id = message_id
            case.shown_version = max(case.shown_version, card.version)
            await uow.commit()

    async def delivered(self, entry_id: str, message_id: int) -> None:
        """Note that the words have reached the other side, in this message."""
        async with self._store.write() as uow:
            entry = await uow.cases.entry(entry_id)
            assert entry is not None
            entry.delivered_at, entry.message_id = self._clock.now(), message_id
            await uow.commit()

    async def _card(self, uow: UnitOfWork, case: t.Case) -> CaseCard:
        customer = await uow.customers.get(case.customer_id)
        assert customer is not None
        name_mask, _, _ = identity_masks(await uow.identities.get(case.customer_id), self._cipher)
        today = business_day(self._clock.now())
        entries = (await uow.cases.entries(case.id))[-LAST_LINES:]
        return CaseCard(
            case_id=case.id,
            number=case.number,
            kind=CaseKind(case.kind),
            status=CaseStatus(case.status),
            decision=Decision(case.decision) if case.decision else None,
            decided_by=case.decided_by,
            customer_mark=self._cipher.lookup_hash(f"case:{case.customer_id}")[:MARK_LENGTH].upper(),
            name_mask=name_mask,
            locale=customer.locale,
            opened_at=case.opened_at,
            today=today,
            loan=await _loan(uow, case.loan_id, today) if case.loan_id else None,
            promised_on=case.promised_on,
            pauses_until=case.pauses_until,
            amount_fen=case.amount_fen,
            lines=tuple(line_of(entry, self._cipher) for entry in entries),
            version=case.version,
            staff_message_id=case.staff_message_id,
        )


async def _loan(uow: UnitOfWork, loan_id: str, today: date) -> CaseLoan:
    bills = views_of(await uow.installments.facts_of_loan(loan_id), today)
    order = await uow.orders.get(bills[0].order_id)
    assert order is not None
    late = [bill for bill in bills if bill.due_date < today and bill.state in _LATE]
    return CaseLoan(
        order_number=order.number,
        title=bills[0].title,
        item_count=bills[0].item_count,
        lender_name=bills[0].lender_name,
        late_fen=sum(bill.owed_fen for bill in late),
        oldest_due=late[0].due_date if late else None,
        days_late=(today - late[0].due_date).days if late else 0,
    )
