"""Overpayments (多付的钱): money of the customer's that lies on a loan, shown, and refunded the way it came.

It comes from payments for which there was no bill any more, and from goods that went back. As with a payment, one
transaction stores what goes back under our id, the gateway is asked outside any, and a second one books it. What was paid
at once (一次付清) goes back without being asked for: its refunds are stored where it is booked, and made by the sweep.
"""

from __future__ import annotations

import logging
from datetime import datetime

from domain import tables as t
from domain.customers.service import require_not_frozen
from domain.dates import business_day
from domain.errors import NotFound
from domain.ids import new_id
from domain.loans.errors import PaymentInFlight
from domain.loans.ledger import Account, Cause, Posting, overpaid_fen, post_to
from domain.loans.snapshots import Book
from domain.outbox.results import NoticeKind
from domain.payments.gateways import GatewayRegistry
from domain.payments.ports import GatewayRefundStatus, RefundRequest, RefundResult
from domain.payments.results import OverpaymentView, RefundView
from domain.payments.snapshots import PaymentState
from domain.ports import Clock
from domain.text import LocalText
from domain.unit_of_work import Store, UnitOfWork

logger = logging.getLogger(__name__)
REFUNDED = "paid_back"
SWEEP_SIZE = 200
OPEN = (t.RefundStatus.PENDING, t.RefundStatus.UNKNOWN, t.RefundStatus.BY_HAND)  # on its way back


class RefundService:
    def __init__(self, store: Store, clock: Clock, gateways: GatewayRegistry) -> None:
        self._store = store
        self._clock = clock
        self._gateways = gateways

    async def overpayments(self, customer_id: str) -> tuple[OverpaymentView, ...]:
        """Return every loan on which money of the customer's lies or is on its way back."""
        async with self._store.read() as uow:
            loans = await uow.refunds.overpaid_loans(customer_id)
            found = [await read_overpayment(uow, loan_id) for loan_id in loans]
        return tuple(overpayment for overpayment in found if overpayment.free_fen or overpayment.underway)

    async def overpayment(self, customer_id: str, loan_id: str) -> OverpaymentView:
        async with self._store.read() as uow:
            loan = await uow.loans.get(loan_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            return await read_overpayment(uow, loan_id)

    async def refund_overpayment(self, customer_id: str, loan_id: str) -> OverpaymentView:
        """Send all of it back, by the payments it came with, the newest first. Asked again, nothing goes back twice."""
        async with self._store.read() as uow:
            await require_not_frozen(uow, customer_id)
        for refund_id in await self._record(customer_id, loan_id):
            await self._resolve(refund_id)
        return await self.overpayment(customer_id, loan_id)

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """Ask again under the same id what a gateway did not clearly answer (the sweep)."""
        async with self._store.read() as uow:
            open_ids = await uow.refunds.unresolved(SWEEP_SIZE)
        counts: dict[str, int] = {}
        for refund_id in open_ids:
            try:
                status = await self._resolve(refund_id, notify=True)
            except Exception:  # one does not keep the others waiting
                logger.exception("refund %s could not be made", refund_id)
                status = "failed"
            counts[status] = counts.get(status, 0) + 1
        return counts

    async def reconcile_due(self, now: datetime) -> datetime | None:
        """Return when `reconcile` has something to do: now, or not before money goes back again."""
        async with self._store.read() as uow:
            return now if await uow.refunds.any_unresolved() else None

    # What the staff does

    async def by_hand(self) -> tuple[RefundView, ...]:
        """Return what has to be paid by hand, at the provider's or the bank's desk."""
        async with self._store.read() as uow:
            rows = await uow.refunds.by_hand()
            payments = [await uow.payments.find(row.payment_id) for row in rows]
        return tuple(
            _view(row, payment) for row, payment in zip(rows, payments, strict=True) if payment is not None
        )

    async def paid_by_hand(self, refund_id: str, reference: str) -> RefundView:
        """Record that the staff has paid it; said again, nothing more happens. Raises `NotFound` where none waits
        under this id.
        """
        async with self._store.write() as uow:
            refund = await uow.refunds.get(refund_id)
            payment = await uow.payments.find(refund.payment_id) if refund else None
            if refund is None or payment is None or not _takes_word(refund, reference):
                raise NotFound()
            result = RefundResult(GatewayRefundStatus.DONE, reference=reference)
            await _close(uow, refund, result, self._clock.now(), notify=True)
            await uow.commit()
            return _view(refund, payment)

    # The way of a refund

    async def _record(self, customer_id: str, loan_id: str) -> list[str]:
        """Store what goes back, before any gateway is asked; return it and what was stored before and has no outcome."""
        now = self._clock.now()
        async with self._store.write() as uow:
            loan = await uow.loans.lock(loan_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            if await uow.payments.in_flight(loan_id) is not None:
                raise PaymentInFlight(loan_id=loan_id)  # what it does decides what is free
            rows = [row for row in await uow.refunds.of_loan(loan_id) if row.status in OPEN]
            left_fen = (await read_overpayment(uow, loan_id)).free_fen
            for payment, most_fen in await uow.payments.that_can_go_back(loan_id):
                if not left_fen:
                    break
                amount_fen = min(left_fen, most_fen)
                left_fen -= amount_fen
                rows.append(_new(payment, amount_fen, now))
                uow.add(rows[-1])
            await uow.commit()
            return [row.id for row in rows if row.status != t.RefundStatus.BY_HAND]

    async def _resolve(self, refund_id: str, *, notify: bool = False) -> str:
        async with self._store.read() as uow:
            refund = await uow.refunds.get(refund_id)
            payment = await uow.payments.find(refund.payment_id) if refund else None
        assert refund is not None
        assert payment is not None
        if refund.status in OPEN:
            result = await self._asked(refund, payment)
            async with self._store.write() as uow:
                refund = await uow.refunds.get(refund_id)
                assert refund is not None
                await _close(uow, refund, result, self._clock.now(), notify=notify)
                await uow.commit()
        return refund.status

    async def _asked(self, refund: t.Refund, payment: PaymentState) -> RefundResult:
        gateway = self._gateways.find(payment.gateway)
        if gateway is None:
            return RefundResult(GatewayRefundStatus.BY_HAND)
        paid_fen = payment.amount_fen if payment.received_fen is None else payment.received_fen
        return await gateway.refund(
            RefundRequest(refund.id, payment.id, payment.gateway_reference or "", refund.amount_fen, paid_fen)
        )


async def read_overpayment(uow: UnitOfWork, loan_id: str) -> OverpaymentView:
    """Return what lies on the loan, what is on its way back, and what went back."""
    facts = await uow.installments.facts_of_loan(loan_id)
    refunds = await uow.refunds.of_loan(loan_id)
    underway_fen = sum(row.amount_fen for row in refunds if row.status in OPEN)
    done = [row for row in refunds if row.status == t.RefundStatus.DONE]
    booked_fen = overpaid_fen(await uow.ledger.sums(loan_id))
    return OverpaymentView(
        loan_id=loan_id,
        order_id=facts[0].order_id,
        title=LocalText(facts[0].title),
        item_count=facts[0].item_count,
        free_fen=booked_fen - underway_fen,
        underway=tuple(row.amount_fen for row in refunds if row.status in OPEN),
        refunded_fen=sum(row.amount_fen for row in done),
        # What is asked for at once goes back by several payments, stored at one instant.
        last_refund_fen=sum(row.amount_fen for row in done if row.created_at == done[-1].created_at),
    )


def _new(payment: PaymentState, amount_fen: int, now: datetime) -> t.Refund:
    return t.Refund(
        id=new_id(),
        payment_id=payment.id,
        loan_id=payment.loan_id,
        customer_id=payment.customer_id,
        amount_fen=amount_fen,
        status=t.RefundStatus.PENDING,
        created_at=now,
    )


async def _close(
    uow: UnitOfWork, refund: t.Refund, result: RefundResult, now: datetime, *, notify: bool
) -> None:
    if refund.status not in OPEN:
        return
    refund.reason = result.reason
    match result.status:
        case GatewayRefundStatus.UNKNOWN:
            refund.status = t.RefundStatus.UNKNOWN
        case GatewayRefundStatus.BY_HAND:
            refund.status = t.RefundStatus.BY_HAND
        case GatewayRefundStatus.DECLINED:  # it is the customer's all the same, so somebody has to see to it
            logger.error("refund %s was declined: %s", refund.id, result.reason)
            refund.status = t.RefundStatus.BY_HAND
        case GatewayRefundStatus.DONE:
            if refund.loan_id:
                await uow.loans.lock(refund.loan_id)
            else:
                await uow.purchases.lock(refund.purchase_id or "")
            postings = [Posting(Account.CUSTOMER_CREDIT, Account.CASH, refund.amount_fen)]
            book = Book(refund.loan_id, refund.purchase_id)
            await post_to(uow, book, postings, Cause(REFUNDED, refund_id=refund.id), now)
            refund.status, refund.closed_at = t.RefundStatus.DONE, now
            refund.gateway_reference = result.reference
            if notify:
                kind = NoticeKind.REFUND if refund.loan_id else NoticeKind.PURCHASE_REFUND
                await uow.outbox.enqueue(refund.customer_id, kind, business_day(now), refund.id, now)


def _view(refund: t.Refund, payment: PaymentState) -> RefundView:
    return RefundView(
        refund_id=refund.id,
        amount_fen=refund.amount_fen,
        status=refund.status,
        gateway=payment.gateway,
        payment_reference=payment.gateway_reference or "",
        created_at=refund.created_at,
        reason=refund.reason,
    )


def _takes_word(refund: t.Refund, reference: str) -> bool:
    """Return whether the staff can say that it is paid: where it waits for them, or where they said the same before."""
    said_before = refund.status == t.RefundStatus.DONE and refund.gateway_reference == reference
    return said_before or refund.status == t.RefundStatus.BY_HAND
