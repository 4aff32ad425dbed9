"""Somebody who buys goods at once (一次付清), by scanning a code, with the books looked at whenever one wants."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.adapters.holidays import ChineseHolidays
from bot.wiring import NOTICES, Container
from domain.customers.results import CustomerView
from domain.notices.delivery import DeliveryService
from domain.orders.results import PaidOrder
from domain.outbox.results import NoticeKind
from domain.payments.at_once import PurchasePaymentService
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.payments.results import PurchaseAwaited, PurchaseReceipt
from domain.purchases.results import PurchaseView
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.qr_gateway import NAME, QrGateway
from tests.support.returning import one_number, require_clean_books, stock_of

PRODUCT = "xiaomi-15"
PRICE_FEN, CASH_FEN = 399_900, 389_900


@dataclass
class Buyer:
    container: Container
    gateway: QrGateway
    customer: CustomerView
    channel: RecordingChannel = field(default_factory=RecordingChannel)

    def __post_init__(self) -> None:
        self.notices = DeliveryService(
            self.container.store, self.container.clock, self.channel, ChineseHolidays(), NOTICES
        )

    @property
    def payments(self) -> PurchasePaymentService:
        return self.container.services.purchase_payments

    async def choose(self) -> PurchaseView:
        return await self.container.services.purchases.start_with(self.customer.id, PRODUCT)

    async def open(self, purchase_id: str | None = None) -> str:
        """Confirm, which opens a payment at the gateway; answers its id."""
        answer = await self.payments.pay(self.customer.id, purchase_id or (await self.choose()).purchase_id)
        assert isinstance(answer, PurchaseAwaited)
        return answer.payment_id

    async def scan(self, payment_id: str, amount_fen: int = CASH_FEN, reference: str | None = None) -> None:
        """The customer pays, and the gateway says so."""
        await self.say(payment_id, self.gateway.pay(payment_id, amount_fen, reference))

    async def say(self, payment_id: str, said: ChargeResult) -> None:
        await self.container.services.payments.handle_webhook(NAME, payment_id, said)

    async def buy(self) -> PaidOrder:
        await self.scan(await self.open())
        return await self.newest_order()

    async def newest_order(self) -> PaidOrder:
        orders = self.container.services.orders
        newest = (await orders.orders(self.customer.id, 0)).orders[0]
        found = await orders.find(self.customer.id, newest.order_id)
        assert isinstance(found, PaidOrder)
        return found

    async def orders(self) -> int:
        return await one_number(self.container, "SELECT count(*) FROM orders")

    async def stock(self) -> int:
        return await stock_of(self.container, PRODUCT)

    async def follow(self) -> None:
        """What the process does by itself, every few seconds and every few minutes."""
        now = self.container.clock.now()
        await self.container.services.payments.follow(now)
        await self.container.services.payments.reconcile(now)
        await self.container.services.purchases.release(now)

    async def send_money_back(self) -> None:
        await self.container.services.refunds.reconcile(self.container.clock.now())

    async def told(self) -> list[NoticeKind]:
        """What the customer has been told by now."""
        await self.notices.deliver(self.container.clock.now())
        return self.channel.kinds

    async def cash_fen(self) -> int:
        """What is in the till by the ledger."""
        moved = "SELECT sum(amount_fen) FROM ledger_entries WHERE"
        came = await one_number(self.container, f"{moved} debit_account = 'cash'")
        return came - await one_number(self.container, f"{moved} credit_account = 'cash'")

    async def require_clean_books(self) -> None:
        """The books agree with themselves, and the till with what the gateway has."""
        await require_clean_books(self.container)
        at_gateway = sum(self.gateway.paid().values()) - self.gateway.refunded_fen()
        assert await self.cash_fen() == at_gateway


DECLINED = ChargeResult(ChargeStatus.DECLINED, reason="not_enough")


def receipt(answer: object) -> PurchaseReceipt:
    assert isinstance(answer, PurchaseReceipt)
    return answer
