"""Being asked to stop: by Ctrl+C or by a service manager. The end comes within two seconds, whatever is waited for, unless
somebody is being answered, and Telegram and the database can be reached.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from bot.loop import LET_GO_TICKS, TICK_S, Loop

T = TypeVar("T")
logger = logging.getLogger(__name__)
# In tenths of a second, which are longer on a machine that has much else to do: how long closing up may take with nothing in
# hand; when it is looked again while something is, and how long who is knocked at then may take.
CLOSING_TICKS, LOOK_TICKS, KNOCK_TICKS = 9, 3, 9


def stop_event() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set, on the running loop. Where signals cannot be had it is never set."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not in the main thread (a test's loop), or not on this platform.
        with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    return stopped


class Stopped(Exception):
    """Asked to stop in the middle of it: clear up and go."""


async def go_on(stopped: asyncio.Event) -> None:
    """Let signals be heard. Raises `Stopped`."""
    await asyncio.sleep(0)
    if stopped.is_set():
        raise Stopped()


# A process that lasts


@dataclass
class InHand:
    """What a process that was asked to stop is still doing for somebody: `count` of it, and whom it takes for that, each
    answering whether it can be reached.
    """

    count: Callable[[], int] = lambda: 0
    knocks: Sequence[Callable[[], Awaitable[bool]]] = ()


Lasting = Callable[[asyncio.Event, InHand], Coroutine[Any, Any, None]]


def live(work: Lasting) -> int:
    """Do `work` until it ends, or until the process is asked to stop; the exit code of a good end. Raises what it raises."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(_until_asked(work))
    return 0


async def _until_asked(work: Lasting) -> None:
    stopped, over, in_hand = stop_event(), asyncio.Event(), InHand()
    task = asyncio.create_task(work(over, in_hand), name="process")
    asked = asyncio.create_task(stopped.wait(), name="asked to stop")
    await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    over.set()
    if not await _closes(task, in_hand):
        if count := in_hand.count():
            logger.warning("%d updates in hand are left to the next start: nobody can be reached", count)
        await _break_off(task)
        if not task.cancelled():
            task.exception()  # it could not close up: nobody can be reached
        return
    task.result()


async def until_broken_off(work: Coroutine[Any, Any, T]) -> T:
    """Do `work`, which Ctrl+C breaks off. What does not let go then is left behind with the process."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await _break_off(task)
        raise


async def _break_off(task: asyncio.Task[Any]) -> None:
    """Cancel the task; where it does not let go, end the process, as a kill would."""
    task.cancel()
    if not await _ends(task, LET_GO_TICKS):
        leave(0)


def leave(code: int) -> NoReturn:
    """End the process at once, with what it said said."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


async def _closes(task: asyncio.Task[None], in_hand: InHand) -> bool:
    """Wait for the end of what was asked to stop, while it has something in hand and whom that takes can be reached. Return
    whether it ended.
    """
    while True:
        is_busy = bool(in_hand.count())
        if await _ends(task, LOOK_TICKS if is_busy else CLOSING_TICKS):
            return True
        if not is_busy or (in_hand.count() and not await _all_answer(task, in_hand)):
            return task.done()


async def _all_answer(task: asyncio.Task[None], in_hand: InHand) -> bool:
    """Knock at all of them; return whether each answered in time."""

    async def knock_at_all() -> bool:
        return all(await asyncio.gather(*(knock() for knock in in_hand.knocks)))

    knocking = asyncio.create_task(knock_at_all(), name="knocking")
    for _ in range(KNOCK_TICKS):
        if knocking.done() or task.done():
            break
        await asyncio.wait([knocking, task], timeout=TICK_S, return_when=asyncio.FIRST_COMPLETED)
    if not knocking.done():
        knocking.cancel()
        return False
    return knocking.exception() is None and knocking.result()


async def _ends(task: asyncio.Task[Any], ticks: int) -> bool:
    for _ in range(ticks):
        if task.done():
            break
        await asyncio.wait({task}, timeout=TICK_S)
    return task.done()
