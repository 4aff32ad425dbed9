"""What a gateway says of a payment becomes what the books say: posted, void, or the customer's own money; each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import tables as t
from domain.dates import business_day
from domain.ids import new_id
from domain.loans.ledger import Account, Posting, post
from domain.outbox.repository import AT_ONCE
from domain.outbox.results import NoticeKind
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.payments.posting import post_payment
from domain.payments.purchase_outcome import purchase_not_paid, purchase_paid
from domain.payments.snapshots import Paid, PaymentOnLoan, PaymentOnPurchase, PaymentState
from domain.quotes.validity import is_untouched
from domain.unit_of_work import UnitOfWork
from domain.value import replace

# Nobody waits for word of a debit, and the customer's other loans are debited in the same minute: one message tells of all.
DEBIT_TOLD_AFTER = timedelta(minutes=1)
UNASKED = "money_beside_a_bill"  # the rule of the entries of credited money


def is_closed(payment: PaymentState) -> bool:
    return payment.status not in t.IN_FLIGHT


async def apply_gateway_result(
    uow: UnitOfWork, paid: Paid, result: ChargeResult | None, now: datetime, *, notify: bool
) -> Paid:
    """Write down what the gateway says of the locked payment, in whatever order and however often it says it.

    `notify`: nobody is waiting for the answer, so the customer is told with a notice. Answers the payment the money is in.
    """
    payment = paid.payment
    if result is None:
        return paid
    if result.status is ChargeStatus.SUCCEEDED:
        if isinstance(paid, PaymentOnPurchase):
            return await purchase_paid(uow, paid, result, now, notify=notify)
        return await _paid(uow, paid, result, now, notify=notify)
    if is_closed(payment):
        return paid  # an old word; what is in the books stands
    was_promised = False
    match result.status:
        case ChargeStatus.DECLINED:
            # The customer was told that it is looked up, or that the lender is asked.
            was_promised = payment.status == t.PaymentStatus.UNKNOWN or payment.reported_at is not None
            payment.status, payment.closed_at = t.PaymentStatus.VOID, now
            payment.void_reason = result.reason
        case ChargeStatus.WAITING:
            payment.status = t.PaymentStatus.WAITING
            if result.action is not None:
                payment.action = {"kind": str(result.action.kind), "content": result.action.content}
        case _ if payment.status != t.PaymentStatus.WAITING:
            payment.status = t.PaymentStatus.UNKNOWN
    await uow.payments.write(payment)
    if isinstance(paid, PaymentOnPurchase):
        if is_closed(payment):
            await purchase_not_paid(uow, paid, now, notify=notify and was_promised)
        return paid
    if notify and was_promised and payment.purpose == t.PaymentPurpose.CUSTOMER:
        await _notify(uow, payment, NoticeKind.PAYMENT, now)
    return paid


async def _paid(
    uow: UnitOfWork, paid: PaymentOnLoan, result: ChargeResult, now: datetime, *, notify: bool
) -> PaymentOnLoan:
    payment = paid.payment
    received_fen = payment.amount_fen if result.paid_fen is None else result.paid_fen
    if payment.status in (t.PaymentStatus.POSTED, t.PaymentStatus.CREDITED):
        if result.reference in (None, payment.gateway_reference):
            return paid
        known = await uow.payments.by_reference(payment.gateway, str(result.reference))
        if known is not None:
            return await uow.payments.on_loan(known.id) or paid
        beside = _beside(payment, received_fen, now)  # paid twice at the gateway
        await uow.payments.record(beside)
        await _book_overpayment(uow, beside, result, received_fen, now)
        return replace(paid, payment=beside, quote=None)
    if received_fen == payment.amount_fen and still_fits(paid):
        await post_payment(uow, paid, result.reference, now)
        if notify:
            wait = DEBIT_TOLD_AFTER if payment.purpose == t.PaymentPurpose.DEBIT else AT_ONCE
            await _notify(uow, payment, NoticeKind.PAYMENT, now, wait=wait)
    else:
        await _book_overpayment(uow, payment, result, received_fen, now)
    return paid


def still_fits(paid: PaymentOnLoan) -> bool:
    """Return whether the loan is as it was when the payment was quoted, so that it does what was shown."""
    return paid.quote is not None and is_untouched(paid.quote, paid.loan.version)


def _beside(payment: PaymentState, received_fen: int, now: datetime) -> PaymentState:
    return PaymentState(
        id=new_id(),
        quote_id=None,
        customer_id=payment.customer_id,
        loan_id=payment.loan_id,
        amount_fen=received_fen,
        status=t.PaymentStatus.CREDITED,
        purpose=payment.purpose,
        gateway=payment.gateway,
        created_at=now,
    )


async def _book_overpayment(
    uow: UnitOfWork, payment: PaymentState, result: ChargeResult, received_fen: int, now: datetime
) -> None:
    """Book money that is there and pays nothing as an overpayment: the customer is told, and it can be refunded."""
    payment.status, payment.closed_at = t.PaymentStatus.CREDITED, now
    payment.gateway_reference, payment.received_fen = result.reference, received_fen
    await uow.payments.write(payment)
    postings = [Posting(Account.CASH, Account.CUSTOMER_CREDIT, received_fen)]
    assert payment.loan_id is not None
    await post(uow, payment.loan_id, postings, rule=UNASKED, now=now, payment_id=payment.id)
    await _notify(uow, payment, NoticeKind.OVERPAYMENT, now)


async def _notify(
    uow: UnitOfWork, payment: PaymentState, kind: NoticeKind, now: datetime, *, wait: timedelta = AT_ONCE
) -> None:
    await uow.outbox.enqueue(payment.customer_id, kind, business_day(now), payment.id, now, wait=wait)
