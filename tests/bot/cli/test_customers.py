"""`python -m bot customers`: who cannot be reached while bills are open."""

from __future__ import annotations

import asyncio
from datetime import date, time

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from tests.support.builders import NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy


@pytest.fixture(autouse=True)
def clock_of_the_container(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lives on the test's day, too."""
    monkeypatch.setattr("bot.adapters.clock.SystemClock", lambda: clock)


async def _list(settings: Settings) -> int:
    arguments = ["customers", "unreachable", "--database-url", settings.database_url]
    return await asyncio.to_thread(main, arguments)


async def test_who_stopped_the_assistant_with_bills_open_is_on_the_list_until_they_are_back(
    container: Container, settings: Settings, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    debtor, visitor, reader = [await arrive(container, telegram_id) for telegram_id in (1, 2, 3)]
    await buy(container, debtor)
    await buy(container, reader, plan_id="consumer-3")
    clock.move_to(date(2026, 2, 6), time(12, 0))
    for telegram_id in (debtor.telegram_id, visitor.telegram_id):
        await container.services.customers.mark_blocked(telegram_id)
    assert await _list(settings) == 0
    listed = capsys.readouterr().out
    assert listed.count("away since 2026-02-06 12:00") == 1
    assert f"{debtor.id}  " in listed
    assert "357.42 yuan late  oldest open bill due 2026-02-05" in listed
    assert NAME not in listed
    assert PHONE not in listed

    assert (await arrive(container, debtor.telegram_id)).was_unreachable
    assert not (await arrive(container, debtor.telegram_id)).was_unreachable
    assert await _list(settings) == 0
    assert "Everybody with open bills can be reached." in capsys.readouterr().out
