"""Asking a gateway about a payment that was stored before, outside any transaction: charging, looking up, calling off."""

from __future__ import annotations

from datetime import timedelta

from domain import tables as t
from domain.errors import Refused
from domain.loans.errors import PaymentInFlight
from domain.payments.gateways import GatewayRegistry
from domain.payments.pending import charge_of, is_over
from domain.payments.ports import Charge, ChargeResult, ChargeStatus
from domain.payments.snapshots import PaymentState
from domain.ports import Clock
from domain.purchases.errors import PurchaseInFlight
from domain.unit_of_work import Store

# How long after a gateway was told that it may charge the customer, the answer can be on its way.
APPROVED_FOR = timedelta(minutes=10)


class GatewayDesk:
    def __init__(self, store: Store, clock: Clock, gateways: GatewayRegistry) -> None:
        self._store = store
        self._clock = clock
        self._gateways = gateways

    async def asked(
        self, payment: PaymentState, *, is_new: bool, card_token: str | None = None
    ) -> ChargeResult:
        """Ask the gateway and return what it says; only what it never saw is charged."""
        gateway = self._gateways.find(payment.gateway)
        if gateway is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if not is_new:
            result = await gateway.query(payment.id)
            opened = result.status is ChargeStatus.WAITING and payment.action is not None
            if opened or result.status not in (ChargeStatus.NOT_FOUND, ChargeStatus.WAITING):
                return result
        result = await gateway.start(await self._charge(payment, card_token, acting=gateway.customer_acts))
        if gateway.customer_acts and result.status is ChargeStatus.UNKNOWN:
            return ChargeResult(
                ChargeStatus.WAITING
            )  # nothing is taken by opening it; it can be opened again
        return result

    async def looked_up(self, payment: PaymentState) -> ChargeResult:
        """Look up what became of the payment. What the customer confirmed and the gateway never saw is charged now,
        unless the customer pays there. What was to be debited, or to pay for goods at once, is called off then: nobody
        waits for it.
        """
        now = self._clock.now()
        gateway = self._gateways.find(payment.gateway)
        if gateway is None:
            return ChargeResult(ChargeStatus.UNKNOWN)
        if is_over(payment, now):
            return await gateway.cancel(payment.id)
        result = await gateway.query(payment.id)
        if result.status is not ChargeStatus.NOT_FOUND:
            return result
        if gateway.customer_acts and payment.purpose != t.PaymentPurpose.DEBIT:
            return ChargeResult(ChargeStatus.WAITING)
        if payment.purpose == t.PaymentPurpose.DEBIT or payment.purchase_id is not None:
            return await gateway.cancel(payment.id)
        return await gateway.start(await self._charge(payment, None, acting=False))

    async def confirmed(self, payment: PaymentState) -> ChargeResult:
        """Ask what became of a payment that was called off, when somebody says that it is paid."""
        gateway = self._gateways.find(payment.gateway)
        return ChargeResult(ChargeStatus.UNKNOWN) if gateway is None else await gateway.query(payment.id)

    async def called_off(self, payment: PaymentState) -> ChargeResult:
        """Call the payment off. Raises `PaymentInFlight`, or `PurchaseInFlight`, where the money may be on its way."""
        now = self._clock.now()
        approved = payment.approved_at is not None and now < payment.approved_at + APPROVED_FOR
        gateway = self._gateways.find(payment.gateway)
        if approved or payment.reported_at is not None or gateway is None:
            raise in_flight(payment)
        return await gateway.cancel(payment.id)

    async def _charge(self, payment: PaymentState, card_token: str | None, *, acting: bool) -> Charge:
        if not acting:
            subject = payment.loan_id or payment.purchase_id or ""
            return Charge(payment.id, payment.amount_fen, subject=subject, card_token=card_token)
        async with self._store.read() as uow:
            return await charge_of(uow, payment)


def in_flight(payment: PaymentState) -> Refused:
    """Return the refusal of anything else as long as this payment has no outcome."""
    if payment.loan_id is None:
        return PurchaseInFlight(payment_id=payment.id)
    return PaymentInFlight(loan_id=payment.loan_id)
