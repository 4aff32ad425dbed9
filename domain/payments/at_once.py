"""Paying for goods at once (一次付清): confirmed once, charged outside any transaction, an order when the money is there.

The way of a repayment: one transaction takes the pieces out of the stock and stores the payment PENDING under our id; the
gateway is asked with that id as its idempotency key; a second transaction places the order, or lets the pieces go. What
comes later (a gateway's own word, the sweeps) comes by `PaymentService`, as for any payment.
"""

from __future__ import annotations

from domain import tables as t
from domain.catalog.errors import CheckoutCancelled
from domain.catalog.goods import at_once_fen, require_as_shown
from domain.customers.service import require_not_frozen
from domain.errors import DomainError, NotFound, Stale
from domain.ids import new_id
from domain.payments.gateway_desk import GatewayDesk, in_flight
from domain.payments.gateways import GatewayRegistry
from domain.payments.outcome import apply_gateway_result, is_closed
from domain.payments.pending import read_purchase_awaited
from domain.payments.ports import ChargeResult, PaymentGateway
from domain.payments.purchase_receipt import purchase_receipt_of
from domain.payments.results import PurchaseAwaited, PurchaseReceipt
from domain.payments.snapshots import PaymentOnPurchase, PaymentState
from domain.ports import Clock
from domain.purchases.errors import NotPayableAtOnce, PaidForNothing, PurchaseDeclined, PurchaseUncertain
from domain.purchases.sale import hold
from domain.purchases.service import own_purchase
from domain.unit_of_work import Conflict, Store, UnitOfWork

PurchaseAnswer = PurchaseReceipt | PurchaseAwaited


class PurchasePaymentService:
    def __init__(self, store: Store, clock: Clock, gateways: GatewayRegistry) -> None:
        self._store = store
        self._clock = clock
        self._gateways = gateways
        self._desk = GatewayDesk(store, clock, gateways)

    def payment_methods(self, amount_fen: int) -> tuple[str, ...]:
        """Return the gateways by which so much can be paid for goods, the usual one first."""
        return tuple(self._gateways.for_goods(amount_fen))

    # What the customer does

    async def pay(
        self, customer_id: str, purchase_id: str, payment_method: str | None = None
    ) -> PurchaseAnswer:
        """Pay what the confirmation showed. However often it is confirmed, it is charged once and answers the same.

        Raises `Stale`, `AccountFrozen`, `NotPayableAtOnce`, `PurchaseInFlight` where another purchase is being paid,
        `CheckoutCancelled` where the goods are not to be had as they were shown, `PurchaseDeclined`, `PurchaseUncertain`,
        `PaidForNothing`.
        """
        payment, is_new = await self._recorded(customer_id, purchase_id, payment_method)
        result = None if is_closed(payment) else await self._desk.asked(payment, is_new=is_new)
        return await self._finish(payment.id, result)

    async def has_begun(self, customer_id: str, purchase_id: str) -> bool:
        """Return whether a payment was begun of the purchase, whatever became of it."""
        async with self._store.read() as uow:
            payment = await uow.payments.by_purchase(purchase_id)
        return payment is not None and payment.customer_id == customer_id

    async def check(self, customer_id: str, payment_id: str) -> PurchaseAnswer:
        """Ask the gateway and return how the payment stands. Raises as `pay`."""
        payment = await self._own(customer_id, payment_id)
        result = None if is_closed(payment) else await self._desk.looked_up(payment)
        return await self._finish(payment.id, result)

    async def awaited(self, customer_id: str, payment_id: str) -> PurchaseAnswer:
        """Return how the payment stands in the books, without asking anybody. Raises as `pay`."""
        payment = await self._own(customer_id, payment_id)
        return await self._finish(payment.id, None)

    async def cancel(self, customer_id: str, payment_id: str) -> PurchaseAnswer | None:
        """Call the payment off and give the purchase up; None where that is done, the receipt where it was too late.

        Raises `PurchaseInFlight` where the money may be on its way, `PurchaseUncertain`.
        """
        payment = await self._own(customer_id, payment_id)
        result = None if is_closed(payment) else await self._desk.called_off(payment)
        try:
            return await self._finish(payment_id, result, give_up=True)
        except PurchaseDeclined:
            return None

    # In the books

    async def _recorded(
        self, customer_id: str, purchase_id: str, payment_method: str | None
    ) -> tuple[PaymentState, bool]:
        """Return the payment of this purchase, stored before anybody is asked for money, and whether it is new."""
        try:
            return await self._record(customer_id, purchase_id, payment_method), True
        except (Conflict, DomainError) as error:
            # Where the same tap came before, its payment is what stands in the way.
            async with self._store.read() as uow:
                known = await uow.payments.by_purchase(purchase_id)
                other = await uow.payments.purchase_in_flight(customer_id)
            if known is not None and known.customer_id == customer_id:
                return known, False
            if isinstance(error, CheckoutCancelled):
                await self._give_up(
                    purchase_id
                )  # in a transaction of its own: what the first one took is undone
            if isinstance(error, Conflict):
                raise Stale() if other is None else in_flight(other) from None
            raise

    async def _record(self, customer_id: str, purchase_id: str, payment_method: str | None) -> PaymentState:
        """Store a new payment and hold the pieces. Raises `Conflict` where the purchase has one, or the customer another
        without an outcome.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            await uow.purchases.lock_open(customer_id)
            purchase = await own_purchase(uow, customer_id, purchase_id)
            if purchase.status != t.PurchaseStatus.OPEN:
                raise Stale()
            if await uow.payments.by_purchase(purchase_id) is not None:
                raise Conflict()
            await require_not_frozen(uow, customer_id)
            if (other := await uow.payments.purchase_in_flight(customer_id)) is not None:
                raise in_flight(other)
            gateway = self._chosen(payment_method, purchase.total_fen)
            await require_as_shown(uow, purchase.lines, from_cart=purchase.from_cart, price=at_once_fen)
            await uow.purchases.give_up_others(customer_id, but=purchase.id)
            await hold(uow, purchase, now)
            payment = PaymentState(
                id=new_id(),
                quote_id=None,
                customer_id=customer_id,
                loan_id=None,
                purchase_id=purchase.id,
                amount_fen=purchase.total_fen,
                status=t.PaymentStatus.PENDING,
                purpose=t.PaymentPurpose.CUSTOMER,
                gateway=gateway.name,
                expires_at=purchase.held_until if gateway.customer_acts else None,
                created_at=now,
            )
            await uow.payments.record(payment)
            await uow.commit()
            return payment

    def _chosen(self, name: str | None, amount_fen: int) -> PaymentGateway:
        names = self.payment_methods(amount_fen)
        gateway = self._gateways.find(name or names[0]) if names else None
        if gateway is None or gateway.name not in names:
            raise NotPayableAtOnce(amount=amount_fen)
        return gateway

    async def _give_up(self, purchase_id: str) -> None:
        async with self._store.write() as uow:
            purchase = await uow.purchases.lock(purchase_id)
            is_open = purchase is not None and purchase.status == t.PurchaseStatus.OPEN
            # Another tap may have begun to pay meanwhile.
            if purchase is not None and is_open and await uow.payments.by_purchase(purchase_id) is None:
                purchase.status = t.PurchaseStatus.GIVEN_UP
                await uow.commit()

    async def _own(self, customer_id: str, payment_id: str) -> PaymentState:
        async with self._store.read() as uow:
            payment = await uow.payments.find(payment_id)
        if payment is None or payment.customer_id != customer_id or payment.purchase_id is None:
            raise NotFound()
        return payment

    async def _finish(
        self, payment_id: str, result: ChargeResult | None, *, give_up: bool = False
    ) -> PurchaseAnswer:
        """Close the payment by what the gateway said, if it was asked, and answer the customer."""
        async with self._store.write() as uow:
            paid = await uow.payments.lock(payment_id)
            assert paid is not None
            locked = await apply_gateway_result(uow, paid, result, self._clock.now(), notify=False)
            assert isinstance(locked, PaymentOnPurchase)
            payment, purchase = locked.payment, locked.purchase
            if give_up and payment.status == t.PaymentStatus.VOID:
                purchase.status = t.PurchaseStatus.GIVEN_UP
            if is_closed(payment):  # what a sweep wanted to tell is answered here
                await uow.flush()
                await uow.outbox.cancel(payment.customer_id, payment_id)
            answer = await _answer(uow, locked)
            await uow.commit()
        if answer is not None:
            return answer
        match payment.status:
            case t.PaymentStatus.VOID:
                raise PurchaseDeclined(amount=payment.amount_fen, purchase_id=purchase.id)
            case t.PaymentStatus.CREDITED:
                raise PaidForNothing(amount=payment.received_fen or 0)
        raise PurchaseUncertain(amount=payment.amount_fen, payment_id=payment.id)


async def _answer(uow: UnitOfWork, paid: PaymentOnPurchase) -> PurchaseAnswer | None:
    if paid.payment.status == t.PaymentStatus.WAITING:
        return await read_purchase_awaited(uow, paid.payment)
    return await purchase_receipt_of(uow, paid)
