"""The receipt of goods that were paid at once."""

from __future__ import annotations

from domain import tables as t
from domain.payments.results import PurchaseReceipt
from domain.payments.snapshots import PaymentOnPurchase
from domain.purchases.service import view_of
from domain.unit_of_work import UnitOfWork


async def purchase_receipt_of(uow: UnitOfWork, paid: PaymentOnPurchase) -> PurchaseReceipt | None:
    """Return the receipt of a payment that made an order; None of any other."""
    payment = paid.payment
    if payment.status != t.PaymentStatus.POSTED:
        return None
    order = await uow.orders.by_purchase(paid.purchase.id)
    assert order is not None
    assert payment.closed_at is not None
    return PurchaseReceipt(
        payment_id=payment.id,
        order_id=order.id,
        order_number=order.number,
        lines=view_of(paid.purchase).lines,
        amount_fen=payment.amount_fen,
        paid_at=payment.closed_at,
        gateway_reference=payment.gateway_reference or "",
        gateway=payment.gateway,
    )
