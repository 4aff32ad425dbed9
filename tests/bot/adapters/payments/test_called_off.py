"""What is paid in the very moment it is called off: a word of it that comes late is held against Alipay itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import text

import bot.wiring
from bot.adapters.payments.registry import PaymentMethods
from bot.settings import Settings
from bot.web.app import web_app
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import Container, build_container, catalog_importer
from domain.customers.results import CustomerView
from domain.payments.gateways import GatewayRegistry
from domain.payments.results import PaymentAwaited, PurchaseAwaited
from tests.bot.adapters.payments.conftest import Alipay
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.returning import require_clean_books

pytestmark = on_sqlite


@dataclass
class Stage:
    """Somebody who pays by Alipay's codes, and what Alipay posts to us."""

    container: Container
    customer: CustomerView
    alipay: Alipay
    http: httpx.AsyncClient

    async def open_bill(self) -> str:
        services = self.container.services
        bill = (await buy(self.container, self.customer)).bills[0]
        quote = await services.quotes.bill(self.customer.id, bill.installment_id)
        answer = await services.payments.confirm_quote(self.customer.id, quote.quote_id)
        assert isinstance(answer, PaymentAwaited)
        return answer.payment_id

    async def call_bill_off(self, payment_id: str) -> None:
        assert await self.container.services.payments.cancel(self.customer.id, payment_id) is None

    async def open_purchase(self) -> str:
        services = self.container.services
        purchase = await services.purchases.start_with(self.customer.id, "xiaomi-15")
        answer = await services.purchase_payments.pay(self.customer.id, purchase.purchase_id)
        assert isinstance(answer, PurchaseAwaited)
        return answer.payment_id

    async def call_purchase_off(self, payment_id: str) -> None:
        assert await self.container.services.purchase_payments.cancel(self.customer.id, payment_id) is None

    def pay(self, payment_id: str) -> bytes:
        """Scan and pay; answers what Alipay posts of it, as soon as it does."""
        trade = self.alipay.server.trades[payment_id]
        trade.status = "TRADE_SUCCESS"
        return self.alipay.server.notification(payment_id)

    async def post(self, notification: bytes) -> int:
        return (await self.http.post("/payments/alipay", content=notification)).status_code

    async def statuses(self) -> list[str]:
        async with self.container.engine.connect() as connection:
            return [str(one) for one in await connection.scalars(text("SELECT status FROM payments"))]

    async def orders_at_once(self) -> int:
        async with self.container.engine.connect() as connection:
            return list(await connection.scalars(text("SELECT status FROM purchases"))).count("ordered")


@pytest.fixture
async def stage(
    settings: Settings, clock: MovableClock, alipay: Alipay, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    """At the end the books agree, whatever a test did."""
    methods = PaymentMethods(GatewayRegistry(alipay.gateway), {"alipay": alipay.gateway})
    monkeypatch.setattr(bot.wiring, "build_payment_methods", lambda *_: methods)
    container, handlers = build_container(settings, clock), WebhookHandlers()
    await catalog_importer(container.store).apply(catalog(), {})
    customer = await arrive(container)
    transport = httpx.ASGITransport(app=web_app(handlers, None, ""))
    async with httpx.AsyncClient(transport=transport, base_url="http://assistant.invalid") as http:
        with Webhooks(container, "1:off", lambda: None).attached_to(handlers):
            yield Stage(container, customer, alipay, http)
    await require_clean_books(container)
    await container.aclose()


async def test_a_bill_is_not_paid_with_money_that_alipay_took_back(stage: Stage) -> None:
    payment_id = await stage.open_bill()
    said = stage.pay(payment_id)
    stage.alipay.server.trades[payment_id].status = "CODE_ONLY"  # so it looked a moment before
    await stage.call_bill_off(payment_id)
    assert stage.alipay.server.trades[payment_id].status == "TRADE_CLOSED"
    assert await stage.post(said) == 200
    assert await stage.statuses() == ["void"]


async def test_nor_are_goods_ordered_or_money_sent_back_that_is_back_already(stage: Stage) -> None:
    payment_id = await stage.open_purchase()
    said = stage.pay(payment_id)
    stage.alipay.server.trades[payment_id].status = "CODE_ONLY"
    await stage.call_purchase_off(payment_id)
    assert await stage.post(said) == 200
    assert (await stage.statuses(), await stage.orders_at_once()) == (["void"], 0)
    assert stage.alipay.server.refunded_fen(payment_id) == 0


async def test_what_alipay_confirms_is_booked_and_what_is_for_nothing_goes_back(
    stage: Stage, clock: MovableClock
) -> None:
    bill, goods = await stage.open_bill(), await stage.open_purchase()
    await stage.call_bill_off(bill)
    await stage.call_purchase_off(goods)
    for payment_id in (bill, goods):
        assert await stage.post(stage.pay(payment_id)) == 200
    assert sorted(await stage.statuses()) == ["credited", "posted"]
    await stage.container.services.refunds.reconcile(clock.advance(hours=1))
    assert stage.alipay.server.refunded_fen(goods) > 0
    assert stage.alipay.server.refunded_fen(bill) == 0


@pytest.mark.parametrize("fault", ["lose_next_request", "lose_next_answer", "forge_next_answer"])
async def test_without_a_clear_answer_it_is_to_be_said_again(stage: Stage, fault: str) -> None:
    payment_id = await stage.open_bill()
    await stage.call_bill_off(payment_id)
    said = stage.pay(payment_id)
    setattr(stage.alipay.server, fault, 1)
    assert await stage.post(said) == 503
    assert await stage.statuses() == ["void"]
    assert await stage.post(said) == 200
    assert await stage.statuses() == ["posted"]


async def test_what_is_open_is_taken_by_the_word_alone(stage: Stage) -> None:
    payment_id = await stage.open_bill()
    asked = len(stage.alipay.server.asked)
    assert await stage.post(stage.pay(payment_id)) == 200
    assert await stage.statuses() == ["posted"]
    assert len(stage.alipay.server.asked) == asked
