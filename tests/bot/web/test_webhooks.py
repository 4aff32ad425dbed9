"""Who may speak to the assistant by the web, and until when."""

from __future__ import annotations

import httpx
import pytest

from bot.settings import Settings, load_settings
from bot.web.app import web_app
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import build_container
from tests.support.clock import MovableClock

IDENTITY = {"identity_url": "https://identity.invalid", "identity_secret": "s" * 32}
SMS = {"sms_url": "https://sms.invalid", "sms_secret": "t" * 32}
MERCHANT = {"operator_mode": "merchant", "handoff_url": "https://lender.invalid", "handoff_secret": "s" * 32}


def let_in(webhook_handlers: WebhookHandlers) -> set[str]:
    return {name for name, handler in vars(webhook_handlers).items() if handler is not None}


@pytest.mark.parametrize(
    ("changed", "doors"),
    [
        ({}, {"on_payment", "on_form"}),
        (IDENTITY, {"on_payment", "on_identity", "on_form"}),
        (SMS, {"on_payment", "on_form", "on_move_form"}),
        (MERCHANT, {"on_payment", "on_handoff"}),
    ],
)
async def test_nobody_is_let_in_once_the_assistant_is_gone(
    settings: Settings, clock: MovableClock, changed: dict[str, str], doors: set[str]
) -> None:
    container = build_container(load_settings(**{**dict(settings), **changed}), clock)
    webhook_handlers = WebhookHandlers()
    try:
        with Webhooks(container, "1:web", lambda: None).attached_to(webhook_handlers):
            assert let_in(webhook_handlers) == doors
    finally:
        await container.aclose()
    assert let_in(webhook_handlers) == set()


@pytest.mark.parametrize("path", ["/identity", "/handoff"])
async def test_before_and_after_the_assistant_others_come_again_and_who_is_waited_for_by_nobody_never(
    settings: Settings, clock: MovableClock, path: str
) -> None:
    container = build_container(settings, clock)
    webhook_handlers = WebhookHandlers()
    app = web_app(webhook_handlers, None, "")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://assistant.invalid"
    ) as http:
        answers = [(await http.post(path)).status_code]
        with Webhooks(container, "1:web", lambda: None).attached_to(webhook_handlers):
            answers.append((await http.post(path)).status_code)
        answers.append((await http.post(path)).status_code)
    await container.aclose()
    assert answers == [503, 404, 503]
