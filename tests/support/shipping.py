"""A shop that delivers, somebody's address, and what the staff does with an order."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.shipping.staff import Sent, ShippingDesk

SINCE = date(2026, 1, 1)
RETURN_ADDRESS = "退货部 13900139000 浙江省杭州市滨江区江南大道 9 号"
DELIVERY: dict[str, Any] = {"delivers_since": SINCE, "return_address": RETURN_ADDRESS, "return_days": 7}

RECEIVER, PHONE = "李小雷", "13712345678"
STREET = "浙江省杭州市西湖区文三路1号"
TYPED = f"{RECEIVER} {PHONE} {STREET}"
MASK = "李** 137****5678 浙江省杭州市西湖区****"
CARRIER, NUMBER = "顺丰速运", "SF1234567890"


def delivering(settings: Settings, **other: Any) -> Settings:
    return settings.model_copy(update=DELIVERY | other)


def desk(container: Container, settings: Settings) -> ShippingDesk:
    return ShippingDesk(container.store, container.clock, container.cipher, settings.delivery)


async def give_address(container: Container, customer: CustomerView, typed: str = TYPED) -> None:
    await container.services.shipping.begin(customer.id)
    answer = await container.services.shipping.enter(customer.id, typed)
    assert answer.missing is None


def sent(order: OrderDetail, number: str = NUMBER, version: int | None = None) -> Sent:
    return Sent(order.summary.number, CARRIER, number, version)
