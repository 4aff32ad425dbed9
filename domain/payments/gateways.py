"""The gateways that are configured, by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.payments.errors import NoPaymentMethod
from domain.payments.ports import (
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    PaymentGateway,
    RefundRequest,
    RefundResult,
)

NOTHING_TO_PAY = "nothing"
EXTERNAL = "external"  # the lender's own page


class NothingToPay:
    """What settling for ¥0.00 is confirmed with: nobody is asked for money, and the books are closed at once."""

    name = NOTHING_TO_PAY
    amounts = AmountRange(0, 0)
    customer_acts = False

    async def start(self, charge: Charge) -> ChargeResult:
        return await self.query(charge.payment_id)

    async def query(self, payment_id: str) -> ChargeResult:
        return ChargeResult(ChargeStatus.SUCCEEDED, reference=payment_id, paid_fen=0)

    async def cancel(self, payment_id: str) -> ChargeResult:
        return await self.query(payment_id)

    async def refund(self, request: RefundRequest) -> RefundResult:
        return RefundResult(GatewayRefundStatus.DECLINED)


class GatewayRegistry:
    """In the order in which they are offered. A payment keeps the name of its own, also where that is offered no more.

    `goods_only`: by these goods are paid at once, and nothing is repaid.
    """

    def __init__(self, *gateways: PaymentGateway, goods_only: Collection[str] = ()) -> None:
        self._by_name = {gateway.name: gateway for gateway in (*gateways, NothingToPay())}
        self._goods_only = goods_only

    def find(self, name: str) -> PaymentGateway | None:
        return self._by_name.get(name)

    def for_amount(self, amount_fen: int) -> Sequence[str]:
        """Return the names of those by which so much at a time can be repaid."""
        return [name for name in self._taking(amount_fen) if name not in self._goods_only]

    def for_goods(self, amount_fen: int) -> Sequence[str]:
        """Return the names of those by which so much can be paid for goods at once. A lender's own page takes what is owed
        to it, and sells nothing.
        """
        return [name for name in self._taking(amount_fen) if name not in (EXTERNAL, NOTHING_TO_PAY)]

    def _taking(self, amount_fen: int) -> Sequence[str]:
        return [name for name, gateway in self._by_name.items() if amount_fen in gateway.amounts]

    def chosen(self, name: str | None, amount_fen: int) -> PaymentGateway:
        """Return the named gateway, or the first that takes the amount. Raises `NoPaymentMethod` where it cannot be paid
        so.
        """
        names = self.for_amount(amount_fen)
        if not names or (name is not None and name not in names):
            raise NoPaymentMethod(amount=amount_fen)
        return self._by_name[name or names[0]]
