"""The supervisor of a process: its background tasks, and the end of the process where one cannot be kept going."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator

from bot.cli.parser import GAVE_UP
from bot.observer import Observer
from bot.supervision.failure import GaveUp, described
from bot.supervision.task import ENDLESS, USUAL, Patience, Round, Task

logger = logging.getLogger(__name__)
# Ended in good order within this time, or else at once: what cannot go on may be what the end waits for.
LAST_S = 60.0
# How long a task that is broken off may take to let go of what it holds.
LET_GO_S = 10.0


class Supervisor:
    """The background tasks of a process. Sets `stopped` where one of them cannot be kept going."""

    def __init__(self, observer: Observer, stopped: asyncio.Event, patience: Patience) -> None:
        self._patience = patience
        self._observer = observer
        self._stopped = stopped
        self._tasks: dict[str, Task] = {}
        self._gave_up: GaveUp | None = None
        self._last: asyncio.TimerHandle | None = None

    @contextlib.asynccontextmanager
    async def repeating(
        self,
        name: str,
        work: Round,
        *,
        every_s: float = 0.0,
        limit_s: float | None = None,
        fresh_s: float | None = None,
        is_doubtful: Callable[[], bool] = lambda: False,
    ) -> AsyncIterator[Task]:
        """Make rounds of `work` while the block runs; the arguments are those of `Task`."""
        task = Task(
            name,
            work,
            self._observer,
            every_s=every_s,
            limit_s=limit_s,
            fresh_s=fresh_s,
            patience=self._patience,
            is_doubtful=is_doubtful,
        )
        self._tasks[name] = task
        async with _beside(self._kept(task.run_forever), name):
            try:
                yield task
            finally:
                del self._tasks[name]

    @contextlib.asynccontextmanager
    async def once(self, name: str, work: Round) -> AsyncIterator[Task]:
        """Get `work` done beside the block, however often it fails; broken off with the block."""
        task = Task(name, work, self._observer, patience=ENDLESS)
        async with _beside(self._kept(task.run_once), name):
            yield task

    @contextlib.contextmanager
    def watching(self, task: asyncio.Task[object]) -> Iterator[None]:
        """Look after somebody else's task, which has to last as long as the block and cannot be begun again."""

        def ended(_: asyncio.Task[object]) -> None:
            failed = None if task.cancelled() else task.exception()
            self._observer.task_failed(task.get_name())
            self._give_up(GaveUp(f"{task.get_name()} ended ({described(failed) if failed else 'by itself'})"))

        task.add_done_callback(ended)
        try:
            yield
        finally:
            task.remove_done_callback(ended)

    async def first_try(self, task: Task, within_s: float) -> None:
        """Wait until the first round of the task ended, however it did, but neither longer than this nor after being asked
        to stop."""
        await first_of(task.was_tried.wait(), self._stopped, within_s)

    def note_well(self, name: str) -> None:
        """Note that the task of this name goes well, as something else shows."""
        if name in self._tasks:
            self._tasks[name].note_well()

    def stale(self) -> list[str]:
        """Return which tasks the process is not ready without have not gone well for too long."""
        return [name for name, task in self._tasks.items() if task.is_stale]

    async def _kept(self, run: Callable[[], Awaitable[None]]) -> None:
        try:
            await run()
        except GaveUp as error:
            self._give_up(error)

    def _give_up(self, error: GaveUp) -> None:
        logger.critical("%s; the process ends, to be started again", error)
        self._gave_up = self._gave_up or error
        self._stopped.set()
        if self._last is None:
            self._last = asyncio.get_running_loop().call_later(LAST_S, os._exit, GAVE_UP)

    def close(self) -> None:
        """End with the process's other parts. Raises `GaveUp` where that is why they ended."""
        if self._last is not None:
            self._last.cancel()
        if self._gave_up is not None:
            raise self._gave_up


@contextlib.asynccontextmanager
async def supervising(
    observer: Observer, stopped: asyncio.Event, patience: Patience = USUAL
) -> AsyncIterator[Supervisor]:
    """Yield the supervisor of a process that runs until `stopped`. Raises `GaveUp` at the end of the block where a task
    could not be kept going."""
    supervisor = Supervisor(observer, stopped, patience)
    yield supervisor
    supervisor.close()


async def first_of(awaited: Awaitable[object], stopped: asyncio.Event, within_s: float | None = None) -> bool:
    """Wait for `awaited`, but neither longer than this nor after being asked to stop: broken off then. Return whether it
    came to its end; raises what it raised."""
    waiting = asyncio.ensure_future(awaited)
    asked = asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait({waiting, asked}, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            return False
        waiting.result()
        return True
    finally:
        for one in (waiting, asked):
            one.cancel()
        await asyncio.wait({waiting, asked})
        if not waiting.cancelled():
            waiting.exception()  # seen, or it would be reported as forgotten


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[object, object, None], name: str) -> AsyncIterator[None]:
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=LET_GO_S)
        if not task.done():
            logger.warning("%s does not let go; the process ends without it", name)
        elif not task.cancelled():
            task.result()
