"""Repaying: what would be paid is offered, confirmed once, charged outside any transaction, and posted once.

The way of a payment: one transaction stores it PENDING under our id; the gateway is asked with that id as its
idempotency key; a second transaction posts or voids. No clear answer means UNKNOWN, and the sweep asks again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import tables as t
from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import (
    AmountTooLarge,
    AmountTooSmall,
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
from domain.results import BillState, BillView, OfferView, Receipt
from domain.rules.allocation import InstallmentOwed, Share, allocate
from domain.services.bills import own_installment, views_of
from domain.services.posting import dump_shares, paid_bills, post_payment, read_receipt
from domain.terms import AllocationTerms, SurplusRule

logger = logging.getLogger(__name__)
UNRESOLVED_AFTER = timedelta(minutes=1)
SWEEP_SIZE = 200


class RepaymentService:
    def __init__(self, store: Store, clock: Clock, gateway: PaymentGateway) -> None:
        self._store = store
        self._clock = clock
        self._gateway = gateway

    async def offer(self, customer_id: str, installment_id: str) -> OfferView:
        """What paying this bill in full takes today. Raises `EarlierBillOpen` with the bill that comes first."""
        async with self._store.write() as uow:
            row = await own_installment(uow, customer_id, installment_id)
            bills = await self._open_bills(uow, row.loan_id)
            if all(bill.installment_id != row.id for bill in bills):
                raise Stale()
            oldest = bills[0]
            if oldest.installment_id != row.id:
                raise EarlierBillOpen(no=oldest.no, installment_id=oldest.installment_id)
            return await self._make_offer(uow, customer_id, bills, oldest.owed_fen)

    async def offer_amount(self, customer_id: str, loan_id: str, amount_fen: int) -> OfferView:
        """What paying so much on the loan does, oldest bill first. Raises `AmountTooLarge`, `AmountTooSmall`."""
        async with self._store.write() as uow:
            bills = await self._own_open_bills(uow, customer_id, loan_id)
            if amount_fen <= 0:
                raise AmountTooSmall()
            return await self._make_offer(uow, customer_id, bills, amount_fen)

    async def offer_oldest(self, customer_id: str, loan_id: str) -> OfferView:
        """What paying the loan's oldest open bill in full takes today."""
        async with self._store.write() as uow:
            bills = await self._own_open_bills(uow, customer_id, loan_id)
            return await self._make_offer(uow, customer_id, bills, bills[0].owed_fen)

    async def newest_offered_loan(self, customer_id: str) -> str | None:
        """The loan the customer last had a repayment shown of: what a typed amount is meant for."""
        async with self._store.read() as uow:
            return await uow.payments.newest_offered_loan(customer_id)

    async def _own_open_bills(self, uow: UnitOfWork, customer_id: str, loan_id: str) -> list[BillView]:
        loan = await uow.loans.get(loan_id)
        if loan is None or loan.customer_id != customer_id:
            raise NotFound()
        bills = await self._open_bills(uow, loan_id)
        if not bills:
            raise Stale()
        return bills

    async def _open_bills(self, uow: UnitOfWork, loan_id: str) -> list[BillView]:
        """Of the loan, oldest first. Raises `PaymentInFlight` while one of its payments has no outcome."""
        bills = views_of(await uow.installments.facts_of_loan(loan_id), business_day(self._clock.now()))
        left = [bill for bill in bills if bill.state is not BillState.PAID]
        if any(bill.state is BillState.PAYING for bill in left):
            raise PaymentInFlight()
        return left

    async def _make_offer(
        self, uow: UnitOfWork, customer_id: str, bills: Sequence[BillView], amount_fen: int
    ) -> OfferView:
        now = self._clock.now()
        loan = await uow.loans.get(bills[0].loan_id)
        assert loan is not None
        shares = _shares(bills, amount_fen, load_contract(loan.contract).lender.allocation)
        offer = t.RepaymentOffer(
            id=new_id(),
            customer_id=customer_id,
            loan_id=loan.id,
            loan_version=loan.version,
            business_day=business_day(now),
            amount_fen=amount_fen,
            shares=dump_shares(shares),
            created_at=now,
        )
        uow.add(offer)
        view = OfferView(offer.id, loan.id, amount_fen, paid_bills(bills, shares))
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
            try:
                status = (await self._resolve(payment_id, is_new=False)).value
            except Exception:  # one that cannot be looked up does not keep the others waiting
                logger.exception("payment %s could not be looked up", payment_id)
                status = "failed"
            counts[status] = counts.get(status, 0) + 1
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
            await self._check_still_offered(uow, offer)
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

    async def _check_still_offered(self, uow: UnitOfWork, offer: t.RepaymentOffer) -> None:
        """The loan is untouched since, and today the amount still falls as it was shown."""
        loan = await uow.loans.lock(offer.loan_id)
        assert loan is not None
        bills = await self._open_bills(uow, offer.loan_id)
        if loan.version != offer.loan_version or not bills:
            raise Stale()
        _require_same(bills, offer, load_contract(loan.contract).lender.allocation)


def _require_same(bills: Sequence[BillView], offer: t.RepaymentOffer, terms: AllocationTerms) -> None:
    try:
        shares = _shares(bills, offer.amount_fen, terms)
    except AmountTooLarge:
        raise Stale() from None
    if dump_shares(shares) != offer.shares:
        raise Stale()


def _shares(bills: Sequence[BillView], amount_fen: int, terms: AllocationTerms) -> tuple[Share, ...]:
    """How the amount falls. Above what is due it pays the bills to come, where the lender takes that."""
    due = [bill for bill in bills if bill.state is not BillState.UPCOMING] or list(bills[:1])
    reach = bills if terms.surplus is SurplusRule.NEXT else due
    allocation = allocate(amount_fen, [_owed(bill) for bill in reach], terms)
    if allocation.surplus_fen:
        raise AmountTooLarge(limit=amount_fen - allocation.surplus_fen)
    return allocation.shares


def _owed(bill: BillView) -> InstallmentOwed:
    left = bill.left
    return InstallmentOwed(
        bill.no, left.principal_fen, left.interest_fen, left.fee_fen, left.penalty_fen, bill.days_late
    )
