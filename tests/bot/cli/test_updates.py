"""`python -m bot updates`: when something came that could not be read, and why; never what it said."""

from __future__ import annotations

import asyncio

import pytest

from bot.cli.parser import main
from bot.settings import Settings
from bot.wiring import Container
from tests.support.builders import NAME
from tests.support.clock import MovableClock


async def test_what_was_put_aside_is_listed_the_latest_first_without_what_it_said(
    container: Container, settings: Settings, clock: MovableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["updates", "--database-url", settings.database_url]
    assert await asyncio.to_thread(main, arguments) == 0
    assert capsys.readouterr().out == "Every update could be read.\n"
    unreadable = {"update_id": 17, "message": {"text": [NAME]}}
    await container.refused_updates.put_aside(unreadable, "message.text")
    await container.refused_updates.put_aside(f"<html>{NAME}".encode(), "no JSON")
    clock.advance(hours=1)
    await container.refused_updates.put_aside(unreadable, "message.text")
    assert await asyncio.to_thread(main, arguments) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("2026-01-05 10:00  update 17  ")
    assert first.endswith(" bytes  message.text  2 times, last 2026-01-05 11:00")
    assert second == f"2026-01-05 10:00  update -  {len('<html>') + 3 * len(NAME)} bytes  no JSON"
    assert NAME not in first + second
