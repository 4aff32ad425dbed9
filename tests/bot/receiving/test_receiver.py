"""What was received is taken up whole: a failure, a flood of one person and an old backlog cost nobody else."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.app import Assistant, build_application
from bot.receiving.raw import is_charge, talks_in, told_once
from bot.receiving.receiver import MOST_WAITING, Receiver
from bot.settings import Settings
from bot.wiring import Container, build_container
from tests.support.clock import MovableClock

PATIENCE_S = 60.0
CHANNEL_POST = {
    "update_id": 1,
    "channel_post": {"message_id": 1, "date": 1, "chat": {"id": -9, "type": "channel", "title": "x"}},
}


def words(number: int, person: int, **more: Any) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "测试"}
    message = {"message_id": number, "date": 1, "from": user, "chat": {"id": person, "type": "private"}}
    return {"update_id": number, "message": message | ({"text": "账单"} | more)}


def charge(number: int, person: int) -> dict[str, Any]:
    paid = {
        "currency": "CNY",
        "total_amount": 1,
        "invoice_payload": "x",
        "telegram_payment_charge_id": "x",
        "provider_payment_charge_id": "x",
    }
    return words(number, person, successful_payment=paid)


@pytest.fixture
def assistant(container: Container) -> Assistant:
    return build_application(container, token="1:receiving", api_base_url="http://telegram.invalid")


def queued(assistant: Assistant) -> list[int]:
    numbers = []
    while not assistant.queue.empty():
        update: Any = assistant.queue.get_nowait()
        numbers.append(update.update_id)
    return numbers


async def undone(container: Container) -> list[int]:
    async with container.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT update_id FROM inbox WHERE done_at IS NULL ORDER BY update_id")
        )
        return list(found.scalars())


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_batch_goes_on_though_what_concerns_nobody_cannot_be_crossed_out(
    settings: Settings, container: Container, clock: MovableClock
) -> None:
    impatient = build_container(settings.model_copy(update={"sqlite_busy_s": 0.05}), clock)
    assistant = build_application(impatient, token="1:receiving", api_base_url="http://telegram.invalid")
    batch = [CHANNEL_POST, words(2, 51), words(3, 52)]
    await impatient.inbox.store(batch)
    other = sqlite3.connect(str(make_url(settings.database_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await Receiver(assistant, impatient.inbox, impatient.refused_updates).take_up(batch)
    assert queued(assistant) == [2, 3]
    assert await undone(container) == [1, 2, 3]
    other.execute("ROLLBACK")
    other.close()
    for _ in range(int(PATIENCE_S / 0.05)):
        if await undone(container) == [2, 3]:
            break
        await asyncio.sleep(0.05)
    assert await undone(container) == [2, 3]
    await impatient.aclose()


async def test_a_flood_of_one_person_is_left_out_beyond_measure_and_nobody_else_is(
    assistant: Assistant, container: Container
) -> None:
    flood = [words(number, 51) for number in range(1, 10 * MOST_WAITING)]
    stranger, paid = words(10 * MOST_WAITING, 52), charge(10 * MOST_WAITING + 1, 51)
    await Receiver(assistant, container.inbox, container.refused_updates).receive([*flood, stranger, paid])
    assert queued(assistant) == [
        *range(1, MOST_WAITING + 1),
        stranger["update_id"],
        paid["update_id"],
    ]


async def test_a_flood_of_a_group_is_left_out_beyond_measure_and_the_staffs_is_not(
    container: Container, settings: Settings
) -> None:
    staffed = build_container(settings.model_copy(update={"staff_chat_id": -500}), container.clock)
    assistant = build_application(staffed, token="1:receiving", api_base_url="http://telegram.invalid")
    groups = {chat_id: {"chat": {"id": chat_id, "type": "group", "title": "x"}} for chat_id in (-500, -501)}
    flood = [words(number, 51, **groups[-501]) for number in range(1, MOST_WAITING + 6)]
    moved = words(900, 51, **groups[-501], migrate_to_chat_id=-1_000_501)
    ours = [words(1_000 + number, 51, **groups[-500]) for number in range(MOST_WAITING + 5)]
    receiver = Receiver(assistant, staffed.inbox, staffed.refused_updates)
    await receiver.receive([*flood, moved, *ours])
    kept = [raw["update_id"] for raw in (*flood[:MOST_WAITING], moved, *ours)]
    assert queued(assistant) == kept
    await staffed.aclose()


async def test_what_is_old_is_told_once_to_each_and_what_is_new_is_handled(
    assistant: Assistant, container: Container, clock: MovableClock
) -> None:
    await container.inbox.store([words(1, 51), words(2, 52), words(3, 51), charge(4, 51)])
    clock.advance(minutes=11)
    await container.inbox.store([words(5, 51)])
    await container.inbox.leave()
    await Receiver(assistant, container.inbox, container.refused_updates).take_up_undone()
    assert queued(assistant) == [1, 2, 3, 4, 5]
    assert assistant.undone.old == {1, 2, 3}
    assert assistant.undone.silence == {1}
    assert assistant.undone.all == {1, 2, 3, 4, 5}
    assert await undone(container) == [1, 2, 3, 4, 5]


async def test_words_that_a_killed_process_may_have_answered_are_to_be_sent_again_and_what_only_shows_is_handled(
    assistant: Assistant, container: Container
) -> None:
    command = {"type": "bot_command", "offset": 0, "length": 6}
    tap = {"id": "1", "from": words(4, 51)["message"]["from"], "chat_instance": "1", "data": "x"}
    await container.inbox.store([
        words(1, 51), words(2, 51, text="/start 7", entities=[command]), words(3, 51, text="/张三"),
        {"update_id": 4, "callback_query": tap}, words(5, 52), charge(6, 52),
        {"update_id": 7, "edited_message": words(5, 52)["message"]}, words(8, 52, text=None, delete_chat_photo=True),
    ])  # fmt: skip
    await Receiver(assistant, container.inbox, container.refused_updates).take_up_undone()
    assert queued(assistant) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert assistant.undone.old == {1, 3, 5}
    assert assistant.undone.silence == {1}
    assert assistant.undone.unclear == {2, 4, 6, 7, 8}


async def test_what_a_stopped_process_did_not_come_to_is_handled_as_it_was_meant(
    assistant: Assistant, container: Container
) -> None:
    await container.inbox.store([words(1, 51), words(2, 51)])
    await container.inbox.leave()
    await Receiver(assistant, container.inbox, container.refused_updates).take_up_undone()
    assert queued(assistant) == [1, 2]
    assert assistant.undone.old == assistant.undone.unclear == set()


async def test_of_what_is_old_a_group_is_told_once_and_its_new_number_is_always_heard(
    assistant: Assistant, container: Container, clock: MovableClock
) -> None:
    group = {"chat": {"id": -500, "type": "group", "title": "客服群"}}
    said = [words(1, 51, **group), words(3, 52, **group)]
    moved = words(2, 51, **group, migrate_to_chat_id=-1_000_500)
    await container.inbox.store([said[0], moved, said[1]])
    clock.advance(minutes=11)
    await Receiver(assistant, container.inbox, container.refused_updates).take_up_undone()
    assert queued(assistant) == [1, 2, 3]
    assert assistant.undone.old == {1, 3}
    assert assistant.undone.silence == {1}
    assert await undone(container) == [1, 2, 3]


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"message": []},
        {"message": {"chat": 5}},
        {"message": {"chat": {"id": "5", "type": "private"}}},
        {"callback_query": 7},
        {"callback_query": {"message": None}},
    ],
)
def test_updates_of_no_known_form_are_nobodys(raw: dict[str, Any]) -> None:
    assert talks_in(raw) is None
    assert not is_charge(raw)
    assert told_once([raw | {"update_id": 1}]) == ([], set())
