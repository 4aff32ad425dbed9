"""Where a customer's goods go to, and how far an order is on its way.

An address is asked for once, after an order, and kept sealed; it holds for every order that was not sent yet, and the next
one takes it. What is sent keeps a copy of it.
"""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.delivery_terms import DeliveryTerms
from domain.errors import InvalidInput, NotFound, Stale
from domain.outbox.results import NoticeKind
from domain.pii.postal_addresses import PostalAddress, PostalPart, mask_parts
from domain.ports import Clock, FieldCipher
from domain.shipping.addresses import address_mask, has_address, keep_address, keep_draft, open_draft
from domain.shipping.parcels import left_of, waiting_orders
from domain.shipping.reminders import reminded_at, unreminded
from domain.shipping.results import AddressAnswer, AddressView, OrderShipping, WaitingOrder
from domain.shipping.rules import answered, state_of
from domain.unit_of_work import Store, UnitOfWork


class ShippingService:
    """`terms`: None where the shop delivers nothing through here."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, terms: DeliveryTerms | None) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._terms = terms

    @property
    def terms(self) -> DeliveryTerms | None:
        return self._terms

    async def view(self, customer_id: str) -> AddressView:
        async with self._store.read() as uow:
            return await self._view(uow, customer_id)

    async def begin(self, customer_id: str) -> AddressView:
        """Ask for an address from the start; the one that is kept stays until another is whole. Raises `Stale` where the
        shop delivers nothing, `AccountFrozen`.
        """
        async with self._store.write() as uow:
            row = await self._locked(uow, customer_id)
            row.draft_token = None
            await uow.commit()
            return await self._view(uow, customer_id)

    async def enter(self, customer_id: str, typed: str) -> AddressAnswer:
        """Take an answer: all of it at once, or what was asked for. Raises `InvalidInput` (the part that is asked for;
        "all" where nothing was said yet), `Stale`, `AccountFrozen`.
        """
        async with self._store.write() as uow:
            row = await self._locked(uow, customer_id)
            known = open_draft(row, self._cipher)
            now = answered(known, typed)
            if now is None:
                raise InvalidInput("shipping", _asked(known))
            if now.missing is None:
                keep_address(row, now, self._cipher, self._clock.now())
            else:
                keep_draft(row, now, self._cipher)
            await uow.commit()
            return AddressAnswer(now.missing, mask_parts(now), await self._view(uow, customer_id))

    async def of_order(self, customer_id: str, order_id: str) -> OrderShipping | None:
        """Return how far the customer's own order is; None where it is not delivered through here, or nothing of it is to
        be. Raises `NotFound`.
        """
        async with self._store.read() as uow:
            order = await uow.orders.get(order_id)
            if order is None or order.customer_id != customer_id:
                raise NotFound()
            if self._terms is None or not self._terms.covers(order.created_at):
                return None
            sent = await uow.shipments.of_order(order.id)
            if sent is not None:
                return self._sent(sent, self._terms)
            left = (await left_of(uow, [order]))[order.id]
            if order.received_at is not None or not left.lines:
                return None
            kept = await uow.shipments.address(customer_id)
            state = state_of(has_address=has_address(kept), is_sent=False, is_delivered=False)
            return OrderShipping(order.id, state, self._terms, address_mask(kept, self._cipher))

    # Who gave none

    async def remind(self, now: datetime) -> dict[str, int]:
        """Plan to remind, once, whoever ordered some days ago and gave no address since."""
        if self._terms is None:
            return {"planned": 0}
        async with self._store.write() as uow:
            waiting = await unreminded(uow, self._terms, now)
            late = {customer_id for customer_id, placed_at in waiting if reminded_at(placed_at) <= now}
            for customer_id in sorted(late):
                await uow.outbox.enqueue_once(customer_id, NoticeKind.ADDRESS, business_day(now), now, now)
            await uow.commit()
        return {"planned": len(late)}

    async def remind_due(self, now: datetime) -> datetime | None:
        """Return from when on `remind` has something to do."""
        if self._terms is None:
            return None
        async with self._store.read() as uow:
            waiting = await unreminded(uow, self._terms, now)
        return min((reminded_at(placed_at) for _, placed_at in waiting), default=None)

    # What it is made of

    def _sent(self, row: t.Shipment, terms: DeliveryTerms) -> OrderShipping:
        delivered = row.delivered_at
        return OrderShipping(
            row.order_id,
            state_of(has_address=True, is_sent=True, is_delivered=delivered is not None),
            terms,
            address_mask(row, self._cipher),
            row.carrier,
            row.tracking_no,
            business_day(row.shipped_at),
            business_day(delivered) if delivered is not None else None,
        )

    async def _view(self, uow: UnitOfWork, customer_id: str) -> AddressView:
        if self._terms is None:
            return AddressView(delivers=False)
        row = await uow.shipments.address(customer_id)
        waiting = await waiting_orders(uow, self._terms, customer_id)
        return AddressView(
            delivers=True,
            mask=address_mask(row, self._cipher),
            orders=tuple(
                WaitingOrder(order.id, order.number, left.lines[0].name, left.item_count)
                for order, left in waiting
            ),
        )

    async def _locked(self, uow: UnitOfWork, customer_id: str) -> t.DeliveryAddress:
        """Return the row of the customer's address, made where there is none."""
        if self._terms is None:
            raise Stale()
        await require_not_frozen(uow, customer_id)
        row = await uow.shipments.address(customer_id, locked=True)
        if row is None:
            row = t.DeliveryAddress(customer_id=customer_id, changed_at=self._clock.now())
            uow.add(row)
            await uow.flush()
        return row


def _asked(known: PostalAddress) -> str:
    return "all" if known == PostalAddress() else known.missing or PostalPart.ADDRESS
