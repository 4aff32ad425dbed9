"""Notices of what was sent and what has arrived, and of what waits for an address."""

from __future__ import annotations

from domain import tables as t
from domain.outbox.results import NoticeKind, SkipReason
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.shipping.addresses import has_address
from domain.shipping.parcels import left_of, waiting_orders
from domain.text import LocalText


class ParcelContent(NoticeContent):
    """What of an order was sent, by whom and under which number. `loan_id`: of the loan it is paid with, while that runs."""

    order_id: str
    order_number: str
    title: LocalText
    item_count: int
    carrier: str
    tracking_no: str
    loan_id: str | None

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.title,)


class AddressContent(NoticeContent):
    """The newest order that waits for an address, and how many more do."""

    order_id: str
    order_number: str
    title: LocalText
    item_count: int
    more: int

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.title,)


async def _address(request: NoticeRequest) -> AddressContent | None:
    """Return nothing where one was given meanwhile, or none can be: nobody orders anything from a frozen account."""
    uow, customer_id = request.uow, request.key.customer_id
    customer = await uow.customers.get(customer_id)
    if request.delivery is None or customer is None or customer.frozen_at is not None:
        return None
    waiting = await waiting_orders(uow, request.delivery, customer_id)
    if not waiting or has_address(await uow.shipments.address(customer_id)):
        return None
    order, left = waiting[-1]
    return AddressContent(
        NoticeKind.ADDRESS,
        request.today,
        order.id,
        order.number,
        left.lines[0].name,
        left.item_count,
        len(waiting) - 1,
    )


async def _shipped(request: NoticeRequest) -> ParcelContent | None:
    """Return nothing where it has arrived: that says that it was sent."""
    sent = await request.uow.shipments.of_order(request.key.subject)
    return None if sent is None or sent.delivered_at is not None else await _content(request, sent)


async def _delivered(request: NoticeRequest) -> ParcelContent | None:
    sent = await request.uow.shipments.of_order(request.key.subject)
    return None if sent is None or sent.delivered_at is None else await _content(request, sent)


async def _content(request: NoticeRequest, sent: t.Shipment) -> ParcelContent | None:
    """Return nothing where the customer confirmed receipt, or sends all of it back: they know more."""
    order = await request.uow.orders.get(sent.order_id)
    assert order is not None
    left = (await left_of(request.uow, [order]))[order.id]
    loan = (await request.uow.loans.by_orders([order.id])).get(order.id)
    if order.received_at is not None or not left.lines:
        return None
    return ParcelContent(
        NoticeKind(request.key.kind),
        request.today,
        order.id,
        order.number,
        left.lines[0].name,
        left.item_count,
        sent.carrier,
        sent.tracking_no,
        loan.id if loan is not None and loan.status == t.LoanStatus.ACTIVE else None,
    )


NOTICES = (
    NoticeSpec(NoticeKind.ADDRESS, transactional=False, compose=_address, if_nothing=SkipReason.NOT_THAT_DAY),
    NoticeSpec(NoticeKind.SHIPPED, transactional=False, compose=_shipped, if_nothing=SkipReason.TOLD_ALREADY),
    NoticeSpec(
        NoticeKind.DELIVERED, transactional=False, compose=_delivered, if_nothing=SkipReason.TOLD_ALREADY
    ),
)
