"""The gateways that the settings ask for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from bot.adapters.payments.external import ExternalGateway
from bot.adapters.payments.sandbox import SandboxGateway
from bot.adapters.payments.telegram import TelegramGateway
from bot.sandbox.charge_book import ChargeBook
from bot.sandbox.gateway import gateway_app
from bot.settings import Gateway, Settings
from domain.ports import AmountRange, Clock, Notifying, PaymentGateway
from domain.services.gateways import Gateways
from handlers.views.paying import invoice_wording

GATEWAY_FILE = "sandbox-gateway.db"
NOTIFY_PATH = "/payments"


@dataclass
class WaysToPay:
    """`telegram` is not usable before it is given the bot; `notifying` are those that speak by themselves, by name."""

    gateways: Gateways
    notifying: dict[str, Notifying] = field(default_factory=dict)
    telegram: TelegramGateway | None = None
    closers: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def aclose(self) -> None:
        for close in self.closers:
            await close()


def ways_to_pay(settings: Settings, clock: Clock) -> WaysToPay:
    ways, made = WaysToPay(Gateways()), list[PaymentGateway]()
    for name in settings.gateways:
        match name:
            case Gateway.SANDBOX:
                sandbox = _sandbox(settings)
                ways.closers.append(sandbox.aclose)
                ways.notifying[name] = sandbox
                made.append(sandbox)
            case Gateway.TELEGRAM:
                ways.telegram = _telegram(settings)
                made.append(ways.telegram)
            case Gateway.EXTERNAL:
                made.append(ExternalGateway())
    ways.gateways = Gateways(*made)
    return ways


def _sandbox(settings: Settings) -> SandboxGateway:
    """Over the network where it is served, else the same one inside this process."""
    notify_url = _notify_url(settings, Gateway.SANDBOX)
    if settings.payment_url is not None:
        return SandboxGateway(settings.payment_url, notify_url=notify_url)
    book = ChargeBook(settings.data_dir / GATEWAY_FILE)
    inside = httpx.ASGITransport(app=gateway_app(book))
    return SandboxGateway("http://gateway.internal", inside, notify_url=notify_url)


def _notify_url(settings: Settings, name: str) -> str | None:
    """Where a gateway on this machine reaches the assistant."""
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
