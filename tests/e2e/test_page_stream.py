"""The stream of changes behind the chat page: nothing that happens while an event is on its way is lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.backend import Backend
from bot.sandbox.clock.position import Position
from bot.sandbox.events import event_stream
from bot.sandbox.limits import SendingLimits
from bot.sandbox.store.store import Store

RAN = [{"job": "deliver_notices", "at": "2026-01-05T10:00:00+08:00", "result": {"sent": 1}}]


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    store = Store(tmp_path / "sandbox.db")
    position = Position(store.settings, start_at=datetime(2026, 1, 5, 2, 0, tzinfo=UTC), running=False)
    yield Backend(store, position, SendingLimits(enabled=False))
    store.close()


async def next_event(stream: AsyncIterator[str]) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((await anext(stream)).removeprefix("data: "))
    return event


def a_move_ends(backend: Backend) -> None:
    backend.walker.last_ran = RAN
    backend.walker.moves += 1
    backend.hub.wake()


async def test_a_move_that_ends_while_an_event_is_on_its_way_is_told_by_the_next(backend: Backend) -> None:
    stream = event_stream(backend)
    assert "ran" not in await next_event(stream)
    a_move_ends(backend)
    assert (await next_event(stream))["ran"] == RAN


async def test_a_move_is_told_once(backend: Backend) -> None:
    stream = event_stream(backend)
    await next_event(stream)
    a_move_ends(backend)
    await next_event(stream)
    backend.hub.type_in(1)
    event = await next_event(stream)
    assert event["typing"] == [1]
    assert "ran" not in event


async def test_a_move_from_before_is_not_told_to_who_comes_later(backend: Backend) -> None:
    a_move_ends(backend)
    assert "ran" not in await next_event(event_stream(backend))


async def test_a_reset_raises_the_epoch(backend: Backend) -> None:
    stream = event_stream(backend)
    before = (await next_event(stream))["epoch"]
    backend.reset()
    assert (await next_event(stream))["epoch"] == before + 1


async def test_the_stream_ends_when_the_server_closes(backend: Backend) -> None:
    stream = event_stream(backend)
    await next_event(stream)
    backend.hub.close()
    assert [event async for event in stream] == []
