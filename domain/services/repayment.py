"""Repaying: what would be paid is offered, confirmed once, charged outside any transaction, and posted once.

The way of a payment: one transaction stores it PENDING under our id; the gateway is asked with that id as its
idempotency key; a second transaction posts or voids. No clear answer means UNKNOWN, and the sweep asks again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import tables as t
from domain.dates import business_day
from domain.errors import (
    EarlierBillOpen,
    NotFound,
    PaymentDeclined,
    PaymentInFlight,
    PaymentUncertain,
    Stale,
)
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
from domain.results import BillState, OfferView, Receipt, Split
from domain.services.bills import bill_views, own_installment
from domain.services.posting import post_payment, read_receipt, split_of

UNRESOLVED_AFTER = timedelta(minutes=1)
SWEEP_SIZE = 200


class RepaymentService:
    def __init__(self, store: Store, clock: Clock, gateway: PaymentGateway) -> None:
        self._store = store
        self._clock = clock
        self._gateway = gateway

    async def offer(self, customer_id: str, installment_id: str) -> OfferView:
        """What paying this bill in full takes today. Raises `EarlierBillOpen` with the bill that comes first."""
        now = self._clock.now()
        today = business_day(now)
        async with self._store.write() as uow:
            row = await own_installment(uow, customer_id, installment_id)
            await _check_payable(uow, row)
            (bill,) = await bill_views(uow, [row], today)
            if bill.state is BillState.PAYING:
                raise PaymentInFlight()
            split = split_of(row, bill.penalty_fen)
            offer = t.RepaymentOffer(
                id=new_id(),
                customer_id=customer_id,
                installment_id=row.id,
                installment_version=row.version,
                business_day=today,
                amount_fen=split.total_fen,
                split=_split_json(split),
                created_at=now,
            )
            uow.add(offer)
            view = OfferView(offer.id, bill, split.total_fen, split)
            await uow.commit()
            return view

    async def confirm(self, customer_id: str, offer_id: str) -> Receipt:
        """Pay what the offer showed. However often it is confirmed, it is charged once and answers the same receipt."""
        try:
            payment_id, is_new = await self._record(customer_id, offer_id)
        except Conflict:  # the same bill is being paid through another screen
            raise PaymentInFlight() from None
        await self._resolve(payment_id, is_new=is_new)
        return await self._answer(payment_id)

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """The sweep: payments without an outcome are looked up at the gateway and posted or voided."""
        async with self._store.read() as uow:
            open_ids = await uow.payments.unresolved(now - UNRESOLVED_AFTER, SWEEP_SIZE)
        counts = {"posted": 0, "void": 0, "unknown": 0}
        for payment_id in open_ids:
            status = await self._resolve(payment_id, is_new=False)
            counts[status.value] = counts.get(status.value, 0) + 1
        return counts

    async def _record(self, customer_id: str, offer_id: str) -> tuple[str, bool]:
        """The payment of this offer, stored before anybody is asked for money; whether it is new."""
        now = self._clock.now()
        async with self._store.write() as uow:
            offer = await uow.payments.offer(offer_id)
            if offer is None or offer.customer_id != customer_id:
                raise NotFound()
            known = await uow.payments.by_offer(offer_id)
            if known is not None:
                return known.id, False
            row = await own_installment(uow, customer_id, offer.installment_id)
            await _check_still_offered(uow, offer, row, now)
            payment = t.Payment(
                id=new_id(),
                offer_id=offer.id,
                customer_id=customer_id,
                loan_id=row.loan_id,
                installment_id=row.id,
                amount_fen=offer.amount_fen,
                status=t.PaymentStatus.PENDING,
                gateway=self._gateway.name,
                created_at=now,
            )
            uow.add(payment)
            payment_id = payment.id
            await uow.flush()
            await uow.commit()
            return payment_id, True

    async def _resolve(self, payment_id: str, *, is_new: bool) -> t.PaymentStatus:
        """Bring the payment to an outcome, if the gateway knows one. Safe to call at any time, from anywhere."""
        async with self._store.read() as uow:
            payment = await uow.payments.get(payment_id)
            assert payment is not None
            if payment.status in (t.PaymentStatus.POSTED, t.PaymentStatus.VOID):
                return t.PaymentStatus(payment.status)
            charge = Charge(payment.id, payment.amount_fen, subject=payment.loan_id)
        result = ChargeResult(ChargeStatus.NOT_FOUND)
        if not is_new:
            result = await self._gateway.query(payment_id)
        if result.status is ChargeStatus.NOT_FOUND:
            result = await self._gateway.start(charge)
        return await self._close(payment_id, result)

    async def _close(self, payment_id: str, result: ChargeResult) -> t.PaymentStatus:
        now = self._clock.now()
        async with self._store.write() as uow:
            payment = await uow.payments.get(payment_id)
            assert payment is not None
            if payment.status in (t.PaymentStatus.POSTED, t.PaymentStatus.VOID):
                return t.PaymentStatus(payment.status)
            if result.status is ChargeStatus.SUCCEEDED:
                payment.gateway_reference = result.reference
                await post_payment(uow, payment, now)
            elif result.status is ChargeStatus.DECLINED:
                payment.status = t.PaymentStatus.VOID
                payment.void_reason = result.reason
                payment.closed_at = now
            else:
                payment.status = t.PaymentStatus.UNKNOWN
            status = t.PaymentStatus(payment.status)
            await uow.commit()
            return status

    async def _answer(self, payment_id: str) -> Receipt:
        async with self._store.read() as uow:
            payment = await uow.payments.get(payment_id)
            assert payment is not None
            if payment.status == t.PaymentStatus.VOID:
                raise PaymentDeclined(reason=payment.void_reason, amount=payment.amount_fen)
            if payment.status != t.PaymentStatus.POSTED:
                raise PaymentUncertain(amount=payment.amount_fen)
            return await read_receipt(uow, payment, business_day(self._clock.now()))


async def _check_payable(uow: UnitOfWork, row: t.Installment) -> None:
    if row.settled_at is not None:
        raise Stale()
    oldest = next(r for r in await uow.installments.of_loan(row.loan_id) if r.settled_at is None)
    if oldest.id != row.id:
        raise EarlierBillOpen(no=oldest.no, installment_id=oldest.id)


async def _check_still_offered(
    uow: UnitOfWork, offer: t.RepaymentOffer, row: t.Installment, now: datetime
) -> None:
    """The bill is untouched since, and today's amount is still the offered one."""
    if row.version != offer.installment_version or row.settled_at is not None:
        raise Stale()
    (bill,) = await bill_views(uow, [row], business_day(now))
    if bill.state is BillState.PAYING:
        raise PaymentInFlight()
    if split_of(row, bill.penalty_fen).total_fen != offer.amount_fen:
        raise Stale()


def _split_json(split: Split) -> dict[str, int]:
    return {
        "principal_fen": split.principal_fen,
        "interest_fen": split.interest_fen,
        "fee_fen": split.fee_fen,
        "penalty_fen": split.penalty_fen,
    }
