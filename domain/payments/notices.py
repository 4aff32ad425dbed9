"""Notices of payments: what came of one, money that pays nothing, money that went back."""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.loans.bills import to_pay_next
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NOT_WORKED_OUT, NoticeContent, NoticeRequest, NoticeSpec
from domain.payments.posting import receipt_of
from domain.payments.results import PLAYED, MoneyMoved, Receipt
from domain.payments.snapshots import PaymentState
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork
from domain.value import replace

MOST_TOGETHER = 10  # debits in one message, each with a button of its own
_DEBITED = (t.PaymentPurpose.DEBIT, t.PaymentStatus.POSTED)


class PaymentContent(NoticeContent):
    """What came of a payment for whose outcome nobody was waiting: its receipt, or what was not taken.

    `also`: of a debit, the receipts of others that are to be told just then, which it tells as well.
    """

    outcome: Receipt | MoneyMoved
    also: tuple[Receipt, ...] = ()

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.outcome.title, *(receipt.title for receipt in self.also))


class OverpaymentContent(NoticeContent):
    """Money that came and pays nothing."""

    money: MoneyMoved

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.money.title,)


class RefundContent(NoticeContent):
    """Money that went back."""

    money: MoneyMoved

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.money.title,)


async def _payment(request: NoticeRequest) -> PaymentContent | None:
    payment = await request.uow.payments.find(request.key.subject)
    if payment is None:
        return None
    outcome: Receipt | MoneyMoved
    if payment.status == t.PaymentStatus.POSTED:
        paid = await request.uow.payments.on_loan(payment.id)
        assert paid is not None
        outcome = await receipt_of(request.uow, paid, request.today)
        if payment.purpose == t.PaymentPurpose.DEBIT:
            return await _debited(request, outcome)
    elif payment.status == t.PaymentStatus.VOID:
        outcome = await _moved(request.uow, payment, payment.amount_fen)
        if payment.reported_at is not None:
            outcome = await _still_owed(request.uow, outcome, request.today)
    else:
        return None
    return PaymentContent(NoticeKind.PAYMENT, request.today, outcome)


async def _debited(request: NoticeRequest, receipt: Receipt) -> PaymentContent:
    """Return what tells of a debit, and of the customer's others that wait to be told."""
    also: dict[NoticeKey, Receipt] = {}
    for key in await request.uow.outbox.waiting(request.key.customer_id, request.key.kind):
        if key != request.key and len(also) < MOST_TOGETHER - 1:
            other = await _other_debit(request, key.subject)
            if other is not None:
                also[key] = other
    return PaymentContent(
        NoticeKind.PAYMENT, request.today, receipt, tuple(also.values()), tells_also=tuple(also)
    )


async def _other_debit(request: NoticeRequest, payment_id: str) -> Receipt | None:
    """Return the receipt of a payment, where it was debited. One that cannot be read is left to its own notice."""
    try:
        payment = await request.uow.payments.find(payment_id)
        if payment is None or (payment.purpose, payment.status) != _DEBITED:
            return None
        paid = await request.uow.payments.on_loan(payment_id)
        assert paid is not None
        return await receipt_of(request.uow, paid, request.today)
    except NOT_WORKED_OUT:
        return None


async def _overpayment(request: NoticeRequest) -> OverpaymentContent | None:
    payment = await request.uow.payments.find(request.key.subject)
    if payment is None or payment.status != t.PaymentStatus.CREDITED:
        return None
    moved = await _moved(request.uow, payment, payment.received_fen or 0)
    return OverpaymentContent(NoticeKind.OVERPAYMENT, request.today, moved)


async def _refund(request: NoticeRequest) -> RefundContent | None:
    refund = await request.uow.refunds.get(request.key.subject)
    if refund is None or refund.status != t.RefundStatus.DONE:
        return None
    payment = await request.uow.payments.find(refund.payment_id)
    assert payment is not None  # the refund goes the way it came
    moved = await _moved(request.uow, payment, refund.amount_fen)
    return RefundContent(NoticeKind.REFUND, request.today, moved)


async def _moved(uow: UnitOfWork, payment: PaymentState, amount_fen: int) -> MoneyMoved:
    assert payment.loan_id is not None  # of a purchase `purchase_notices` tells
    facts = await uow.installments.facts_of_loan(payment.loan_id)
    return MoneyMoved(
        payment.loan_id,
        LocalText(facts[0].title),
        facts[0].item_count,
        amount_fen,
        is_play=payment.gateway == PLAYED,
    )


async def _still_owed(uow: UnitOfWork, moved: MoneyMoved, today: date) -> MoneyMoved:
    """Return it as said of what the customer had said that they paid, with what is to be paid of the loan."""
    bills, daily_fen = to_pay_next(await uow.installments.facts_of_loan(moved.loan_id), today)
    owed_fen = sum(bill.owed_fen for bill in bills)
    return replace(moved, was_reported=True, owed_fen=owed_fen, daily_fen=daily_fen)


NOTICES = (
    NoticeSpec(NoticeKind.PAYMENT, transactional=True, compose=_payment),
    NoticeSpec(NoticeKind.OVERPAYMENT, transactional=True, compose=_overpayment),
    NoticeSpec(NoticeKind.REFUND, transactional=True, compose=_refund),
)
