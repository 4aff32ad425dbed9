"""Moving the clock: every job's fire time on the way, in order. It is a stop only where the job has something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.sandbox.clock import wire
from bot.sandbox.clock.attached import Answer, AttachedProcesses
from bot.sandbox.clock.position import Position, beijing_text
from bot.sandbox.hub import Hub
from bot.sandbox.idle import IdleWatch
from domain.value import Value, replace

logger = logging.getLogger(__name__)

Ran = dict[str, Any]  # {"job", "at": ISO 8601 with +08:00, "result": {name: count} or {"error": name}}

_BATCH = 1_000  # more than fire in a day
_QUIET_TIMEOUT_S = 30.0
_TICK_S = 1.0
_TOLD_AT_ONCE = 1_000


class BackwardsError(ValueError):
    """The clock only moves forwards."""


class Stop(Value):
    """A fire time of a job. Where it is not `due`, nothing is run, and `idle` is what a run would answer."""

    at: datetime
    order: int
    job: str
    due: bool
    idle: Mapping[str, int]


class Move(Value):
    """What a move set off, and whether it came to where it was to lead: it may have been stopped."""

    ran: list[Ran]
    arrived: bool


class Walker:
    """One move at a time: `way` is from where to where. `last_ran` is what the newest of `moves` set off, for the event
    stream.
    """

    def __init__(self, position: Position, processes: AttachedProcesses, idle: IdleWatch, hub: Hub) -> None:
        self._position = position
        self._processes = processes
        self._idle = idle
        self._hub = hub
        self._moving = asyncio.Lock()
        self._walked_to = position.now()
        self._stopping = False
        self.way: tuple[datetime, datetime] | None = None
        self.moves = 0
        self.last_ran: list[Ran] = []

    async def move(self, advance: Callable[[datetime], datetime]) -> Move:
        """Walk to where `advance` leads from now, or until stopped. Raises BackwardsError.

        A running clock stands still on the way and runs on from there.
        """
        async with self._moving:
            was_running = self._position.running
            caught_up = await self._tick() if was_running else []
            await self._set_running(False)
            try:
                to = self._checked(advance(self._position.now()))
                ran = caught_up + await self._walk(to)
                arrived = self._walked_to == to
            finally:
                self.way, self._stopping = None, False
                await self._set_running(was_running)
        self._tell(ran)
        return Move(ran, arrived)

    def stop(self) -> bool:
        """Have the move that is under way end once the instant at hand is done; return whether there is one."""
        self._stopping = self.way is not None
        return self._stopping

    async def keep_running(self) -> None:
        """Run what fell due in the last second under a running clock. Ends with its task."""
        while True:
            await asyncio.sleep(_TICK_S)
            if self._position.running and not self._moving.locked():
                async with self._moving:
                    ran = await self._tick()
                if any(any(entry["result"].values()) for entry in ran):
                    self._tell(ran)

    def _checked(self, to: datetime) -> datetime:
        now = self._position.now()
        if to < now:
            raise BackwardsError(
                f"the clock stands at {beijing_text(now)} and cannot move back to {beijing_text(to)}"
            )
        return to

    async def _walk(self, to: datetime) -> list[Ran]:
        self.way = self._position.now(), to
        await self._quieten()
        ran = [entry async for stop in self._stops(to) if (entry := await self._halt(stop))]
        if not self._stopping:
            self._walked_to = to
        self._position.set(max(self._walked_to, self._position.now()))
        await self._processes.tell_position()
        await self._quieten()
        return ran

    async def _tick(self) -> list[Ran]:
        now = self._position.now()
        ran = [entry async for stop in self._stops(now) if (entry := await self._run_late(stop))]
        self._walked_to = now
        self._position.set(self._position.now())
        return ran

    async def _halt(self, stop: Stop) -> Ran | None:
        """Stand at the stop, run its job, and wait until what it set off is done; pass by where there is nothing to do."""
        if not stop.due:
            return _entry(stop, stop.idle)
        activity = self._hub.activity
        self._position.set(stop.at)
        self._hub.wake()
        answers = await self._processes.run(stop.job, wire.to_wire(stop.at), set_clock=True)
        if not self._idle.is_quiet_after(activity, (answer.busy for answer in answers)):
            await self._quieten()
        return _ran(stop, answers)

    async def _run_late(self, stop: Stop) -> Ran | None:
        """Run what fell due under a running clock, which shows a little more by now."""
        if not stop.due:
            return _entry(stop, stop.idle)
        return _ran(stop, await self._processes.run(stop.job, wire.to_wire(stop.at), set_clock=False))

    async def _stops(self, until: datetime) -> AsyncIterator[Stop]:
        """Yield the fire times behind `_walked_to` up to `until`, asked for anew after each instant at which
        something ran, and when a process came or went.
        """
        while self._walked_to < until and not self._stopping:
            generation = self._processes.generation
            batch, asked_to = await self._batch(until)
            for at, together in groupby(batch, key=lambda stop: stop.at):
                for stop in _with_those_after(together):
                    yield stop
                self._walked_to = at
                if self._stopping or self._processes.generation != generation:
                    break
            else:
                self._walked_to = asked_to

    async def _batch(self, until: datetime) -> tuple[list[Stop], datetime]:
        """Return the next fire times of all processes in order, and the instant up to which they are all."""
        answers = await self._processes.ask_all(
            wire.FIRES, after=wire.to_wire(self._walked_to), until=wire.to_wire(until), limit=_BATCH
        )
        found = [list(_stops_of(answer)) for answer in answers]
        asked_to = min((_known_to(stops, until) for stops in found), default=until)
        by_job: dict[tuple[datetime, str], Stop] = {}
        for stop in (stop for stops in found for stop in stops if stop.at <= asked_to):
            known = by_job.get((stop.at, stop.job))
            if known is None or (stop.due and not known.due):
                by_job[stop.at, stop.job] = stop
        return sorted(by_job.values(), key=lambda stop: (stop.at, stop.order)), asked_to

    async def _quieten(self) -> None:
        if self._idle.can_become_idle() and not await self._idle.wait(_QUIET_TIMEOUT_S):
            logger.warning("the clock moves on although the assistant is still busy")

    async def _set_running(self, running: bool) -> None:
        if self._position.running != running:
            self._position.set_running(running)
            await self._processes.tell_position()

    def _tell(self, ran: list[Ran]) -> None:
        self.moves += 1
        telling = (
            ran if len(ran) <= _TOLD_AT_ONCE else [entry for entry in ran if any(entry["result"].values())]
        )
        self.last_ran = telling[-_TOLD_AT_ONCE:]
        self._hub.wake()


def _stops_of(answer: Answer) -> Iterator[Stop]:
    if isinstance(answer.result, dict) and "fires" in answer.result:
        idle = answer.result["idle"]
        for job, at, order, due in answer.result["fires"]:
            yield Stop(wire.from_wire(at), order, job, due, idle[job])


def _known_to(stops: Sequence[Stop], until: datetime) -> datetime:
    """Return up to when these are all of a process's: it stops telling where a job is due, and after so many."""
    if len(stops) >= _BATCH or any(stop.due for stop in stops):
        return stops[-1].at
    return until


def _with_those_after(together: Iterable[Stop]) -> Iterator[Stop]:
    """Yield the stops of one instant; behind one that is due all are, for it may have given them something to do."""
    due = False
    for stop in together:
        due = due or stop.due
        yield replace(stop, due=due) if due else stop


def _ran(stop: Stop, answers: Sequence[Answer]) -> Ran | None:
    """Return what ran at the stop; None where every process that had the job is gone."""
    results = [answer.result for answer in answers if answer.result is not None]
    return _entry(stop, _summed(results)) if results else None


def _entry(stop: Stop, result: Mapping[str, Any]) -> Ran:
    return {"job": stop.job, "at": beijing_text(stop.at), "result": result}


def _summed(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the counts added up over the processes; an error stands as it is."""
    total: dict[str, Any] = {}
    for result in results:
        for name, value in result.items():
            total[name] = total.get(name, 0) + value if isinstance(value, int) else value
    return total
