"""The command on the test's day, and customers whose bills come in the days it walks over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, time
from pathlib import Path

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from domain.customers.results import CustomerView
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next

Run = Callable[..., Awaitable[int]]


@pytest.fixture(autouse=True)
def clock_of_the_container(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lives on the test's day, too."""
    monkeypatch.setattr("bot.adapters.clock.SystemClock", lambda: clock)


@pytest.fixture(autouse=True)
def temporary(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the copy is made; whatever happens, nothing is left of it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def run(settings: Settings) -> Run:
    """`python -m bot rehearse …`; the exit code."""

    async def call(*arguments: str) -> int:
        return await asyncio.to_thread(
            main, ["rehearse", *arguments, "--database-url", settings.database_url]
        )

    return call


@pytest.fixture
async def customers(container: Container, clock: MovableClock) -> list[CustomerView]:
    """Three who read three languages, with bills from 5 and 8 February; the third has paid its first already."""
    found = []
    for telegram_id, locale, plan_id, bought in (
        (7_000_001, "zh_CN", "consumer-12", date(2026, 1, 5)),
        (7_000_002, "zh_TW", "consumer-3", date(2026, 1, 8)),
        (7_000_003, "en", "bank-12", date(2026, 1, 8)),
    ):
        clock.move_to(bought, time(12, 0))
        customer = await arrive(container, telegram_id)
        await container.services.customers.choose_locale(customer.id, locale)
        await buy(container, customer, plan_id=plan_id)
        found.append(customer)
    await repay_next(container, found[2])
    return found
