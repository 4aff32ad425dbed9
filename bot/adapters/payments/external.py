"""The lender's own page: the customer pays there and says so, and the lender's word comes by the staff."""

from __future__ import annotations

from domain.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    PayBack,
    PayBackResult,
    PayBackStatus,
)
from domain.results import ActionKind, PayAction


class ExternalGateway:
    """Fulfils `domain.ports.PaymentGateway`. Knows nothing by itself; see `python -m bot payments`."""

    name = "external"
    amounts = AmountRange()
    customer_acts = True

    async def start(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.WAITING, action=PayAction(ActionKind.PAGE, charge.page or ""))

    async def query(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.WAITING)

    async def cancel(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)

    async def refund(self, pay_back: PayBack) -> PayBackResult:
        return PayBackResult(PayBackStatus.BY_HAND)
