"""Telegram Payments: an invoice sent once, and honest about what Telegram cannot be asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Bot

from bot.adapters.payments.telegram import TelegramGateway
from domain.payments.ports import CANCELLED, AmountRange, ChargeStatus, GatewayRefundStatus
from domain.payments.results import ActionKind
from tests.bot.adapters.payments.test_contract import AMOUNT_FEN, charge, refund_request
from tests.support.clock import MovableClock
from tests.support.gateways import serving

MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 21, "type": "private"}}


@dataclass
class BotApi:
    """What it was asked, and what it answers next."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    description: str = ""

    async def answer(self, request: Request) -> Response:
        if request.url.path.endswith("/getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "管家", "username": "guanjia_bot"}
            return JSONResponse({"ok": True, "result": me})
        self.asked.append(dict(await request.form()))
        if self.status != 200:
            wrong = {"ok": False, "error_code": self.status, "description": self.description}
            return JSONResponse(wrong, status_code=self.status)
        return JSONResponse({"ok": True, "result": MESSAGE})


@dataclass
class Invoices:
    gateway: TelegramGateway
    api: BotApi


@pytest.fixture
async def invoices() -> AsyncIterator[Invoices]:
    api = BotApi()
    app = Starlette(routes=[Route("/{path:path}", api.answer, methods=["GET", "POST"])])
    async with serving(app) as address:
        gateway = TelegramGateway(
            "provider:token", AmountRange(1_000, 6_000_000), lambda _: ("分期还款", "订单的还款", "应还金额")
        )
        async with Bot("1:token", base_url=f"{address}/bot") as bot:
            gateway.attach(bot)
            yield Invoices(gateway, api)


async def test_an_invoice_carries_our_id_and_the_amount_in_fen(
    invoices: Invoices, clock: MovableClock
) -> None:
    started = await invoices.gateway.start(charge(clock))
    assert started.status is ChargeStatus.WAITING
    assert started.action is not None
    assert started.action.kind is ActionKind.INVOICE
    (asked,) = invoices.api.asked
    assert (asked["payload"], asked["currency"], asked["provider_token"]) == ("pay1", "CNY", "provider:token")
    assert str(AMOUNT_FEN) in asked["prices"]
    assert asked["protect_content"] in ("True", "true")


@pytest.mark.parametrize(
    ("status", "description", "outcome"),
    [
        (400, "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID", ChargeStatus.DECLINED),
        (403, "Forbidden: bot was blocked by the user", ChargeStatus.DECLINED),
        (500, "Internal Server Error", ChargeStatus.UNKNOWN),
    ],
)
async def test_a_refusal_takes_nothing_and_no_answer_is_unknown(
    invoices: Invoices, clock: MovableClock, status: int, description: str, outcome: ChargeStatus
) -> None:
    invoices.api.status, invoices.api.description = status, description
    assert (await invoices.gateway.start(charge(clock))).status is outcome


async def test_telegram_cannot_be_asked_and_pays_nothing_back_by_itself(invoices: Invoices) -> None:
    assert (await invoices.gateway.query("pay1")).status is ChargeStatus.WAITING
    assert (await invoices.gateway.cancel("pay1")).reason == CANCELLED
    assert (await invoices.gateway.refund(refund_request())).status is GatewayRefundStatus.BY_HAND
