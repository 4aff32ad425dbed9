"""The sandbox's own members: whoever opens their page signs in with what it shows."""

from __future__ import annotations

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.adapters.clock import SystemClock
from bot.console.pages import console_app
from bot.console.sample_owner import SampleMembers
from bot.console.services import build_services
from bot.settings import Settings
from bot.wiring import Container
from tests.support.databases import on_sqlite
from tests.support.gateways import serving


@on_sqlite
async def test_what_the_page_shows_lets_in_and_a_new_run_shows_another_password(
    container: Container, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = build_services(container.store, SystemClock(), container.cipher, above_fen=None)
    passwords = set()
    for _ in range(2):
        page = SampleMembers(settings).page
        app = Starlette(routes=[Route("/sandbox/console", page), Mount("/", app=console_app(services))])
        async with serving(app) as address, httpx.AsyncClient(base_url=address) as http:
            shown = (await http.get("/sandbox/console")).text
            password, code = re.findall(r"<code>(.*?)</code>", shown)[:2]
            asked = await http.get("/console/sign-in")
            csrf = re.search(r'name="csrf" value="(\w+)"', asked.text)
            assert csrf is not None
            form = {"csrf": csrf[1], "name": "sample-owner", "password": password, "code": code}
            entered = await http.post("/console/sign-in", data=form)
            assert entered.headers["location"] == "/console/"
            assert password in (await http.get("/sandbox/console")).text
            passwords.add(password)
    assert len(passwords) == 2
