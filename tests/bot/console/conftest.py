"""A console that runs, and a browser's side of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from bot.console.pages import console_app
from bot.console.services import build_services
from bot.wiring import Container
from domain.staff import passwords
from domain.staff.types import Enrolment
from tests.support.clock import MovableClock
from tests.support.gateways import serving
from tests.support.staff import ABOVE_FEN, PASSWORD, People, people_of

TOKEN = "1:console"


@dataclass
class Browser:
    """One browser; `address`: of the console's machine."""

    http: httpx.AsyncClient
    address: str
    people: People

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(f"/console{path}")

    async def post(self, path: str, *, seen: str = "/sessions", **form: str) -> httpx.Response:
        """Send a form as the page at `seen` has it."""
        page = (await self.get(seen)).text
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert found is not None, page
        return await self.http.post(f"/console{path}", data={"csrf": found[1], **form})

    async def sign_in(self, enrolment: Enrolment, *, later: int = 0, **changed: str) -> httpx.Response:
        form = {
            "name": enrolment.member.name,
            "password": PASSWORD,
            "code": self.people.code(enrolment, later),
        } | changed
        return await self.post("/sign-in", seen="/sign-in", **form)


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


@pytest.fixture
def people(container: Container, clock: MovableClock) -> People:
    return people_of(container, clock)


@pytest.fixture
async def address(container: Container, clock: MovableClock) -> AsyncIterator[str]:
    services = build_services(
        container.store,
        clock,
        container.cipher,
        above_fen=ABOVE_FEN,
        bot_token=TOKEN,
        by_telegram=True,
        real=clock,
    )
    async with serving(console_app(services)) as address:
        yield address


@pytest.fixture
async def browser(address: str, people: People) -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(base_url=address) as http:
        yield Browser(http, address, people)


@pytest.fixture
async def second_browser(address: str, people: People) -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(base_url=address) as http:
        yield Browser(http, address, people)
