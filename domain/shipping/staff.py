"""Sending orders, by the shop's staff: what waits, one of them with its address, sent, arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import tables as t
from domain.dates import business_day
from domain.delivery_terms import DeliveryTerms
from domain.outbox.results import NoticeKind
from domain.ports import Clock, FieldCipher
from domain.shipping.addresses import has_address, open_address, shipment_to
from domain.shipping.errors import Fault, ShippingFault
from domain.shipping.parcels import Left, left_of, waiting_orders
from domain.shipping.results import MarkOutcome, Parcel, ParcelSummary
from domain.shipping.rules import state_of
from domain.unit_of_work import Store, UnitOfWork
from domain.value import Value

LONGEST = 40  # characters of a carrier's name, and of a tracking number
MOST_UNDER_WAY = 500


class Sent(Value):
    """An order was sent. `version`: of the address it was sent to, where whoever packed it says so."""

    number: str
    carrier: str
    tracking_no: str
    version: int | None = None


class Delivered(Value):
    """An order has arrived (已签收)."""

    number: str


Mark = Sent | Delivered


class ShippingDesk:
    """`terms`: None where the shop delivers nothing through here."""

    def __init__(self, store: Store, clock: Clock, cipher: FieldCipher, terms: DeliveryTerms | None) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._terms = terms

    async def waiting(self) -> tuple[ParcelSummary, ...]:
        """Return what is to be sent, the oldest first; those whose address is not known yet among them."""
        if self._terms is None:
            return ()
        async with self._store.read() as uow:
            return tuple(
                [
                    _summary(order, left, None, await uow.shipments.address(order.customer_id), frozen)
                    for order, left in await waiting_orders(uow, self._terms)
                    for frozen in [await _is_frozen(uow, order.customer_id)]
                ]
            )

    async def under_way(self) -> tuple[ParcelSummary, ...]:
        """Return what was sent and has not arrived as far as anybody said, the oldest first."""
        async with self._store.read() as uow:
            found = await uow.shipments.sent(MOST_UNDER_WAY)
            left = await left_of(uow, [order for order, _ in found])
            return tuple(_summary(order, left[order.id], sent, None) for order, sent in found)

    async def show(self, number: str) -> Parcel:
        """Return an order with its address in plain words. Raises `ShippingFault`, `SealBroken`."""
        async with self._store.read() as uow:
            order = self._ours(await uow.shipments.order(number))
            left = (await left_of(uow, [order]))[order.id]
            sent = await uow.shipments.of_order(order.id)
            kept = await uow.shipments.address(order.customer_id)
            source = sent or (kept if has_address(kept) else None)
            receiver, phone, address = (
                open_address(source, self._cipher) if source is not None else (None, None, None)
            )
            return Parcel(
                _summary(order, left, sent, kept, await _is_frozen(uow, order.customer_id)),
                receiver=receiver,
                phone=phone,
                address=address,
                version=kept.version if kept is not None else 0,
                return_asked=left.return_asked,
                received_at=order.received_at,
                delivered_at=sent.delivered_at if sent is not None else None,
            )

    async def mark(self, mark: Mark) -> MarkOutcome:
        """Mark one order, and tell the customer; the same again changes nothing. Raises `ShippingFault`, `SealBroken`."""
        (outcome,) = await self.mark_all([mark])
        if isinstance(outcome, Fault):
            raise ShippingFault(outcome)
        return outcome

    async def mark_all(self, marks: Sequence[Mark]) -> tuple[MarkOutcome | Fault, ...]:
        """Mark all of them, in order, or none where one has a fault; what came of each. Raises `SealBroken`."""
        now = self._clock.now()
        outcomes: list[MarkOutcome | Fault] = []
        async with self._store.write() as uow:
            for number in sorted(
                {mark.number for mark in marks}
            ):  # so that two files never wait for each other
                await uow.shipments.lock_order(number)
            for mark in marks:
                try:
                    outcomes.append(await self._mark(uow, mark, now))
                    await uow.flush()
                except ShippingFault as error:
                    outcomes.append(error.fault)
            if not any(isinstance(outcome, Fault) for outcome in outcomes):
                await uow.commit()
        return tuple(outcomes)

    # What it is made of

    async def _mark(self, uow: UnitOfWork, mark: Mark, now: datetime) -> MarkOutcome:
        order = self._ours(await uow.shipments.lock_order(mark.number))
        sent = await uow.shipments.of_order(order.id)
        if isinstance(mark, Sent):
            return await self._send(uow, order, sent, mark, now)
        if sent is None:
            raise ShippingFault(Fault.NOT_SENT)
        if sent.delivered_at is not None:
            return MarkOutcome.KNOWN
        sent.delivered_at = now
        await _tell(uow, order, NoticeKind.DELIVERED, now)
        return MarkOutcome.DONE

    async def _send(
        self, uow: UnitOfWork, order: t.Order, sent: t.Shipment | None, mark: Sent, now: datetime
    ) -> MarkOutcome:
        if sent is not None:
            if (sent.carrier, sent.tracking_no) != (mark.carrier, mark.tracking_no):
                raise ShippingFault(Fault.SENT_OTHERWISE)
            return MarkOutcome.KNOWN
        await _require_unsent(uow, order)
        kept = await uow.shipments.address(order.customer_id, locked=True)
        if kept is None or not has_address(kept):
            raise ShippingFault(Fault.NO_ADDRESS)
        if mark.version not in (None, kept.version):
            raise ShippingFault(Fault.ADDRESS_CHANGED)
        uow.add(shipment_to(order, kept, mark.carrier, mark.tracking_no, self._cipher, now))
        await _tell(uow, order, NoticeKind.SHIPPED, now)
        return MarkOutcome.DONE

    def _ours(self, order: t.Order | None) -> t.Order:
        if order is None:
            raise ShippingFault(Fault.UNKNOWN)
        if self._terms is None or not self._terms.covers(order.created_at):
            raise ShippingFault(Fault.NOT_OURS)
        return order


async def _require_unsent(uow: UnitOfWork, order: t.Order) -> None:
    """Refuse to send what nobody waits for, or what somebody else may have ordered."""
    if order.received_at is not None:
        raise ShippingFault(Fault.RECEIVED)
    left = (await left_of(uow, [order]))[order.id]
    if left.return_asked:
        raise ShippingFault(Fault.RETURN_ASKED)
    if not left.lines:
        raise ShippingFault(Fault.RETURNED)
    if await _is_frozen(uow, order.customer_id):
        raise ShippingFault(Fault.FROZEN)


async def _tell(uow: UnitOfWork, order: t.Order, kind: NoticeKind, now: datetime) -> None:
    await uow.outbox.enqueue(order.customer_id, kind, business_day(now), order.id, now)


async def _is_frozen(uow: UnitOfWork, customer_id: str) -> bool:
    customer = await uow.customers.get(customer_id)
    return customer is not None and customer.frozen_at is not None


def _summary(
    order: t.Order,
    left: Left,
    sent: t.Shipment | None,
    kept: t.DeliveryAddress | None,
    is_frozen: bool = False,
) -> ParcelSummary:
    is_delivered = sent is not None and sent.delivered_at is not None
    return ParcelSummary(
        number=order.number,
        placed_at=order.created_at,
        state=state_of(has_address=has_address(kept), is_sent=sent is not None, is_delivered=is_delivered),
        lines=left.lines,
        is_frozen=is_frozen,
        carrier=sent.carrier if sent is not None else None,
        tracking_no=sent.tracking_no if sent is not None else None,
        shipped_at=sent.shipped_at if sent is not None else None,
    )
