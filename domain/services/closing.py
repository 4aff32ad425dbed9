"""What a gateway says of a payment becomes what the books say: posted, void, or the customer's own money; each once."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.dates import business_day
from domain.ids import new_id
from domain.ports import ChargeResult, ChargeStatus, UnitOfWork
from domain.results import NoticeKind
from domain.services.bookkeeping import Account, Posting, post
from domain.services.posting import post_payment

UNASKED = "money_beside_a_bill"  # the rule of the entries of credited money
_CLOSED = (t.PaymentStatus.POSTED, t.PaymentStatus.VOID, t.PaymentStatus.CREDITED)


def is_closed(payment: t.Payment) -> bool:
    return payment.status in _CLOSED


async def close(
    uow: UnitOfWork, payment: t.Payment, result: ChargeResult | None, now: datetime, *, tell: bool
) -> t.Payment:
    """Write down what the gateway says, in whatever order and however often it says it. The payment row is locked.

    `tell`: nobody is waiting for the answer, so the customer is told with a notice. Answers the payment the money is in.
    """
    if result is None:
        return payment
    if result.status is ChargeStatus.SUCCEEDED:
        return await _paid(uow, payment, result, now, tell=tell)
    if is_closed(payment):
        return payment  # an old word; what is in the books stands
    match result.status:
        case ChargeStatus.DECLINED:
            # The customer was told that it is looked up, or that the lender is asked.
            was_promised = payment.status == t.PaymentStatus.UNKNOWN or payment.reported_at is not None
            payment.status, payment.closed_at = t.PaymentStatus.VOID, now
            payment.void_reason = result.reason
            if tell and was_promised and payment.purpose == t.PaymentPurpose.CUSTOMER:
                await _tell(uow, payment, NoticeKind.PAYMENT, now)
        case ChargeStatus.WAITING:
            payment.status = t.PaymentStatus.WAITING
            if result.action is not None:
                payment.action = {"kind": str(result.action.kind), "content": result.action.content}
        case _ if payment.status != t.PaymentStatus.WAITING:
            payment.status = t.PaymentStatus.UNKNOWN
    return payment


async def _paid(
    uow: UnitOfWork, payment: t.Payment, result: ChargeResult, now: datetime, *, tell: bool
) -> t.Payment:
    received_fen = payment.amount_fen if result.paid_fen is None else result.paid_fen
    if payment.status in (t.PaymentStatus.POSTED, t.PaymentStatus.CREDITED):
        if result.reference in (None, payment.gateway_reference):
            return payment
        known = await uow.payments.by_reference(payment.gateway, str(result.reference))
        if known is not None:
            return known
        payment = _beside(payment, received_fen, now)  # paid twice at the gateway
        await _credit(uow, payment, result, received_fen, now)
        return payment
    if received_fen == payment.amount_fen and await still_fits(uow, payment):
        await post_payment(uow, payment, result.reference, now)
        if tell:
            await _tell(uow, payment, NoticeKind.PAYMENT, now)
    else:
        await _credit(uow, payment, result, received_fen, now)
    return payment


async def still_fits(uow: UnitOfWork, payment: t.Payment) -> bool:
    """Whether the loan is as it was when the payment was offered, so that it does what was shown."""
    if payment.offer_id is None:
        return False
    loan, offer = await uow.loans.lock(payment.loan_id), await uow.payments.offer(payment.offer_id)
    assert loan is not None
    assert offer is not None
    return loan.version == offer.loan_version


def _beside(payment: t.Payment, received_fen: int, now: datetime) -> t.Payment:
    return t.Payment(
        id=new_id(),
        offer_id=None,
        customer_id=payment.customer_id,
        loan_id=payment.loan_id,
        amount_fen=received_fen,
        status=t.PaymentStatus.CREDITED,
        purpose=payment.purpose,
        gateway=payment.gateway,
        created_at=now,
    )


async def _credit(
    uow: UnitOfWork, payment: t.Payment, result: ChargeResult, received_fen: int, now: datetime
) -> None:
    """The money is there and pays nothing: it is the customer's, who is told, and it can go back."""
    # Before anything is written: who holds the loan could wait for what is written here.
    await uow.loans.lock(payment.loan_id)
    uow.add(payment)
    payment.gateway_reference = result.reference
    await uow.flush()
    postings = [Posting(Account.CASH, Account.CUSTOMER_CREDIT, received_fen)]
    await post(uow, payment.loan_id, postings, rule=UNASKED, now=now, payment_id=payment.id)
    payment.status, payment.closed_at = t.PaymentStatus.CREDITED, now
    payment.received_fen = received_fen
    await _tell(uow, payment, NoticeKind.CREDIT, now)


async def _tell(uow: UnitOfWork, payment: t.Payment, kind: NoticeKind, now: datetime) -> None:
    await uow.notices.say(payment.customer_id, kind, business_day(now), payment.id, now)
