"""Word of money that moved while nobody was looking: told at once, also at night, because the customer moved it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain import tables as t
from domain.notices.results import NoticeContent
from domain.outbox.results import NoticeKind
from domain.payments.posting import receipt_of
from domain.payments.results import MoneyMoved
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

# What the customer set going themselves, and is waiting for.
AT_ONCE = (
    NoticeKind.PAYMENT,
    NoticeKind.CREDIT,
    NoticeKind.PAYOUT,
    NoticeKind.IDENTITY,
    NoticeKind.FACE,
    NoticeKind.HANDOFF,
    NoticeKind.NEW_CARD,
    NoticeKind.ATTEMPTS,
)


async def money_content(uow: UnitOfWork, kind: NoticeKind, subject: str, today: date) -> NoticeContent | None:
    """What a notice of this kind says about the payment, or payout, `subject`."""
    if kind is NoticeKind.PAYOUT:
        payout = await uow.payouts.get(subject)
        if payout is None or payout.status != t.PayoutStatus.DONE:
            return None
        moved = await _moved(uow, payout.loan_id, payout.amount_fen, done=True)
        return NoticeContent(kind, today, today, bills=(), money=moved)
    payment = await uow.payments.find(subject)
    if payment is None:
        return None
    if kind is NoticeKind.PAYMENT and payment.status == t.PaymentStatus.POSTED:
        paid = await uow.payments.on_loan(payment.id)
        assert paid is not None
        receipt = receipt_of(paid, today)
        return NoticeContent(kind, today, today, bills=(), receipt=receipt)
    if kind is NoticeKind.PAYMENT and payment.status == t.PaymentStatus.VOID:
        moved = replace(
            await _moved(uow, payment.loan_id, payment.amount_fen, done=False),
            was_reported=payment.reported_at is not None,
        )
        return NoticeContent(kind, today, today, bills=(), money=moved)
    if kind is NoticeKind.CREDIT and payment.status == t.PaymentStatus.CREDITED:
        moved = await _moved(uow, payment.loan_id, payment.received_fen or 0, done=True)
        return NoticeContent(kind, today, today, bills=(), money=moved)
    return None


async def _moved(uow: UnitOfWork, loan_id: str, amount_fen: int, *, done: bool) -> MoneyMoved:
    facts = await uow.installments.facts_of_loan(loan_id)
    return MoneyMoved(loan_id, LocalText(facts[0].title), facts[0].item_count, amount_fen, done)
