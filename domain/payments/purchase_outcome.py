"""What a gateway says of a payment for goods at once (一次付清): an order, money on its way back, or nothing."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.dates import business_day
from domain.ids import new_id
from domain.loans.ledger import Account, Cause, Posting, post_to
from domain.loans.snapshots import Book
from domain.outbox.results import NoticeKind
from domain.payments.ports import ChargeResult
from domain.payments.snapshots import PaymentOnPurchase, PaymentState
from domain.purchases.sale import let_go, new_refund, place_order
from domain.unit_of_work import UnitOfWork

NOTHING_BOUGHT = "money_for_no_goods"  # the rule of the entries of money that goes back


async def purchase_paid(
    uow: UnitOfWork, paid: PaymentOnPurchase, result: ChargeResult, now: datetime, *, notify: bool
) -> PaymentOnPurchase:
    """Take the money of a locked payment that came: for the goods where they are there, as the customer's own else. It
    goes back by itself then, and the customer is told. Answers the payment the money is in.
    """
    payment, purchase = paid.payment, paid.purchase
    received_fen = payment.amount_fen if result.paid_fen is None else result.paid_fen
    if payment.status in (t.PaymentStatus.POSTED, t.PaymentStatus.CREDITED):
        if result.reference in (None, payment.gateway_reference):
            return paid
        known = await uow.payments.by_reference(payment.gateway, str(result.reference))
        if known is not None:
            return PaymentOnPurchase(known, purchase) if known.purchase_id == purchase.id else paid
        payment = _beside(payment, received_fen, now)  # paid twice at the gateway
        await uow.payments.record(payment)
        await _send_back(uow, PaymentOnPurchase(payment, purchase), result, received_fen, now)
        return PaymentOnPurchase(payment, purchase)
    payment.gateway_reference, payment.closed_at = result.reference, now
    if received_fen == payment.amount_fen and await place_order(uow, purchase, payment.id, now) is not None:
        payment.status = t.PaymentStatus.POSTED
        await uow.payments.write(payment)
        if notify:
            await _notify(uow, payment, now)
        return paid
    await let_go(uow, purchase)
    purchase.status = t.PurchaseStatus.GIVEN_UP
    await _send_back(uow, paid, result, received_fen, now)
    return paid


async def purchase_not_paid(uow: UnitOfWork, paid: PaymentOnPurchase, now: datetime, *, notify: bool) -> None:
    """Let the pieces go that were held for it. Should the money come all the same, it is taken if they are there, unless
    the customer gave the purchase up.
    """
    await let_go(uow, paid.purchase)
    if notify:
        await _notify(uow, paid.payment, now)


async def _send_back(
    uow: UnitOfWork, paid: PaymentOnPurchase, result: ChargeResult, received_fen: int, now: datetime
) -> None:
    payment, purchase = paid.payment, paid.purchase
    payment.status, payment.closed_at = t.PaymentStatus.CREDITED, now
    payment.gateway_reference, payment.received_fen = result.reference, received_fen
    await uow.payments.write(payment)
    if received_fen:
        postings = [Posting(Account.CASH, Account.CUSTOMER_CREDIT, received_fen)]
        cause = Cause(NOTHING_BOUGHT, payment_id=payment.id)
        await post_to(uow, Book(purchase_id=purchase.id), postings, cause, now)
        uow.add(new_refund(purchase, payment.id, received_fen, now))
    await _notify(uow, payment, now)


def _beside(payment: PaymentState, received_fen: int, now: datetime) -> PaymentState:
    return PaymentState(
        id=new_id(),
        quote_id=None,
        customer_id=payment.customer_id,
        loan_id=None,
        purchase_id=payment.purchase_id,
        amount_fen=received_fen,
        status=t.PaymentStatus.CREDITED,
        purpose=payment.purpose,
        gateway=payment.gateway,
        created_at=now,
    )


async def _notify(uow: UnitOfWork, payment: PaymentState, now: datetime) -> None:
    await uow.outbox.enqueue(payment.customer_id, NoticeKind.PURCHASE, business_day(now), payment.id, now)
