"""The lender's own page: the customer pays there and says so, and the lender's word comes by the staff, or signed."""

from __future__ import annotations

from domain.handoff.ports import LenderPages
from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    RefundRequest,
    RefundResult,
)
from domain.payments.results import ActionKind, PayAction


class ExternalGateway:
    """Fulfils `domain.payments.ports.PaymentGateway`.

    Without `pages` it knows nothing by itself; see `python -m bot payments`.
    """

    name = "external"
    amounts = AmountRange()
    customer_acts = True

    def __init__(self, pages: LenderPages | None = None) -> None:
        self._pages = pages

    async def start(self, charge: Charge) -> ChargeResult:
        page = charge.page or ""
        if self._pages is not None:
            page = self._pages.pay_url(charge.payment_id, charge.amount_fen, charge.contract_no)
        return ChargeResult(ChargeStatus.WAITING, action=PayAction(ActionKind.PAGE, page))

    async def query(self, payment_id: str) -> ChargeResult:
        word = None if self._pages is None else await self._pages.look_up_payment(payment_id)
        if word is None:
            return ChargeResult(ChargeStatus.WAITING)
        if not word.paid:
            return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)
        return ChargeResult(ChargeStatus.SUCCEEDED, reference=word.reference, paid_fen=word.amount_fen)

    async def cancel(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)

    async def refund(self, request: RefundRequest) -> RefundResult:
        return RefundResult(GatewayRefundStatus.BY_HAND)
