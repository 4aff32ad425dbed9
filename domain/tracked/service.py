"""Bills that a customer has elsewhere: told in a sentence, kept once confirmed, changed, marked, deleted at any time.

Whatever is said of one is what the customer said: nothing here knows whether anything was paid.
"""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.dates import business_day, month_end
from domain.errors import InvalidInput, NotFound, Stale
from domain.ids import new_id
from domain.outbox.results import NoticeKind
from domain.ports import Clock, FieldCipher
from domain.tracked.ahead import runs_out, write_ahead
from domain.tracked.records import add_bill, change_terms, put_draft, require_room
from domain.tracked.results import (
    Later,
    LeftOpen,
    SettlePolicy,
    TrackedBillView,
    TrackedDetail,
    TrackedDraftView,
    TrackedField,
    TrackedOverview,
    TrackedTerms,
)
from domain.tracked.rules import later_at, left_open, missing, settled
from domain.tracked.sentences import answered, understood
from domain.tracked.settlement import MOST_FEE_PCT
from domain.tracked.views import (
    bill_view,
    by_bill,
    draft_view,
    due_view,
    from_the_next,
    keep_terms,
    open_terms,
)
from domain.tracked.wordings import SaidOfNote, is_named
from domain.unit_of_work import Store, UnitOfWork
from domain.value import replace


class TrackedService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def overview(self, customer_id: str) -> TrackedOverview:
        await self._write_ahead(customer_id)
        async with self._store.read() as uow:
            draft = await uow.tracked.draft(customer_id)
            bills = await self._bills(uow, customer_id)
            dues = await uow.tracked.dues(customer_id)
        last = month_end(self._today())
        month = [one for one in dues if one.paid_at is None and self._today() <= one.due_date <= last]
        return TrackedOverview(
            today=self._today(),
            bills=tuple(sorted(bills, key=_by_next_due)),
            month_fen=sum(one.amount_fen or 0 for one in month),
            month_unknown=sum(one.amount_fen is None for one in month),
            draft=None if draft is None else draft_view(draft, open_terms(draft, self._cipher)),
        )

    async def bill(self, customer_id: str, bill_id: str) -> TrackedDetail:
        """Return a bill with all its days. Raises `NotFound`."""
        await self._write_ahead(customer_id)
        async with self._store.read() as uow:
            return await self._detail(uow, await _own(uow, customer_id, bill_id))

    async def named(self, customer_id: str, said: SaidOfNote) -> tuple[TrackedBillView, ...]:
        """Return the bills that are meant by a name; where one is called so, that one alone."""
        async with self._store.read() as uow:
            bills = await self._bills(uow, customer_id)
        meant = [bill for bill in bills if is_named(bill.terms, said)]
        called = [bill for bill in meant if bill.terms.name == said.name]
        return tuple(called if len(called) == 1 else meant)

    # Telling of one

    async def begin(self, customer_id: str, said: str) -> TrackedDraftView:
        """Take what was said of a bill; what was said of another one before and not kept is forgotten. Raises `InvalidInput`
        where nothing was said of one, `TooManyTracked`.
        """
        async with self._store.write() as uow:
            await require_room(uow, customer_id)
            understanding = understood(said, self._today())
            if understanding is None:
                raise InvalidInput("tracked", "sentence")
            terms = settled(understanding, self._today())
            draft = await put_draft(uow, customer_id, terms, self._cipher, self._clock.now())
            await uow.commit()
            return draft_view(draft, terms)

    async def begin_with(self, customer_id: str, terms: TrackedTerms) -> TrackedDraftView:
        """Take what is known of a bill already; what was said of another one before and not kept is forgotten. Raises
        `TooManyTracked`.
        """
        async with self._store.write() as uow:
            await require_room(uow, customer_id)
            known = settled(terms, self._today())
            draft = await put_draft(uow, customer_id, known, self._cipher, self._clock.now())
            await uow.commit()
            return draft_view(draft, known)

    async def begin_change(self, customer_id: str, bill_id: str, field: TrackedField) -> TrackedDraftView:
        """Ask for one thing of a bill that is kept, beginning with the period that is due next. Raises `NotFound`."""
        async with self._store.write() as uow:
            row = await _own(uow, customer_id, bill_id)
            dues = await uow.tracked.dues(customer_id, bill_id)
            said = from_the_next(open_terms(row, self._cipher), dues, self._today())
            now = self._clock.now()
            draft = await put_draft(uow, customer_id, said, self._cipher, now, bill_id=bill_id, asking=field)
            await uow.commit()
            return draft_view(draft, open_terms(draft, self._cipher))

    async def change_at_once(
        self, customer_id: str, bill_id: str, field: TrackedField, typed: str
    ) -> TrackedDraftView:
        """Change one thing of a bill that is kept, to be read back. Raises `NotFound`, `InvalidInput`; then nothing is."""
        async with self._store.write() as uow:
            row = await _own(uow, customer_id, bill_id)
            dues = await uow.tracked.dues(customer_id, bill_id)
            begins = from_the_next(open_terms(row, self._cipher), dues, self._today())
            said = self._answered(begins, field, typed, is_kept=True)
            draft = await put_draft(uow, customer_id, said, self._cipher, self._clock.now(), bill_id=bill_id)
            await uow.commit()
            return draft_view(draft, said)

    async def ask_again(self, customer_id: str, draft_id: str, field: TrackedField) -> TrackedDraftView:
        """Ask once more for one thing of what was read back. Raises `Stale` where something else was said since."""
        async with self._store.write() as uow:
            draft, terms = await self._draft(uow, customer_id)
            if draft.draft_id != draft_id or missing(terms) is not None:
                raise Stale()
            draft.draft_id, draft.asking, draft.changed_at = new_id(), field.value, self._clock.now()
            keep_terms(draft, terms, self._cipher)
            await uow.commit()
            return draft_view(draft, terms)

    async def answer(self, customer_id: str, typed: str) -> TrackedDraftView:
        """Take what is asked for. Raises `InvalidInput` (field: what is asked for), `Stale` where nothing is."""
        async with self._store.write() as uow:
            draft, terms = await self._draft(uow, customer_id)
            asked = draft_view(draft, terms).asking
            if asked is None:
                raise Stale()
            said = self._answered(terms, asked, typed, is_kept=draft.bill_id is not None)
            return await self._said(uow, draft, said)

    async def leave_open(self, customer_id: str, draft_id: str, what: LeftOpen) -> TrackedDraftView:
        """Take what was said with a button. Raises `Stale` where something else was said since."""
        async with self._store.write() as uow:
            draft, terms = await self._draft(uow, customer_id)
            if draft.draft_id != draft_id:
                raise Stale()
            return await self._said(uow, draft, left_open(terms, what))

    async def draft(self, customer_id: str) -> TrackedDraftView | None:
        async with self._store.read() as uow:
            row = await uow.tracked.draft(customer_id)
            return None if row is None else draft_view(row, open_terms(row, self._cipher))

    async def keep(self, customer_id: str, draft_id: str) -> TrackedDetail:
        """Keep what was read back; once more, it is the same bill. Raises `Stale` where something else was said since, or
        something is missing; `TooManyTracked`.
        """
        async with self._store.write() as uow:
            kept = await uow.tracked.bill(customer_id, draft_id, locked=True)
            if kept is not None:
                return await self._detail(uow, kept)
            draft, terms = await self._draft(uow, customer_id)
            if draft.draft_id != draft_id or missing(terms) is not None:
                raise Stale()
            bill = await self._kept(uow, draft, terms)
            await uow.tracked.drop_draft(customer_id)
            await uow.commit()
            return await self._detail(uow, bill)

    async def drop(self, customer_id: str) -> None:
        """Forget what was said and not kept."""
        async with self._store.write() as uow:
            await uow.tracked.drop_draft(customer_id)
            await uow.commit()

    # What is kept

    async def mark_paid(self, customer_id: str, bill_id: str, no: int, *, paid: bool = True) -> TrackedDetail:
        """Write down that the customer paid a period, or did not after all; what is written so already stays. Raises
        `NotFound`.
        """
        async with self._store.write() as uow:
            bill = await _own(uow, customer_id, bill_id, locked=True)
            due = await uow.tracked.due(customer_id, bill_id, no)
            if due is None:
                raise NotFound()
            if (due.paid_at is not None) != paid:
                await uow.tracked.mark_paid(bill_id, no, self._clock.now() if paid else None)
            await write_ahead(uow, bill, self._today())
            await uow.commit()
        return await self.bill(customer_id, bill_id)

    async def remind(self, customer_id: str, bill_id: str, *, reminded: bool) -> TrackedDetail:
        """Say whether the customer is reminded of this bill. Raises `NotFound`."""
        async with self._store.write() as uow:
            bill = await _own(uow, customer_id, bill_id, locked=True)
            await uow.tracked.set_reminded(bill.id, reminded=reminded)
            await uow.commit()
        return await self.bill(customer_id, bill_id)

    async def choose_settling(
        self, customer_id: str, bill_id: str, policy: SettlePolicy, fee_pct: int = 0
    ) -> TrackedDetail:
        """Say what is charged elsewhere for settling this one early. Raises `NotFound`, `Stale` for a fee nobody offers."""
        if not 0 <= fee_pct <= MOST_FEE_PCT or (policy is SettlePolicy.FEE) != (fee_pct > 0):
            raise Stale()
        async with self._store.write() as uow:
            bill = await _own(uow, customer_id, bill_id, locked=True)
            terms = replace(open_terms(bill, self._cipher), settle_policy=policy, settle_fee_pct=fee_pct)
            keep_terms(bill, terms, self._cipher)
            await uow.commit()
        return await self.bill(customer_id, bill_id)

    def later_choices(self) -> tuple[Later, ...]:
        """Return when one can still be reminded again, from now."""
        return tuple(when for when in Later if later_at(when, self._clock.now()) is not None)

    async def put_off(self, customer_id: str, bill_id: str, no: int, when: Later) -> TrackedDetail:
        """Remind of a day once more. Raises `NotFound`, `Stale` where the hour is past."""
        now = self._clock.now()
        at = later_at(when, now)
        if at is None:
            raise Stale()
        async with self._store.write() as uow:
            bill = await _own(uow, customer_id, bill_id)
            due = await uow.tracked.due(customer_id, bill_id, no)
            if due is None:
                raise NotFound()
            await uow.outbox.enqueue(
                customer_id, NoticeKind.TRACKED_LATER, due.due_date, bill.id, now, wait=at - now
            )
            await uow.commit()
            return await self._detail(uow, bill)

    async def delete(self, customer_id: str, bill_id: str) -> None:
        """Delete a bill and its record; one that is gone is gone. Raises `NotFound` of somebody else's."""
        async with self._store.write() as uow:
            await _own(uow, customer_id, bill_id, locked=True)
            await uow.tracked.delete(bill_id)
            await uow.commit()

    # What it is made of

    def _answered(
        self, terms: TrackedTerms, asked: TrackedField, typed: str, *, is_kept: bool
    ) -> TrackedTerms:
        """Return the terms with an answer. Raises `InvalidInput` (field: what was asked for)."""
        said = answered(terms, asked, typed, self._today())
        if said is None:
            raise InvalidInput("tracked", asked.value)
        if is_kept and terms.first_due is not None:  # in the month of the next period, or later
            return settled(said, max(self._today(), terms.first_due.replace(day=1)))
        return said

    def _today(self) -> date:
        return business_day(self._clock.now())

    async def _write_ahead(self, customer_id: str) -> None:
        """Write down further days of what goes on where nobody was reminded of it, or marked it, for long."""
        async with self._store.read() as uow:
            bills, dues = await uow.tracked.bills(customer_id), await uow.tracked.dues(customer_id)
        of_bill = by_bill(dues)
        short = [bill.id for bill in bills if runs_out(bill, of_bill.get(bill.id, ()), self._today())]
        if not short:
            return
        async with self._store.write() as uow:
            for bill_id in short:
                bill = await uow.tracked.bill(customer_id, bill_id, locked=True)
                if bill is not None:
                    await write_ahead(uow, bill, self._today())
            await uow.commit()

    async def _bills(self, uow: UnitOfWork, customer_id: str) -> list[TrackedBillView]:
        dues = by_bill(await uow.tracked.dues(customer_id))
        return [
            bill_view(row, open_terms(row, self._cipher), dues.get(row.id, ()), self._today())
            for row in await uow.tracked.bills(customer_id)
        ]

    async def _detail(self, uow: UnitOfWork, row: t.TrackedBill) -> TrackedDetail:
        terms = open_terms(row, self._cipher)
        dues = await uow.tracked.dues(row.customer_id, row.id)
        bill = bill_view(row, terms, dues, self._today())
        return TrackedDetail(self._today(), bill, tuple(due_view(due, terms) for due in dues))

    async def _draft(self, uow: UnitOfWork, customer_id: str) -> tuple[t.TrackedDraft, TrackedTerms]:
        row = await uow.tracked.draft(customer_id, locked=True)
        if row is None:
            raise Stale()
        return row, open_terms(row, self._cipher)

    async def _said(self, uow: UnitOfWork, draft: t.TrackedDraft, terms: TrackedTerms) -> TrackedDraftView:
        """Keep an answer; what is read back is a screen of its own, with a number of its own."""
        now_known = settled(terms, self._today())
        draft.draft_id, draft.asking, draft.changed_at = new_id(), None, self._clock.now()
        keep_terms(draft, now_known, self._cipher)
        await uow.commit()
        return draft_view(draft, now_known)

    async def _kept(self, uow: UnitOfWork, draft: t.TrackedDraft, terms: TrackedTerms) -> t.TrackedBill:
        """Return the bill that was told of, new, or as it was changed: then without its days to come; those before stay as
        the record, whether they were said to be paid or not.
        """
        now = self._clock.now()
        if draft.bill_id is None:
            return await add_bill(uow, draft.customer_id, draft.draft_id, terms, self._cipher, now)
        bill = await _own(uow, draft.customer_id, draft.bill_id, locked=True)
        await change_terms(uow, bill, terms, self._cipher, now)
        return bill


def _by_next_due(bill: TrackedBillView) -> tuple[date, str]:
    """Order bills by what is due next; what has nothing to come stands last."""
    return (bill.next_due.due_date if bill.next_due is not None else date.max, bill.bill_id)


async def _own(uow: UnitOfWork, customer_id: str, bill_id: str, *, locked: bool = False) -> t.TrackedBill:
    bill = await uow.tracked.bill(customer_id, bill_id, locked=locked)
    if bill is None:
        raise NotFound()
    return bill
