"""Repaying: what was offered is confirmed once, charged outside any transaction, and posted once.

The way of a payment: one transaction stores it PENDING under our id; the gateway is asked with that id as its
idempotency key; a second transaction posts or voids. No clear answer means UNKNOWN, and the sweep asks again.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from domain import tables as t
from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import NotFound, PaymentDeclined, PaymentInFlight, PaymentUncertain, Refused, Stale
from domain.ids import new_id
from domain.ports import (
    Charge,
    ChargeResult,
    ChargeStatus,
    Clock,
    Conflict,
    PaymentGateway,
    Store,
    UnitOfWork,
)
from domain.results import OfferKind, Receipt
from domain.services.offering import quote_end
from domain.services.offers import standing_of, terms_now, terms_of
from domain.services.posting import post_payment, read_receipt

logger = logging.getLogger(__name__)
UNRESOLVED_AFTER = timedelta(minutes=1)
SWEEP_SIZE = 200


class RepaymentService:
    def __init__(self, store: Store, clock: Clock, gateway: PaymentGateway) -> None:
        self._store = store
        self._clock = clock
        self._gateway = gateway

    async def confirm(self, customer_id: str, offer_id: str) -> Receipt:
        """Pay what the offer showed. However often it is confirmed, it is charged once and answers the same receipt."""
        try:
            payment, is_new = await self._record(customer_id, offer_id)
        except Conflict:  # the same loan is being paid through another screen
            raise PaymentInFlight() from None
        result = None if _closed(payment) else await self._asked(payment, is_new=is_new)
        return await self._finish(payment.id, result)

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """The sweep: payments without an outcome are looked up at the gateway and posted or voided."""
        async with self._store.read() as uow:
            open_ids = await uow.payments.unresolved(now - UNRESOLVED_AFTER, SWEEP_SIZE)
        counts = {"posted": 0, "void": 0, "unknown": 0}
        for payment_id in open_ids:
            try:
                status = await self._resolve(payment_id)
            except Exception:  # one that cannot be looked up does not keep the others waiting
                logger.exception("payment %s could not be looked up", payment_id)
                status = "failed"
            counts[status] = counts.get(status, 0) + 1
        return counts

    async def _record(self, customer_id: str, offer_id: str) -> tuple[t.Payment, bool]:
        """The payment of this offer, stored before anybody is asked for money; whether it is new."""
        now = self._clock.now()
        async with self._store.write() as uow:
            offer = await uow.payments.offer(offer_id)
            if offer is None or offer.customer_id != customer_id:
                raise NotFound()
            loan = await uow.loans.lock(
                offer.loan_id
            )  # so that the same tap, again, finds the first one's payment
            assert loan is not None
            known = await uow.payments.by_offer(offer_id)
            if known is not None:
                return known, False
            await self._check_still_offered(uow, loan, offer, now)
            payment = t.Payment(
                id=new_id(),
                offer_id=offer.id,
                customer_id=customer_id,
                loan_id=offer.loan_id,
                amount_fen=offer.amount_fen,
                status=t.PaymentStatus.PENDING,
                gateway=self._gateway.name,
                created_at=now,
            )
            uow.add(payment)
            await uow.commit()
            return payment, True

    async def _asked(self, payment: t.Payment, *, is_new: bool) -> ChargeResult:
        """What the gateway says, outside any transaction; only what it never saw is charged."""
        if not is_new:
            result = await self._gateway.query(payment.id)
            if result.status is not ChargeStatus.NOT_FOUND:
                return result
        return await self._gateway.start(Charge(payment.id, payment.amount_fen, subject=payment.loan_id))

    async def _resolve(self, payment_id: str) -> str:
        """Bring the payment to an outcome, if the gateway knows one. Safe to call at any time, from anywhere."""
        async with self._store.read() as uow:
            payment = await uow.payments.get(payment_id)
            assert payment is not None
        if not _closed(payment):
            result = await self._asked(payment, is_new=False)
            async with self._store.write() as uow:
                payment = await self._close(uow, payment_id, result)
                await uow.commit()
        return payment.status

    async def _finish(self, payment_id: str, result: ChargeResult | None) -> Receipt:
        """Close the payment by what the gateway said, if it was asked, and answer the customer."""
        today = business_day(self._clock.now())
        async with self._store.write() as uow:
            payment = await self._close(uow, payment_id, result)
            receipt = None
            if payment.status == t.PaymentStatus.POSTED:
                await uow.flush()
                receipt = await read_receipt(uow, payment, today)
            await uow.commit()
        if payment.status == t.PaymentStatus.VOID:
            raise PaymentDeclined(reason=payment.void_reason, amount=payment.amount_fen)
        if receipt is None:
            raise PaymentUncertain(amount=payment.amount_fen)
        return receipt

    async def _close(self, uow: UnitOfWork, payment_id: str, result: ChargeResult | None) -> t.Payment:
        payment = await uow.payments.get(payment_id)
        assert payment is not None
        if result is None or _closed(payment):
            return payment
        now = self._clock.now()
        if result.status is ChargeStatus.SUCCEEDED:
            payment.gateway_reference = result.reference
            await post_payment(uow, payment, now)
        elif result.status is ChargeStatus.DECLINED:
            payment.status = t.PaymentStatus.VOID
            payment.void_reason = result.reason
            payment.closed_at = now
        else:
            payment.status = t.PaymentStatus.UNKNOWN
        return payment

    async def _check_still_offered(
        self, uow: UnitOfWork, loan: t.Loan, offer: t.RepaymentOffer, now: datetime
    ) -> None:
        """The loan is untouched since, the quote is not over, and on another day it comes to the same, fen by fen."""
        today = business_day(now)
        if loan.version != offer.loan_version:
            raise Stale()
        if offer.kind != OfferKind.BILLS and now >= quote_end(
            load_contract(loan.contract), offer.business_day
        ):
            raise Stale()
        # Of one version and one day there is only one answer; a payment in flight is kept out by the table's index.
        if offer.business_day != today and not await _comes_to_the_same(uow, loan, offer, today):
            raise Stale()


async def _comes_to_the_same(uow: UnitOfWork, loan: t.Loan, offer: t.RepaymentOffer, today: date) -> bool:
    try:
        return terms_now(await standing_of(uow, loan, today), offer) == terms_of(offer)
    except PaymentInFlight:
        raise
    except Refused:
        return False


def _closed(payment: t.Payment) -> bool:
    return payment.status in (t.PaymentStatus.POSTED, t.PaymentStatus.VOID)
