"""One chat in order, chats side by side, and no chat at the cost of another."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from telegram import Chat, Message, Update
from telegram.constants import ChatType

from bot.adapters.clock import SystemClock
from bot.observer import NobodyWatches
from bot.receiving.processor import SIDE_BY_SIDE, ChatOrderedProcessor
from bot.sending.pacing import FREE_PER_S, OwnSendSlots, Pace, tempo_for
from handlers.ui.sending import aside
from tests.support.builders import NOON


def update(number: int, chat_id: int) -> Update:
    return Update(number, message=Message(number, NOON, Chat(chat_id, ChatType.PRIVATE)))


def processor() -> ChatOrderedProcessor:
    return ChatOrderedProcessor(
        NobodyWatches(), Pace(OwnSendSlots(), tempo_for(FREE_PER_S), SystemClock()), chat_alias=str
    )


async def test_updates_of_one_chat_are_handled_in_order_and_never_two_at_once() -> None:
    handled: list[str] = []
    processing = processor()

    async def work(number: int) -> None:
        handled.append(f"begin {number}")
        await asyncio.sleep(0)
        handled.append(f"end {number}")

    await asyncio.gather(*(processing.process_update(update(n, 1), work(n)) for n in range(5)))
    assert handled == [f"{what} {n}" for n in range(5) for what in ("begin", "end")]


async def test_the_next_of_a_chat_waits_until_the_last_is_crossed_out() -> None:
    handled: list[str] = []
    processing = processor()

    async def work(number: int) -> None:
        handled.append(f"handled {number}")

    async def cross_out(done: object) -> None:
        assert isinstance(done, Update)
        await asyncio.sleep(0)
        handled.append(f"crossed out {done.update_id}")

    processing.after_each = cross_out
    await asyncio.gather(*(processing.process_update(update(n, 1), work(n)) for n in (1, 2)))
    assert handled == ["handled 1", "crossed out 1", "handled 2", "crossed out 2"]


async def test_a_slow_chat_holds_up_nobody_else() -> None:
    processing = processor()
    free = asyncio.Event()
    slow = asyncio.create_task(processing.process_update(update(1, 1), free.wait()))
    async with asyncio.timeout(60):
        await processing.process_update(update(2, 2), asyncio.sleep(0))
    free.set()
    await slow


async def test_a_chat_with_a_long_queue_leaves_the_others_their_places() -> None:
    processing = processor()
    free = asyncio.Event()
    crowd = [
        asyncio.create_task(processing.process_update(update(n, 1), free.wait()))
        for n in range(3 * SIDE_BY_SIDE)
    ]
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await processing.process_update(update(0, 2), asyncio.sleep(0))
    free.set()
    await asyncio.gather(*crowd)


async def test_only_so_many_chats_are_handled_at_a_time() -> None:
    processing = processor()
    free = asyncio.Event()
    at_work = 0

    async def work() -> None:
        nonlocal at_work
        at_work += 1
        await free.wait()

    tasks = [
        asyncio.create_task(processing.process_update(update(n, n), work())) for n in range(SIDE_BY_SIDE + 10)
    ]
    for _ in range(5):
        await asyncio.sleep(0)
    assert at_work == SIDE_BY_SIDE
    free.set()
    await asyncio.gather(*tasks)
    assert at_work == SIDE_BY_SIDE + 10


async def test_nothing_is_kept_of_a_chat_that_is_silent() -> None:
    processing = processor()
    for number in range(100):
        await processing.process_update(update(number, number), asyncio.sleep(0))
    assert not processing.chats_in_hand


async def test_whoever_waits_for_telegram_leaves_the_place_to_a_stranger() -> None:
    processing = processor()
    told = asyncio.Event()

    async def wait_aside() -> None:
        async with aside.get()():
            await told.wait()

    crowd = [
        asyncio.create_task(processing.process_update(update(n, n), wait_aside()))
        for n in range(2 * SIDE_BY_SIDE)
    ]
    async with asyncio.timeout(60):
        await processing.process_update(update(0, -1), asyncio.sleep(0))
    assert not any(task.done() for task in crowd)
    told.set()
    await asyncio.gather(*crowd)


async def test_those_who_waited_aside_take_a_place_again_before_they_go_on() -> None:
    processing = processor()
    told, at_work = asyncio.Event(), 0

    async def work() -> None:
        nonlocal at_work
        async with aside.get()():
            await told.wait()
        at_work += 1
        await asyncio.Event().wait()

    tasks = [
        asyncio.create_task(processing.process_update(update(n, n), work())) for n in range(SIDE_BY_SIDE + 10)
    ]
    for _ in range(5):
        await asyncio.sleep(0)
    told.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert at_work == SIDE_BY_SIDE
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_stop_lets_go_of_what_waits_and_of_what_has_not_begun_and_crosses_neither_out() -> None:
    processing = processor()
    crossed_out: list[object] = []

    async def cross_out(done: object) -> None:
        crossed_out.append(done)

    async def wait_aside() -> None:
        async with aside.get()():
            await asyncio.Event().wait()

    async def never_begun() -> None:
        raise AssertionError

    processing.after_each = cross_out
    waiting = asyncio.create_task(processing.process_update(update(1, 1), wait_aside()))
    behind = asyncio.create_task(processing.process_update(update(2, 1), never_begun()))
    for _ in range(3):
        await asyncio.sleep(0)
    processing.stop()
    async with asyncio.timeout(60):
        await asyncio.wait([waiting, behind])
    assert waiting.cancelled()
    assert behind.exception() is None
    assert not crossed_out


@pytest.mark.parametrize("waits_for", ["its turn", "a place"])
async def test_what_is_broken_off_while_it_waits_is_given_up_without_a_word(waits_for: str) -> None:
    """As where a stop can wait no longer: nobody can be reached."""
    processing = processor()
    free = asyncio.Event()
    others = 1 if waits_for == "its turn" else SIDE_BY_SIDE
    tasks = [
        asyncio.create_task(processing.process_update(update(n, n), free.wait()))
        for n in range(1, 1 + others)
    ]
    await asyncio.sleep(0)
    never_begun = asyncio.sleep(0)
    chat_id = 1 if waits_for == "its turn" else 1 + others
    waiting = asyncio.create_task(processing.process_update(update(900, chat_id), never_begun))
    await asyncio.sleep(0.01)
    for task in (waiting, *tasks):
        task.cancel()
    await asyncio.gather(waiting, *tasks, return_exceptions=True)
    assert waiting.cancelled()
    assert inspect.getcoroutinestate(never_begun) == inspect.CORO_CLOSED


async def test_what_wants_to_wait_after_the_stop_is_let_go_at_once() -> None:
    processing = processor()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go_on.wait()
        async with aside.get()():
            await asyncio.Event().wait()

    task = asyncio.create_task(processing.process_update(update(1, 1), work()))
    await begun.wait()
    processing.stop()
    go_on.set()
    async with asyncio.timeout(60):
        await asyncio.wait([task])
    assert task.cancelled()
