"""Bills that forwarded texts told of: matched to what the customer tracks, changed so that it can be undone, or kept anew.

What stands here of a text is what was read of it, sealed, for a week; the text itself is kept nowhere. What it says of a
payment is what it says: nothing here knows whether anything was paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain import tables as t
from domain.billtexts.results import ReadBill
from domain.columns import place_of
from domain.dates import business_day
from domain.errors import Stale
from domain.ids import new_id
from domain.loans.bills import views_of
from domain.ports import Clock, FieldCipher
from domain.stored_json import from_stored_text, stored_text
from domain.tracked.ahead import write_ahead
from domain.tracked.receipts import DueTerms, Meant, Receipt, changed, terms_of
from domain.tracked.received_views import Tracked, received_view
from domain.tracked.records import add_bill, put_draft, require_room
from domain.tracked.results import ReceivedBill, ReceivedState, TrackedDraftView, TrackedField
from domain.tracked.rules import missing
from domain.tracked.views import by_bill, draft_view, open_terms
from domain.unit_of_work import Store, UnitOfWork

KEPT_FOR = timedelta(days=7)
MOST_RECEIVED = 60  # of one customer
_CHANGED = (ReceivedState.SET, ReceivedState.MARKED)
_DONE = (*_CHANGED, ReceivedState.KEPT)


class ReceivedService:
    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher

    async def receive(
        self, customer_id: str, bills: Sequence[ReadBill], *, asks: bool = False
    ) -> tuple[ReceivedBill, ...]:
        """Take what was read of a text or a file. One bill that is plainly of one that is tracked changes it, unless the
        customer is to be asked first (`asks`); of several, each waits for a tap. The same once more is what it was.
        """
        async with self._store.write() as uow:
            await uow.customers.lock(customer_id)  # the same text, sent twice, is taken once
            known = await self._known(uow, customer_id)
            rows = [self._noted(uow, customer_id, read, known) for read in bills]
            if len(rows) == 1 and not asks:
                await self._settle(uow, customer_id, rows[0])
            await uow.commit()
            ids = [row.id for row in rows]
        return await self._views(customer_id, ids)

    async def look(self, customer_id: str, received_id: str) -> ReceivedBill:
        """Return how things stand with one. Raises `Stale` where it is not known any more."""
        (view,) = await self._views(customer_id, [received_id])
        return view

    async def apply(self, customer_id: str, received_id: str, bill_id: str) -> ReceivedBill:
        """Set what is due of this bill to what the text says. Raises `Stale` where it cannot be meant."""
        async with self._store.write() as uow:
            await uow.customers.lock(customer_id)
            row = await self._row(uow, customer_id, received_id)
            view = await self._view(uow, customer_id, row)
            if view.state not in _DONE:
                found = await self._meant(uow, customer_id, view.read)
                chosen = next((one for one in found if one.bill.id == bill_id), None)
                if chosen is None:
                    raise Stale()
                await self._change(uow, row, view.read, chosen)
            await uow.commit()
        return await self.look(customer_id, received_id)

    async def undo(self, customer_id: str, received_id: str) -> ReceivedBill:
        """Take back what the text changed; twice is once. Raises `Stale` where it was changed again since."""
        async with self._store.write() as uow:
            await uow.customers.lock(customer_id)
            row = await self._row(uow, customer_id, received_id)
            receipt = self._open(row)
            if receipt.before is not None and receipt.bill_id is not None and receipt.no is not None:
                if (await self._view(uow, customer_id, row)).state not in _CHANGED:
                    raise Stale()
                await self._write(uow, receipt.bill_id, receipt.no, receipt.before)
                self._keep(row, Receipt(receipt.read))
            await uow.commit()
        return await self.look(customer_id, received_id)

    async def keep(
        self, customer_id: str, received_id: str, *, anew: bool = False
    ) -> ReceivedBill | TrackedDraftView:
        """Keep what the text told of as a bill of its own; what is missing is asked as of any. `anew`: though it may be of
        one that is tracked. Raises `Stale`, `TooManyTracked`.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            await uow.customers.lock(customer_id)
            row = await self._row(uow, customer_id, received_id)
            view = await self._view(uow, customer_id, row)
            if view.state is ReceivedState.NEW or (anew and view.state not in _DONE):
                terms = terms_of(view.read, self._today())
                if missing(terms) is not None:
                    await require_room(uow, customer_id)
                    draft = await put_draft(uow, customer_id, terms, self._cipher, now)
                    await uow.commit()
                    return draft_view(draft, terms)
                await add_bill(uow, customer_id, row.id, terms, self._cipher, now)
            await uow.commit()
        return await self.look(customer_id, received_id)

    async def change(self, customer_id: str, received_id: str, field: TrackedField) -> TrackedDraftView:
        """Ask for one thing of what was read and is none of the customer's yet, before it is kept. Raises `Stale`,
        `TooManyTracked`.
        """
        async with self._store.write() as uow:
            await uow.customers.lock(customer_id)
            row = await self._row(uow, customer_id, received_id)
            view = await self._view(uow, customer_id, row)
            if view.state is not ReceivedState.NEW or view.terms is None:
                raise Stale()
            await require_room(uow, customer_id)
            now = self._clock.now()
            draft = await put_draft(uow, customer_id, view.terms, self._cipher, now, asking=field)
            await uow.commit()
            return draft_view(draft, view.terms)

    async def drop(self, customer_id: str, received_id: str) -> None:
        """Forget what the text told of; what it changed stays."""
        async with self._store.write() as uow:
            row = await uow.tracked.received(customer_id, received_id, locked=True)
            if row is not None:
                await uow.tracked.drop_received([row.id])
            await uow.commit()

    async def prune(self, now: datetime) -> int:
        """Forget what is older than it is kept; return how much."""
        async with self._store.write() as uow:
            dropped = await uow.tracked.prune_received(now - KEPT_FOR)
            await uow.commit()
            return dropped

    async def prune_due(self) -> datetime | None:
        """Return from when on there is something to forget."""
        async with self._store.read() as uow:
            oldest = await uow.tracked.oldest_received()
        return None if oldest is None else oldest + KEPT_FOR

    # What it is made of

    def _today(self) -> date:
        return business_day(self._clock.now())

    def _open(self, row: t.TrackedReceived) -> Receipt:
        return from_stored_text(Receipt, self._cipher.open(row.read_token, place_of(row, "read_token")))

    def _keep(self, row: t.TrackedReceived, receipt: Receipt) -> None:
        row.read_token = self._cipher.seal(stored_text(receipt), place_of(row, "read_token"))

    async def _row(
        self, uow: UnitOfWork, customer_id: str, received_id: str, *, locked: bool = True
    ) -> t.TrackedReceived:
        row = await uow.tracked.received(customer_id, received_id, locked=locked)
        if row is None or row.created_at < self._clock.now() - KEPT_FOR:
            raise Stale()
        return row

    async def _known(self, uow: UnitOfWork, customer_id: str) -> list[tuple[t.TrackedReceived, ReadBill]]:
        """Return what lately came, without what is too old or too much, which is forgotten."""
        rows = await uow.tracked.all_received(customer_id)
        since = self._clock.now() - KEPT_FOR
        kept = [row for row in rows[: MOST_RECEIVED - 1] if row.created_at >= since]
        await uow.tracked.drop_received([row.id for row in rows if row not in kept])
        return [(row, self._open(row).read) for row in kept]

    def _noted(
        self,
        uow: UnitOfWork,
        customer_id: str,
        read: ReadBill,
        known: list[tuple[t.TrackedReceived, ReadBill]],
    ) -> t.TrackedReceived:
        same = next((row for row, what in known if what == read), None)
        if same is not None:
            return same
        row = t.TrackedReceived(
            id=new_id(), customer_id=customer_id, read_token="", created_at=self._clock.now()
        )
        self._keep(row, Receipt(read))
        uow.add(row)
        known.append((row, read))
        return row

    async def _settle(self, uow: UnitOfWork, customer_id: str, row: t.TrackedReceived) -> None:
        """Change what is plainly meant."""
        view = await self._view(uow, customer_id, row)
        if view.state is ReceivedState.WAITS and not view.partly:
            (only,) = await self._meant(uow, customer_id, view.read)
            await self._change(uow, row, view.read, only)

    async def _change(self, uow: UnitOfWork, row: t.TrackedReceived, read: ReadBill, of: Meant) -> None:
        before = DueTerms.of(of.due)
        after = changed(read, before)
        if after != before:
            self._keep(row, Receipt(read, of.bill.id, of.due.no, before, after))
            await self._write(uow, of.bill.id, of.due.no, after)
            await write_ahead(uow, of.bill, self._today())

    async def _write(self, uow: UnitOfWork, bill_id: str, no: int, terms: DueTerms) -> None:
        await uow.tracked.set_due(
            bill_id,
            no,
            terms.due_date,
            amount_fen=terms.amount_fen,
            minimum_fen=terms.minimum_fen,
            paid_at=self._clock.now() if terms.paid else None,
        )

    async def _tracked(self, uow: UnitOfWork, customer_id: str) -> Tracked:
        dues = by_bill(await uow.tracked.dues(customer_id))
        bills = [
            (bill, open_terms(bill, self._cipher), dues.get(bill.id, []))
            for bill in await uow.tracked.bills(customer_id)
        ]
        return Tracked(bills, views_of(await uow.installments.open_facts(customer_id), self._today()))

    async def _meant(self, uow: UnitOfWork, customer_id: str, read: ReadBill) -> list[Meant]:
        return (await self._tracked(uow, customer_id)).meant(read, self._today())

    async def _views(self, customer_id: str, ids: Sequence[str]) -> tuple[ReceivedBill, ...]:
        async with self._store.read() as uow:
            rows = [await self._row(uow, customer_id, one, locked=False) for one in ids]
            return tuple([await self._view(uow, customer_id, row) for row in rows])

    async def _view(self, uow: UnitOfWork, customer_id: str, row: t.TrackedReceived) -> ReceivedBill:
        tracked = await self._tracked(uow, customer_id)
        return received_view(row.id, self._open(row), tracked, self._today())
