"""Long polling goes on after whatever Telegram answers, and one update that cannot be read keeps nobody waiting."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update

from bot.app import Assistant, build_application
from bot.observer import NobodyWatches
from bot.receiving import receiver as receiving
from bot.receiving.receiver import Receiver
from bot.receiving.refused_updates import KEPT_FOR, MOST_ROWS, refusals, sorted_batch
from bot.supervision.supervisor import supervising
from bot.supervision.task import Patience
from bot.wiring import Container
from tests.support.clock import MovableClock
from tests.support.moody_telegram import (
    BAD_GATEWAY,
    BROKEN,
    CUT,
    GATEWAY_TIMEOUT,
    TOO_MANY,
    Fault,
    MoodyTelegram,
    moody_telegram,
)

QUICK = Patience(first_pause_s=0.01, longest_pause_s=0.05)
WITHIN_S = 20.0


class Counting(NobodyWatches):
    """Counts what went wrong."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def task_failed(self, task: str) -> None:
        self.seen[task] += 1


def message(update_id: object, words: str = "你好", **more: Any) -> dict[str, Any]:
    chat = {"id": 7, "type": "private"}
    sender = {"id": 7, "is_bot": False, "first_name": "张三"}
    content = {"message_id": 1, "date": 1_767_225_600, "chat": chat, "from": sender, "text": words}
    return {"update_id": update_id, "message": content | more}


@dataclass
class Polling:
    telegram: MoodyTelegram
    assistant: Assistant
    observer: Counting
    taken: list[int] = field(default_factory=list)

    async def until_taken(self, *numbers: int) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not set(numbers) <= set(self.taken):
                update = await self.assistant.queue.get()
                assert isinstance(update, Update)
                self.taken.append(update.update_id)


@pytest.fixture
async def telegram() -> AsyncIterator[MoodyTelegram]:
    async with moody_telegram() as server:
        yield server


@pytest.fixture
async def polling(
    container: Container, telegram: MoodyTelegram, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Polling]:
    monkeypatch.setattr(receiving, "AGAIN_S", 0.2)
    assistant, observer = build(container, telegram), Counting()
    await assistant.application.initialize()
    receiver = Receiver(assistant, container.inbox, container.refused_updates)
    async with supervising(observer, asyncio.Event(), QUICK) as supervisor, receiver.polling(supervisor):
        yield Polling(telegram, assistant, observer)
    await assistant.application.shutdown()


def build(container: Container, telegram: MoodyTelegram) -> Assistant:
    return build_application(container, token="1:sandbox", api_base_url=telegram.url)


ODD = {
    "without a result": Fault(200, body=b'{"ok": true}'),
    "a list": Fault(200, body=b"[]"),
    "a number": Fault(200, body=b"7"),
    "an object for a list": Fault(200, body=b'{"ok": true, "result": {}}'),
    "a word for a list": Fault(200, body=b'{"ok": true, "result": "x"}'),
    "null for a list": Fault(200, body=b'{"ok": true, "result": null}'),
    "no JSON": Fault(200, body=b"<html>"),
    "nothing": Fault(200, body=b" "),
    "deep JSON": Fault(200, body=b"[" * 100_000),
    "a list with an error": Fault(500, body=b"[]"),
    "an error that is a word": Fault(400, body=b'"x"'),
    "409": Fault(409),
    "401": Fault(401),
    "429": TOO_MANY,
    "500": BROKEN,
    "502": BAD_GATEWAY,
    "504": GATEWAY_TIMEOUT,
    "cut": CUT,
}


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("odd", ODD)
async def test_no_answer_ends_polling(polling: Polling, odd: str) -> None:
    polling.telegram.fail("getUpdates", ODD[odd], ODD[odd])
    polling.telegram.updates = [message(5)]
    await polling.until_taken(5)
    assert polling.telegram.refused["getUpdates"] == 2
    assert polling.observer.seen["polling"] == (0 if odd == "429" else 2)


async def test_a_webhook_that_somebody_set_meanwhile_is_taken_away(polling: Polling) -> None:
    polling.telegram.fail("getUpdates", Fault(409))
    before = polling.telegram.asked["deleteWebhook"]
    polling.telegram.updates = [message(5)]
    await polling.until_taken(5)
    assert polling.telegram.asked["deleteWebhook"] == before + 1


UNREADABLE: dict[str, object] = {
    "no object": "张三",
    "no update_id": {"message": {"text": "张三"}},
    "update_id is no whole number": message("17"),
    "update_id is out of range": message(2**63),
    "message.text": message(12, text=["张三"]),
}


async def test_what_cannot_be_read_is_put_aside_sealed_and_the_rest_of_its_batch_goes_on(
    polling: Polling, container: Container
) -> None:
    polling.telegram.updates = [message(10), *UNREADABLE.values(), message(13), None, 7, [], message(True)]
    await polling.until_taken(10, 13)
    polling.telegram.updates = [message(18)]
    await polling.until_taken(18)
    assert polling.taken == [10, 13, 18]
    found = {(one.reason, one.update_id) for one in await refusals(container.engine)}
    assert found == {
        ("no object", None),
        ("no update_id", None),
        ("update_id is no whole number", 17),
        ("update_id is no whole number", None),
        ("update_id is out of range", None),
        ("message.text", 12),
    }
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM refused_updates"))).all()
    assert len(rows) == 9
    assert "张三" not in str(rows)
    assert "\\u5f20" not in str(rows)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("depth", [300, 900])
async def test_an_update_that_is_nested_too_deep_is_put_aside_and_the_rest_of_its_batch_goes_on(
    polling: Polling, container: Container, depth: int
) -> None:
    good = json.dumps(message(61))
    deep = f'{{"update_id": 60, "message": {"[" * depth}{"]" * depth}}}'
    batch = f'{{"ok": true, "result": [{deep}, {good}]}}'
    polling.telegram.fail("getUpdates", Fault(200, body=batch.encode()))
    await polling.until_taken(61)
    assert [(one.reason, one.update_id) for one in await refusals(container.engine)] == [
        ("nested too deep", 60)
    ]


async def test_what_nothing_confirms_is_neither_asked_for_hot_nor_in_the_way_of_others(
    polling: Polling, container: Container
) -> None:
    asked = polling.telegram.asked["getUpdates"]
    polling.telegram.updates = [message(2**64)]
    await asyncio.sleep(1.0)
    assert (
        1 <= polling.telegram.asked["getUpdates"] - asked <= 8
    )  # every 0.2 s; it is a second outside of tests
    polling.telegram.updates = [message(21), message(2**64)]
    await polling.until_taken(21)
    (refused,) = await refusals(container.engine)
    assert refused.times > 1  # one row, however often it comes


@pytest.mark.parametrize("far", [2**31, 2**40, 2**62, str(2**62)])
async def test_one_with_a_number_far_beyond_does_not_confirm_those_that_come_later(
    polling: Polling, far: object
) -> None:
    polling.telegram.updates = [message(21), message(far)]
    await polling.until_taken(21)
    await asyncio.sleep(0.5)  # it is asked again with whatever offset that left
    polling.telegram.updates.append(message(22))
    await polling.until_taken(22)


async def test_a_pool_without_a_connection_left_does_not_end_polling(
    polling: Polling, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As during a lock on a table, when every connection waits for it; with less patience than the usual 30 s."""
    monkeypatch.setattr(container.engine.pool, "_timeout", 0.1)
    async with _all_taken(container.engine):
        polling.telegram.updates = [message(31)]
        await asyncio.sleep(0.5)
        assert polling.taken == []
        assert polling.observer.seen["polling"] >= 1
    await polling.until_taken(31)


@contextlib.asynccontextmanager
async def _all_taken(engine: AsyncEngine) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as taken:
        with contextlib.suppress(Exception):
            while True:
                await taken.enter_async_context(engine.connect())
        yield


async def test_what_is_logged_of_an_update_that_cannot_be_read_is_its_number_and_the_field(
    polling: Polling, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        polling.telegram.updates = [message(40, text=["张三"]), message(41)]
        await polling.until_taken(41)
    assert [record.getMessage() for record in caplog.records] == ["update 40 put aside: message.text"]


@pytest.mark.parametrize(
    ("came", "last_id"),
    [
        ([], None),
        ([{"update_id": 5}, {"update_id": 3}], 5),
        ([{"update_id": "6"}, {"update_id": 3}], 6),
        ([{"update_id": 2**63}, {"update_id": 3}], 3),
        ([{"update_id": 2**31}, {"update_id": str(2**62)}, {"update_id": 3}], 3),
        ([{"update_id": 2**31 - 1}], 2**31 - 1),
        ([{"update_id": -1}, {"update_id": 1.5}, {"update_id": True}, {}, None, {"update_id": "٣"}], None),
    ],
)
def test_the_offset_is_behind_the_greatest_number_that_can_be_read(
    came: list[object], last_id: int | None
) -> None:
    assert sorted_batch(came).last_id == last_id


async def test_what_was_put_aside_is_counted_when_it_comes_again_bounded_and_gone_after_a_week(
    container: Container, clock: MovableClock
) -> None:
    refused = container.refused_updates
    await refused.put_aside(b"\xff\xfe", "no JSON")
    clock.advance(days=1)
    await refused.put_aside(b"\xff\xfe", "no JSON")
    (one,) = await refusals(container.engine)
    assert (one.times, one.size, one.last_at - one.received_at) == (2, 2, clock.now() - one.received_at)
    assert await container.prune_due(clock.now()) == clock.now() + KEPT_FOR
    assert await container.prune(clock.advance(days=6)) == {"pruned": 0}
    assert await container.prune(clock.advance(days=1, seconds=1)) == {"pruned": 0, "dropped": 1}
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO refused_updates (id, payload, size, reason, times, received_at, last_at)"
                " VALUES (:id, 'x', 1, 'x', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
            ),
            [{"id": str(number)} for number in range(MOST_ROWS)],
        )
    await refused.put_aside({"update_id": None}, "update_id is no whole number")
    assert len(await refusals(container.engine)) == MOST_ROWS


async def test_a_large_one_is_kept_in_part_with_its_size(container: Container) -> None:
    await container.refused_updates.put_aside(json.dumps(["x"] * 100_000).encode(), "no object")
    (one,) = await refusals(container.engine)
    assert one.size == 500_000
    async with container.engine.connect() as connection:
        assert (await connection.scalar(text("SELECT length(payload) FROM refused_updates"))) < 100_000
