"""Repaying: what was quoted is confirmed once, charged outside any transaction, and posted once.

The way of a payment: one transaction stores it PENDING under our id; the gateway is asked with that id as its
idempotency key; a second transaction posts or voids. Where the customer pays at the gateway it is WAITING in between. No
clear answer means UNKNOWN, and the sweep asks again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from domain import tables as t
from domain.cases.casebook import open_case
from domain.cases.types import CaseKind
from domain.dates import business_day
from domain.errors import DomainError, NotFound, Stale
from domain.ids import new_id
from domain.loans.errors import PaymentInFlight
from domain.payments.errors import PaidTooLate, PaymentDeclined, PaymentUncertain
from domain.payments.gateway_desk import APPROVED_FOR, GatewayDesk, in_flight
from domain.payments.gateways import GatewayRegistry
from domain.payments.outcome import apply_gateway_result, is_closed, still_fits
from domain.payments.pending import code_for_another, is_over, payable_until, read_awaited
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.payments.posting import receipt_of
from domain.payments.purchase_receipt import purchase_receipt_of
from domain.payments.results import CodeForAnother, DebitAttempt, PaymentAwaited, PurchaseReceipt, Receipt
from domain.payments.snapshots import Paid, PaymentOnLoan, PaymentOnPurchase, PaymentState
from domain.ports import Clock
from domain.purchases.errors import PurchaseDeclined
from domain.quotes.validity import require_current
from domain.unit_of_work import Conflict, Store, UnitOfWork

logger = logging.getLogger(__name__)
UNRESOLVED_AFTER = timedelta(minutes=1)
SWEEP_SIZE = 200

Answer = Receipt | PaymentAwaited


class _CalledOff(Exception):
    """A gateway says that a payment is paid which was called off."""

    def __init__(self, payment: PaymentState) -> None:
        super().__init__(payment.id)
        self.payment = payment


class PaymentService:
    def __init__(self, store: Store, clock: Clock, gateways: GatewayRegistry) -> None:
        self._store = store
        self._clock = clock
        self._gateways = gateways
        self._desk = GatewayDesk(store, clock, gateways)

    def payment_methods(self, amount_fen: int) -> tuple[str, ...]:
        """Return the gateways that take so much at a time, the first is the usual one."""
        return tuple(self._gateways.for_amount(amount_fen))

    # What the customer does

    async def confirm_quote(
        self, customer_id: str, quote_id: str, payment_method: str | None = None
    ) -> Answer:
        """Pay what the quote showed, by the named gateway. However often it is confirmed, it is charged once and answers
        the same. Raises `Stale`, `NoPaymentMethod`, `PaymentInFlight`, `PaymentDeclined`, `PaymentUncertain`."""
        payment, is_new = await self._recorded(customer_id, quote_id, payment_method)
        result = None if is_closed(payment) else await self._desk.asked(payment, is_new=is_new)
        return await self._finish(payment.id, result)

    async def has_begun(self, customer_id: str, quote_id: str) -> bool:
        """Return whether a payment was begun of the quote, whatever became of it."""
        async with self._store.read() as uow:
            payment = await uow.payments.by_quote(quote_id)
        return payment is not None and payment.customer_id == customer_id

    async def check_payment(self, customer_id: str, payment_id: str) -> Answer:
        """Ask the gateway and return how the payment stands."""
        payment = await self._own(customer_id, payment_id)
        result = None if is_closed(payment) else await self._desk.looked_up(payment)
        return await self._finish(payment.id, result)

    async def awaited(self, customer_id: str, payment_id: str) -> Answer:
        """Return how the payment stands in the books, without asking anybody. Raises as `confirm_quote`."""
        await self._own(customer_id, payment_id)
        return await self._finish(payment_id, None)

    async def for_another(self, payment_id: str) -> CodeForAnother | None:
        """Return what whoever was handed this id can pay with; None where there is nothing to pay any more. The id is the
        secret of the link: nobody can guess it.
        """
        async with self._store.read() as uow:
            payment = await uow.payments.find(payment_id)
        return None if payment is None else code_for_another(payment, self._clock.now())

    async def in_flight(self, customer_id: str, loan_id: str) -> PaymentAwaited | None:
        """Return the payment of the loan that has no outcome yet."""
        async with self._store.read() as uow:
            payment = await uow.payments.in_flight(loan_id)
            if payment is None or payment.customer_id != customer_id:
                return None
            return await read_awaited(uow, payment)

    async def cancel(self, customer_id: str, payment_id: str) -> Answer | None:
        """Call off a payment that waits for the customer; None where it is called off, the receipt where it was too late.

        Raises `PaymentInFlight` where the money may be on its way, `PaymentUncertain`.
        """
        payment = await self._own(customer_id, payment_id)
        if payment.status == t.PaymentStatus.VOID:
            return None
        result = None if is_closed(payment) else await self._desk.called_off(payment)
        try:
            return await self._finish(payment_id, result)
        except PaymentDeclined:
            return None

    async def report(self, customer_id: str, payment_id: str) -> Answer:
        """Record that the customer says that it is paid on the lender's page: it waits for the lender's word from
        then on.
        """
        await self._own(customer_id, payment_id)
        now = self._clock.now()
        async with self._store.write() as uow:
            paid = await _locked(uow, payment_id)
            if not is_closed(paid.payment) and paid.payment.reported_at is None:
                paid.payment.reported_at, paid.payment.expires_at = now, None
                await uow.payments.write(paid.payment)
                await open_case(
                    uow,
                    customer_id,
                    CaseKind.PAID_ELSEWHERE,
                    now,
                    loan_id=paid.payment.loan_id,
                    payment_id=payment_id,
                    amount_fen=paid.payment.amount_fen,
                )
            await uow.commit()
        return await self._finish(payment_id, None)

    # What a gateway says by itself

    async def approve(self, customer_id: str, payment_id: str, amount_fen: int) -> None:
        """Let the gateway charge the customer now. Raises `NotFound`, `Stale` where the amount is not the live one,
        `PaymentInFlight` where another attempt of the same payment may be on its way; for goods at once
        `PurchaseDeclined` and `PurchaseInFlight`.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            paid = await uow.payments.lock(payment_id)
            if paid is None or paid.payment.customer_id != customer_id:
                raise NotFound()
            payment = paid.payment
            if is_closed(payment) or payment.amount_fen != amount_fen or is_over(payment, now):
                raise _over(payment)
            if payment.approved_at is not None and now < payment.approved_at + APPROVED_FOR:
                raise in_flight(payment)
            if not _may_be_charged(paid):
                raise _over(payment)
            payment.approved_at = now
            payment.expires_at = max(payment.expires_at or now, now + APPROVED_FOR)
            if isinstance(paid, PaymentOnPurchase):
                paid.purchase.held_until = payment.expires_at
            await uow.payments.write(payment)
            await uow.commit()

    async def handle_webhook(
        self, gateway: str, payment_id: str, result: ChargeResult
    ) -> Receipt | PurchaseReceipt | None:
        """Take what a gateway says by itself of a payment, known to be its word: late, doubled, out of order, it is
        posted once, and the customer is told. The receipt where the payment is posted.

        That one which was called off is paid may be overtaken, the money being on its way back: the gateway is asked, and
        only what it says then is believed. Raises `PaymentUncertain` where it says nothing clear: to be said again.
        """
        try:
            return await self._taken_in(gateway, payment_id, result)
        except _CalledOff as doubted:
            payment = doubted.payment
        confirmed = await self._desk.confirmed(payment)
        if confirmed.status is ChargeStatus.DECLINED:
            logger.info("payment %s was called off, and what was paid of it is back", payment_id)
            return None
        if confirmed.status is not ChargeStatus.SUCCEEDED:
            raise PaymentUncertain(amount=payment.amount_fen)
        receipt = await self._taken_in(gateway, payment_id, confirmed, is_sure=True)
        if result.reference in (None, confirmed.reference):
            return receipt
        return await self._taken_in(gateway, payment_id, result, is_sure=True)  # paid twice at the gateway

    async def handle_charge(
        self, gateway: str, payment_id: str, result: ChargeResult
    ) -> Receipt | PurchaseReceipt | None:
        """Take a charge that was made, from a gateway that cannot be asked: posted once, also of what was called off. The
        caller shows the receipt to the customer.
        """
        return await self._taken_in(gateway, payment_id, result, is_sure=True, notify=False)

    async def _taken_in(
        self,
        gateway: str,
        payment_id: str,
        result: ChargeResult,
        *,
        is_sure: bool = False,
        notify: bool = True,
    ) -> Receipt | PurchaseReceipt | None:
        """Write it down. Raises `_CalledOff` where that is not `is_sure` and may be overtaken."""
        try:
            async with self._store.write() as uow:
                paid = await uow.payments.lock(payment_id)
                if paid is None or paid.payment.gateway != gateway:
                    logger.warning("%s speaks of a payment that is not of it; ignored", gateway)
                    return None
                is_void = paid.payment.status == t.PaymentStatus.VOID
                if is_void and result.status is ChargeStatus.SUCCEEDED and not is_sure:
                    raise _CalledOff(paid.payment)
                paid = await apply_gateway_result(uow, paid, result, self._clock.now(), notify=notify)
                bought = None
                if isinstance(paid, PaymentOnPurchase):
                    bought = await purchase_receipt_of(uow, paid)
                await uow.commit()
        except Conflict:
            logger.error("%s speaks of payment %s by another one's reference; ignored", gateway, payment_id)
            return None
        return await self._receipt(paid) if isinstance(paid, PaymentOnLoan) else bought

    # Automatic debit

    async def debit(
        self, customer_id: str, quote_id: str, card_token: str, payment_method: str
    ) -> DebitAttempt:
        """Take what the quote says from a bound card, once per quote. Raises `Stale`, `PaymentInFlight`,
        `NoPaymentMethod`.
        """
        payment, is_new = await self._recorded(customer_id, quote_id, payment_method, t.PaymentPurpose.DEBIT)
        result = None
        if not is_closed(payment):
            result = await self._desk.asked(payment, is_new=is_new, card_token=card_token)
        async with self._store.write() as uow:
            paid = await _locked(uow, payment.id)
            closed = (await apply_gateway_result(uow, paid, result, self._clock.now(), notify=is_new)).payment
            await uow.commit()
        return DebitAttempt(
            payment_id=closed.id,
            status=closed.status,
            reason=closed.void_reason,
            available_fen=result.available_fen if result else None,
        )

    # The sweeps

    async def reconcile(self, now: datetime) -> dict[str, int]:
        """Payments without an outcome are looked up at the gateway and posted or voided; what nobody paid in time is
        called off."""
        async with self._store.read() as uow:
            open_ids = await uow.payments.unresolved(now - UNRESOLVED_AFTER, SWEEP_SIZE)
        counts = {"posted": 0, "void": 0, "unknown": 0}
        for payment_id in open_ids:
            status = await self._resolved(payment_id)
            counts[status] = counts.get(status, 0) + 1
        return counts

    async def reconcile_due(self, _: datetime) -> datetime | None:
        """Return from when on `reconcile` has something to do."""
        async with self._store.read() as uow:
            oldest = await uow.payments.oldest_unresolved()
        return oldest + UNRESOLVED_AFTER if oldest else None

    async def follow(self, now: datetime) -> dict[str, int]:
        """Do as `reconcile` for those that wait for the customer or the bank: to be asked about every few seconds."""
        async with self._store.read() as uow:
            open_ids = await uow.payments.waiting(SWEEP_SIZE)
        counts: dict[str, int] = {}
        for payment_id in open_ids:
            status = await self._resolved(payment_id)
            if status != t.PaymentStatus.WAITING:
                counts[status] = counts.get(status, 0) + 1
        return counts

    async def _resolved(self, payment_id: str) -> str:
        """Bring the payment to an outcome, if the gateway knows one. Safe to call at any time, from anywhere."""
        try:
            async with self._store.read() as uow:
                payment = await uow.payments.find(payment_id)
                assert payment is not None
            if is_closed(payment):
                return payment.status
            result = await self._desk.looked_up(payment)
            async with self._store.write() as uow:
                paid = await uow.payments.lock(payment_id)
                assert paid is not None
                paid = await apply_gateway_result(uow, paid, result, self._clock.now(), notify=True)
                await uow.commit()
            return paid.payment.status
        except Exception:  # one that cannot be looked up does not keep the others waiting
            logger.exception("payment %s could not be looked up", payment_id)
            return "failed"

    # In the books

    async def _recorded(
        self,
        customer_id: str,
        quote_id: str,
        payment_method: str | None,
        purpose: t.PaymentPurpose = t.PaymentPurpose.CUSTOMER,
    ) -> tuple[PaymentState, bool]:
        """Return the payment of this quote, stored before anybody is asked for money, and whether it is new."""
        try:
            return await self._record(customer_id, quote_id, payment_method, purpose), True
        except (Conflict, DomainError) as error:
            # Where the same tap came before, its payment is what stands in the way.
            async with self._store.read() as uow:
                known = await uow.payments.by_quote(quote_id)
            if known is not None and known.customer_id == customer_id:
                return known, False
            if isinstance(error, Conflict):  # the same loan is being paid through another screen
                raise PaymentInFlight() from None
            raise

    async def _record(
        self,
        customer_id: str,
        quote_id: str,
        payment_method: str | None = None,
        purpose: t.PaymentPurpose = t.PaymentPurpose.CUSTOMER,
    ) -> PaymentState:
        """Store a new payment. Raises `Conflict` where the quote has one, or the loan one without an outcome."""
        now = self._clock.now()
        async with self._store.write() as uow:
            quoted = await uow.quotes.lock(quote_id)
            if quoted is None or quoted.quote.customer_id != customer_id:
                raise NotFound()
            await require_current(uow, quoted, now)
            quote = quoted.quote
            gateway = self._gateways.chosen(payment_method, quote.amount_fen)
            payment = PaymentState(
                id=new_id(),
                quote_id=quote.id,
                customer_id=customer_id,
                loan_id=quote.loan_id,
                amount_fen=quote.amount_fen,
                status=t.PaymentStatus.PENDING,
                purpose=purpose,
                gateway=gateway.name,
                expires_at=payable_until(quoted, now) if gateway.customer_acts else None,
                created_at=now,
            )
            await uow.payments.record(payment)
            await uow.commit()
            return payment

    async def _own(self, customer_id: str, payment_id: str) -> PaymentState:
        async with self._store.read() as uow:
            payment = await uow.payments.find(payment_id)
        if payment is None or payment.customer_id != customer_id or payment.loan_id is None:
            raise NotFound()
        return payment

    async def _finish(self, payment_id: str, result: ChargeResult | None) -> Answer:
        """Close the payment by what the gateway said, if it was asked, and answer the customer."""
        awaited = None
        async with self._store.write() as uow:
            locked = await _locked(uow, payment_id)
            if is_closed(locked.payment):  # by a sweep; what it wanted to tell is answered here
                await uow.outbox.cancel(locked.payment.customer_id, payment_id)
            paid = await apply_gateway_result(uow, locked, result, self._clock.now(), notify=False)
            assert isinstance(paid, PaymentOnLoan)
            payment = paid.payment
            if payment.status == t.PaymentStatus.WAITING:
                awaited = await read_awaited(uow, payment)
            await uow.commit()
        answer = await self._receipt(paid) or awaited
        if answer is not None:
            return answer
        match payment.status:
            case t.PaymentStatus.VOID:
                raise PaymentDeclined(reason=payment.void_reason, amount=payment.amount_fen)
            case t.PaymentStatus.CREDITED:
                raise PaidTooLate(amount=payment.received_fen)
        raise PaymentUncertain(amount=payment.amount_fen)

    async def _receipt(self, paid: PaymentOnLoan) -> Receipt | None:
        if paid.payment.status != t.PaymentStatus.POSTED:
            return None
        async with self._store.read() as uow:
            return await receipt_of(uow, paid, business_day(self._clock.now()))


async def _locked(uow: UnitOfWork, payment_id: str) -> PaymentOnLoan:
    """Return a payment that is of a loan, locked."""
    paid = await uow.payments.lock(payment_id)
    assert isinstance(paid, PaymentOnLoan)
    return paid


def _over(payment: PaymentState) -> DomainError:
    return Stale() if payment.loan_id else PurchaseDeclined(amount=payment.amount_fen)


def _may_be_charged(paid: Paid) -> bool:
    """Return whether what is charged now does what was shown."""
    if isinstance(paid, PaymentOnLoan):
        return still_fits(paid)
    return paid.purchase.status == t.PurchaseStatus.OPEN and paid.purchase.held_until is not None
