"""Where the console runs, and how what was said there gets to the customer."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

import httpx
import pytest

from bot.console.process import Carrier, run_console
from bot.settings import Settings, SettingsError, load_settings
from bot.web.app import web_app
from bot.web.webhook_handlers import WebhookHandlers
from bot.wiring import Container
from handlers.support.staff_desk import CaseDesk
from tests.support.databases import on_sqlite
from tests.support.gateways import serving
from tests.support.installation import free_port


@on_sqlite
async def test_in_a_process_of_its_own_it_serves_its_pages_and_its_health_until_asked_to_stop(
    container: Container, settings: Settings
) -> None:
    port = free_port()
    stopped, said = asyncio.Event(), asyncio.Queue[str]()
    own = settings.model_copy(update={"console_port": port, "metrics_port": free_port()})
    process = asyncio.create_task(run_console(own, stopped=stopped, say=said.put_nowait))
    told = await said.get()
    assert told == f"The console is at http://127.0.0.1:{port}/console/. Press Ctrl+C to stop."
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        assert (await http.get("/healthz")).json() == {"ok": True}
        assert (await http.get("/readyz")).json() == {"ready": True, "failing": []}
        seen = (await http.get(f"http://127.0.0.1:{own.metrics_port}/metrics")).text
        assert 'fenqi_ready{doing="serving"} 1.0' in seen
        assert (await http.get("/console")).status_code in (303, 307)
        assert "验证码" in (await http.get("/console/sign-in")).text
        assert (await http.get("/payments/x")).status_code == 404
    with pytest.raises(SettingsError, match="CONSOLE_PORT is wrong"):
        await run_console(own.model_copy(update={"metrics_port": None}), stopped=asyncio.Event())
    stopped.set()
    await process


@on_sqlite
async def test_beside_run_it_is_there_only_where_it_is_wanted_and_while_the_assistant_is(
    container: Container,
) -> None:
    from bot.console.pages import console_app
    from bot.console.services import build_services

    handlers = WebhookHandlers()
    async with (
        serving(web_app(handlers, None, "", console=True)) as address,
        httpx.AsyncClient(base_url=address) as http,
    ):
        assert (await http.get("/console/sign-in")).status_code == 503
        handlers.console = lambda: console_app(
            build_services(container.store, container.clock, container.cipher, above_fen=None)
        )
        assert (await http.get("/console/sign-in")).status_code == 200
        handlers.detach()
        assert (await http.get("/console/sign-in")).status_code == 503
    async with serving(web_app(WebhookHandlers(), None, "")) as address, httpx.AsyncClient() as http:
        assert (await http.get(f"{address}/console/sign-in")).status_code == 404


def test_beside_run_it_needs_the_port_of_the_web_part(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="WEB_PORT is missing: CONSOLE=true"):
        load_settings(console=True)


async def test_what_cannot_be_brought_now_is_left_to_the_next_round(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Away:
        def __init__(self) -> None:
            self.brought: list[str] = []

        async def to_staff(self) -> int:
            if len(self.brought) == 1:
                raise ConnectionError
            return 0

        async def to_customers(self, customer_id: str) -> int:
            self.brought.append(customer_id)
            return 1

    desk = Away()
    carrier = Carrier(cast(CaseDesk, desk))
    await Carrier().carry("nobody carries yet")
    with caplog.at_level(logging.WARNING):
        for customer_id in ("c1", "c2"):
            await carrier.carry(customer_id)
            await carrier.finish()
    assert desk.brought == ["c1"]
    assert "goes with the next round" in caplog.text
