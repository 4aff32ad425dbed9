"""Bodies that cannot be read are refused with 400, whoever signed them; over real sockets."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.adapters.payments.sandbox import SIGNATURE_HEADER
from bot.adapters.payments.sandbox import sign as sign_payment
from bot.adapters.signed_messages import signed_headers, their_key
from bot.settings import Settings, load_settings
from bot.web.app import web_app
from bot.web.embedded import serving
from bot.web.init_data import signed
from bot.web.webhook_handlers import WebhookHandlers
from bot.web.webhooks import Webhooks
from bot.wiring import build_container, sandbox_key
from tests.support.clock import MovableClock
from tests.support.installation import free_port

SECRET, TOKEN = "s" * 32, "1:web"
MODES = {
    "/payments/sandbox": {},
    "/identity": {"identity_url": "https://identity.invalid", "identity_secret": SECRET},
    "/handoff": {
        "operator_mode": "merchant",
        "handoff_url": "https://lender.invalid",
        "handoff_secret": SECRET,
    },
    "/identity/form": {},
}
ODD = {
    "deep list": b"[" * 9_000,
    "deep object": b'{"a":' * 3_000,
    "half a character": b'{"init_data": "\\ud800", "id": "\\ud800", "check_id": "\\ud800", "payment_id": "\\ud800"}',
    "no UTF-8": b'{"name": "\xff"}',
    "raw half": b'{"name": "\xed\xa0\x80"}',
    "not a number": b'{"check_id": NaN}',
    "nothing": b"",
}


@contextlib.asynccontextmanager
async def assistant(
    settings: Settings, clock: MovableClock, path: str
) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """Serve what is asked at `path`; with the key of the sandbox's gateway."""
    container, handlers = (
        build_container(load_settings(**{**dict(settings), **MODES[path]}), clock),
        WebhookHandlers(),
    )
    port = free_port()
    await container.services.customers.arrive(7, "zh-hans")
    try:
        with Webhooks(container, TOKEN, lambda: None).attached_to(handlers):
            async with (
                serving(web_app(handlers, None, ""), "127.0.0.1", port),
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
            ):
                yield http, sandbox_key(container.cipher)
    finally:
        await container.aclose()


def headers(path: str, body: bytes, gateway_key: str) -> dict[str, str]:
    if path == "/payments/sandbox":
        return {SIGNATURE_HEADER: sign_payment(gateway_key, body)}
    return signed_headers(their_key(SECRET), body, time.time())


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("path", MODES)
async def test_what_cannot_be_read_is_400_and_no_incident(
    settings: Settings, clock: MovableClock, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with assistant(settings, clock, path) as (http, gateway_key):
        said = {
            name: (await http.post(path, content=body, headers=headers(path, body, gateway_key))).status_code
            for name, body in ODD.items()
        }
    assert said == dict.fromkeys(ODD, 400)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_half_a_character_in_an_answer_of_the_form_is_400(
    settings: Settings, clock: MovableClock
) -> None:
    user = json.dumps({"id": 7, "first_name": "x", "language_code": "zh"})
    opened = signed({"auth_date": str(int(time.time())), "user": user}, TOKEN)
    answers = {"init_data": opened, "name": "张三", "id_number": "x\ud83d", "phone": "1"}
    async with assistant(settings, clock, "/identity/form") as (http, _):
        body = json.dumps(answers).encode()
        assert (await http.post("/identity/form", content=body)).status_code == 400
        whole = json.dumps({**answers, "id_number": "x😀"}).encode()
        assert (await http.post("/identity/form", content=whole)).json()["problems"]
