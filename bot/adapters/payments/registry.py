"""The gateways that the settings ask for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import assert_never

import httpx

from bot.adapters.cards.vault import SandboxVault
from bot.adapters.payments.external import ExternalGateway
from bot.adapters.payments.sandbox import SandboxGateway
from bot.adapters.payments.telegram import TelegramGateway
from bot.settings import Gateway, Settings
from domain.autopay.ports import CardVault
from domain.handoff.ports import LenderPages
from domain.payments.gateways import GatewayRegistry
from domain.payments.ports import AmountRange, PaymentGateway, WebhookSource
from domain.ports import Clock
from handlers.repayment.payment_views import invoice_wording

GATEWAY_FILE = "sandbox-gateway.db"
NOTIFY_PATH = "/payments"


@dataclass
class PaymentMethods:
    """`telegram` is not usable before it is given the bot; `webhook_sources` are those that speak by themselves, by name;
    `vault` binds cards, where a gateway charges them."""

    gateways: GatewayRegistry
    webhook_sources: dict[str, WebhookSource] = field(default_factory=dict)
    telegram: TelegramGateway | None = None
    vault: CardVault | None = None
    closers: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def aclose(self) -> None:
        for close in self.closers:
            await close()


def build_payment_methods(
    settings: Settings, clock: Clock, pages: LenderPages | None, sandbox_key: str
) -> PaymentMethods:
    """Make what the settings name. `sandbox_key`: what the sandbox's gateway signs with, another in every installation."""
    payment_methods, made = PaymentMethods(GatewayRegistry()), list[PaymentGateway]()
    for name in settings.gateways:
        match name:
            case Gateway.SANDBOX:
                address, inside = _sandbox_address(settings)
                sandbox = SandboxGateway(
                    address, inside, notify_url=_notify_url(settings, name), key=sandbox_key
                )
                payment_methods.vault = vault = SandboxVault(address, inside)
                payment_methods.closers += [sandbox.aclose, vault.aclose]
                payment_methods.webhook_sources[name] = sandbox
                made.append(sandbox)
            case Gateway.TELEGRAM:
                payment_methods.telegram = _telegram(settings)
                made.append(payment_methods.telegram)
            case Gateway.ALIPAY:
                from bot.adapters.payments.alipay import alipay_gateway  # for those who use it

                alipay = alipay_gateway(settings, clock)
                payment_methods.closers.append(alipay.aclose)
                payment_methods.webhook_sources[name] = alipay
                made.append(alipay)
            case Gateway.WECHAT:
                from bot.adapters.payments.wechat import wechat_gateway  # for those who use it

                wechat = wechat_gateway(settings, clock)
                payment_methods.closers.append(wechat.aclose)
                payment_methods.webhook_sources[name] = wechat
                made.append(wechat)
            case Gateway.EXTERNAL:
                made.append(ExternalGateway(pages))
            case _:
                assert_never(name)
    goods_only = frozenset(settings.gateways) - frozenset(settings.repayment_gateways)
    payment_methods.gateways = GatewayRegistry(*made, goods_only=goods_only)
    return payment_methods


def _sandbox_address(settings: Settings) -> tuple[str, httpx.AsyncBaseTransport | None]:
    """Over the network where it is served, else the same one inside this process."""
    if settings.payment_url is not None:
        return settings.payment_url, None
    return "http://gateway.internal", _Inside(settings.data_dir / GATEWAY_FILE)


class _Inside(httpx.AsyncBaseTransport):
    """To the sandbox's gateway in this process, which is loaded with the first request: not for a start without one."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._gateway.handle_async_request(request)

    @cached_property
    def _gateway(self) -> httpx.ASGITransport:
        from bot.sandbox.charge_book import ChargeBook
        from bot.sandbox.gateway import gateway_app

        return httpx.ASGITransport(app=gateway_app(ChargeBook(self._file)))


def _notify_url(settings: Settings, name: str) -> str | None:
    """Return where a gateway on this machine reaches the assistant."""
    if settings.web_port is None:
        return None
    return f"http://{settings.web_host}:{settings.web_port}{NOTIFY_PATH}/{name}"


def _telegram(settings: Settings) -> TelegramGateway:
    assert settings.telegram_provider_token is not None  # the settings saw to it
    return TelegramGateway(
        settings.telegram_provider_token.get_secret_value(),
        AmountRange(int(settings.telegram_invoice_least * 100), int(settings.telegram_invoice_most * 100)),
        invoice_wording,
    )
