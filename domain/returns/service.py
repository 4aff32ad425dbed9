"""Returning goods (退货): the customer asks, the shop books or declines when it has looked at them.

Until then nothing is owed otherwise. What a return does is worked out as of the day it is booked, by the rule that also
shows it beforehand.
"""

from __future__ import annotations

from datetime import timedelta

from domain import tables as t
from domain.dates import business_day
from domain.delivery_terms import DeliveryTerms
from domain.errors import NotFound, Stale
from domain.ids import new_id
from domain.ports import Clock
from domain.returns.facts import (
    OrderReturns,
    locked_returns,
    own_returns,
    pieces_of,
    return_view,
    return_views,
    returnable_view,
    returns_by_id,
    work_out,
)
from domain.returns.notices import plan_return_notices
from domain.returns.posting import book_refund, book_return
from domain.returns.results import (
    Picks,
    RefundPreview,
    Returnable,
    ReturnPreview,
    ReturnStatus,
    ReturnView,
)
from domain.unit_of_work import Store, UnitOfWork
from domain.value import replace

JUST_DAYS = 7  # after the goods came back
NEWEST = 20  # orders


class ReturnService:
    """`delivery`: None where the shop delivers nothing through here, so that nobody knows what can have arrived."""

    def __init__(self, store: Store, clock: Clock, delivery: DeliveryTerms | None = None) -> None:
        self._store = store
        self._clock = clock
        self._delivery = delivery

    # The customer

    async def confirm_receipt(self, customer_id: str, order_id: str) -> None:
        """确认收货. Again changes nothing. Raises `Stale` while goods that did not arrive are asked to go back, and of an
        order that the shop delivers before it was sent.
        """
        async with self._store.write() as uow:
            returns = await locked_returns(uow, order_id, customer_id)
            if returns.order.received_at is not None:
                return
            if returns.request is not None or await self._is_to_be_sent(uow, returns.order):
                raise Stale()
            returns.order.received_at = self._clock.now()
            await uow.commit()

    async def _is_to_be_sent(self, uow: UnitOfWork, order: t.Order) -> bool:
        if self._delivery is None or not self._delivery.covers(order.created_at):
            return False
        return await uow.shipments.of_order(order.id) is None

    async def returnable(self, customer_id: str, order_id: str) -> Returnable:
        async with self._store.read() as uow:
            returns = await own_returns(uow, customer_id, order_id)
            paying = await uow.payments.in_flight(returns.loan.id) if returns.loan is not None else None
            return replace(returnable_view(returns), is_paying=paying is not None)

    async def preview(self, customer_id: str, order_id: str, picks: Picks) -> ReturnPreview:
        """Work out what returning these pieces would do today; keep nothing.

        Raises `Stale` where so many are not there (any more) or a request is open already, `PaymentInFlight`.
        """
        async with self._store.read() as uow:
            returns = await own_returns(uow, customer_id, order_id)
            if returns.request is not None:
                raise Stale()
            received = returns.order.received_at is not None
            today = business_day(self._clock.now())
            return await work_out(uow, returns, returns.picked(picks), today, received=received)

    async def refund_preview(self, customer_id: str, order_id: str, picks: Picks) -> RefundPreview:
        """Work out what returning these pieces of an order that was paid at once gives back; keep nothing.

        Raises `Stale` where so many are not there (any more), a request is open already, or the order has a loan.
        """
        async with self._store.read() as uow:
            returns = await own_returns(uow, customer_id, order_id)
            purchase_id = returns.order.purchase_id
            payment = await uow.payments.by_purchase(purchase_id) if purchase_id else None
            if returns.request is not None or payment is None:
                raise Stale()
            return RefundPreview(
                order_id=order_id,
                version=returns.version,
                received=returns.order.received_at is not None,
                lines=returns.picked(picks),
                gateway=payment.gateway,
            )

    async def request(self, customer_id: str, order_id: str, picks: Picks, version: int) -> ReturnView:
        """Ask the shop to take these pieces back, as shown at `version`. A second time answers the first request.

        Raises `Stale` where anything changed since, or another request is open.
        """
        async with self._store.write() as uow:
            returns = await locked_returns(uow, order_id, customer_id)
            if (known := returns.request) is not None:
                if pieces_of(known) == {no: quantity for no, quantity in picks.items() if quantity}:
                    return return_view(returns, known)
                raise Stale()
            if self._delivery is not None:  # so that it is not sent while it is asked back
                await uow.shipments.lock_order(returns.order.number)
            lines = returns.picked(picks)
            if returns.version != version:
                raise Stale()
            row = t.Return(
                id=new_id(),
                customer_id=customer_id,
                order_id=order_id,
                loan_id=returns.loan.id if returns.loan else None,
                status=ReturnStatus.REQUESTED,
                received=returns.order.received_at is not None,
                lines=[{"line_no": line.line_no, "quantity": line.quantity} for line in lines],
                amount_fen=sum(line.amount_fen for line in lines),
                requested_at=self._clock.now(),
            )
            uow.add(row)
            view = return_view(returns, row)
            await uow.commit()
            return view

    async def withdraw(self, customer_id: str, return_id: str) -> ReturnView:
        """Take the request back. Again changes nothing. Raises `Stale` where the shop was first."""
        async with self._store.write() as uow:
            returns, row = await self._locked(uow, return_id)
            if row.customer_id != customer_id:
                raise NotFound()
            if row.status in (ReturnStatus.BOOKED, ReturnStatus.DECLINED):
                raise Stale()
            if row.status == ReturnStatus.REQUESTED:
                row.status, row.closed_at = ReturnStatus.WITHDRAWN, self._clock.now()
            view = return_view(returns, row)
            await uow.commit()
            return view

    # The shop

    async def open_requests(self) -> tuple[ReturnView, ...]:
        """Return what waits for the shop, the oldest first."""
        async with self._store.read() as uow:
            return await return_views(uow, await uow.returns.requested())

    async def has_just_returned(self, customer_id: str) -> bool:
        """Return whether goods of the customer's newest orders went back a few days ago, or are about to."""
        since = self._clock.now() - timedelta(days=JUST_DAYS)
        async with self._store.read() as uow:
            orders, _ = await uow.orders.of(customer_id, 0, NEWEST)
            returns = await uow.returns.of_orders([order.id for order in orders]) if orders else ()
        return any(
            one.status == ReturnStatus.REQUESTED
            or (one.status == ReturnStatus.BOOKED and (one.closed_at or one.requested_at) >= since)
            for one in returns
        )

    async def own_return(self, customer_id: str, return_id: str) -> ReturnView:
        """Return the customer's own return. Raises `NotFound`."""
        view, owner = await self._read(return_id)
        if owner != customer_id:
            raise NotFound()
        return view

    async def find_return(self, return_id: str) -> ReturnView:
        """Anybody's, for the shop. Raises `NotFound`."""
        view, _ = await self._read(return_id)
        return view

    async def work_out(self, return_id: str) -> ReturnPreview:
        """Work out what booking the request today would do. Raises `NotFound`, `PaymentInFlight`, `Stale` where it is
        closed, or of an order that was paid at once.
        """
        async with self._store.read() as uow:
            returns, row = await self._of(uow, return_id)
            if row.status != ReturnStatus.REQUESTED:
                raise Stale()
            lines = returns.picked(pieces_of(row))
            today = business_day(self._clock.now())
            return await work_out(uow, returns, lines, today, received=row.received)

    async def book(self, return_id: str) -> ReturnView:
        """Write it into the books as of today. Answers it as it is then: what was closed before stays as it was.

        Raises `NotFound`, and `PaymentInFlight` while a payment of the loan has no outcome.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            returns, row = await self._locked(uow, return_id)
            if row.status == ReturnStatus.REQUESTED:
                if returns.loan is None:
                    await book_refund(uow, returns, row, now)
                else:
                    await book_return(uow, returns, row, now)
                await plan_return_notices(uow, now)
            view = return_view(returns, row)
            await uow.commit()
            return view

    async def decline(self, return_id: str, reason: str) -> ReturnView:
        """Close it without any effect; the customer is told the reason. What was closed before stays as it was."""
        now = self._clock.now()
        async with self._store.write() as uow:
            returns, row = await self._locked(uow, return_id)
            if row.status == ReturnStatus.REQUESTED:
                row.status, row.closed_at, row.decline_reason = ReturnStatus.DECLINED, now, reason
                await plan_return_notices(uow, now)
            view = return_view(returns, row)
            await uow.commit()
            return view

    # Finding one

    async def _read(self, return_id: str) -> tuple[ReturnView, str]:
        """Read a return and whose it is."""
        async with self._store.read() as uow:
            returns, row = await self._of(uow, return_id)
            return return_view(returns, row), row.customer_id

    async def _locked(self, uow: UnitOfWork, return_id: str) -> tuple[OrderReturns, t.Return]:
        returns = await locked_returns(uow, await uow.returns.order_of(return_id))
        return returns, next(row for row in returns.returns if row.id == return_id)

    async def _of(self, uow: UnitOfWork, return_id: str) -> tuple[OrderReturns, t.Return]:
        returns = await returns_by_id(uow, await uow.returns.order_of(return_id))
        return returns, next(row for row in returns.returns if row.id == return_id)
