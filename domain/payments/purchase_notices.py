"""Notices of goods that are paid at once: what came of a payment, money that went back."""

from __future__ import annotations

from domain import tables as t
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.payments.purchase_receipt import purchase_receipt_of
from domain.payments.results import PLAYED, PurchaseMoney, PurchaseReceipt
from domain.payments.snapshots import PaymentOnPurchase
from domain.purchases.service import view_of
from domain.text import LocalText


class PurchaseContent(NoticeContent):
    """What came of a payment for whose outcome nobody was waiting: its receipt, or money that bought nothing.
    `needs_address`: the goods are delivered, and nobody knows where to.
    """

    outcome: PurchaseReceipt | PurchaseMoney
    needs_address: bool = False

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.outcome.title,)


class PurchaseRefundContent(NoticeContent):
    """What was paid at once and went back."""

    money: PurchaseMoney

    @property
    def goods(self) -> tuple[LocalText, ...]:
        return (self.money.title,)


async def _purchase(request: NoticeRequest) -> PurchaseContent | None:
    paid = await request.uow.payments.on_purchase(request.key.subject)
    if paid is None or paid.payment.status in t.IN_FLIGHT:
        return None
    payment = paid.payment
    outcome: PurchaseReceipt | PurchaseMoney | None = await purchase_receipt_of(request.uow, paid)
    if outcome is None:
        has_come = payment.status == t.PaymentStatus.CREDITED
        amount_fen = (payment.received_fen or 0) if has_come else payment.amount_fen
        outcome = _money(paid, amount_fen, has_come=has_come)
    needs_address = isinstance(outcome, PurchaseReceipt) and await _needs_address(request, outcome)
    return PurchaseContent(NoticeKind.PURCHASE, request.today, outcome, needs_address=needs_address)


async def _needs_address(request: NoticeRequest, receipt: PurchaseReceipt) -> bool:
    if request.delivery is None or not request.delivery.covers(receipt.paid_at):
        return False
    kept = await request.uow.shipments.address(request.key.customer_id)
    return kept is None or kept.address_token is None


async def _refund(request: NoticeRequest) -> PurchaseRefundContent | None:
    refund = await request.uow.refunds.get(request.key.subject)
    if refund is None or refund.status != t.RefundStatus.DONE:
        return None
    paid = await request.uow.payments.on_purchase(refund.payment_id)
    if paid is None:
        return None
    money = _money(paid, refund.amount_fen, has_come=True)
    return PurchaseRefundContent(NoticeKind.PURCHASE_REFUND, request.today, money)


def _money(paid: PaymentOnPurchase, amount_fen: int, *, has_come: bool) -> PurchaseMoney:
    lines = view_of(paid.purchase).lines
    return PurchaseMoney(
        paid.purchase.id,
        lines[0].name,
        sum(line.quantity for line in lines),
        amount_fen,
        has_come=has_come,
        is_play=paid.payment.gateway == PLAYED,
    )


NOTICES = (
    NoticeSpec(NoticeKind.PURCHASE, transactional=True, compose=_purchase),
    NoticeSpec(NoticeKind.PURCHASE_REFUND, transactional=True, compose=_refund),
)
