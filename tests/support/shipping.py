"""A shop that delivers, somebody's address, and what the staff does with an order."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.shipping.staff import Sent, ShippingDesk
from tests.support.persons import Person
from tests.support.processes import running

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


async def send_by_staff(person: Person, folder: Path, database_url: str) -> None:
    """Give an address in the chat at an order's screen, and send the order from a terminal beside the sandbox."""
    (number,) = re.findall("F[0-9]{6}[0-9A-Z]{6}", (await person.last()).text)
    await person.press("填收货地址")
    await person.say(TYPED)
    clock = f"{person.sandbox.base_url}/sandbox/clock"
    arguments = ("ship", number, "--carrier", CARRIER, "--number", NUMBER)
    async with running("orders", *arguments, cwd=folder, DATABASE_URL=database_url, CLOCK_URL=clock) as done:
        assert await done.exit_code() == 0, done.lines


def sent(order: OrderDetail, number: str = NUMBER, version: int | None = None) -> Sent:
    return Sent(order.summary.number, CARRIER, number, version)
