"""Notices of payments: what came of one, money that pays nothing, money that went back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain import tables as t
from domain.loans.bills import to_pay_next
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.payments.posting import receipt_of
from domain.payments.results import PLAYED, MoneyMoved, Receipt
from domain.payments.snapshots import PaymentState
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PaymentContent(NoticeContent):
    """What came of a payment for whose outcome nobody was waiting: its receipt, or what was not taken."""

    outcome: Receipt | MoneyMoved

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.outcome.title,)


@dataclass(frozen=True, slots=True)
class OverpaymentContent(NoticeContent):
    """Money that came and pays nothing."""

    money: MoneyMoved

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.money.title,)


@dataclass(frozen=True, slots=True)
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
    elif payment.status == t.PaymentStatus.VOID:
        outcome = await _moved(request.uow, payment, payment.amount_fen)
        if payment.reported_at is not None:
            outcome = await _still_owed(request.uow, outcome, request.today)
    else:
        return None
    return PaymentContent(NoticeKind.PAYMENT, request.today, outcome)


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
