"""The sandbox's clock, followed from an assistant process over a WebSocket.

The words between the two ends are in `bot/sandbox/clock/wire.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from bot.sandbox.clock import wire
from bot.scheduler import Job, next_fire, when_due
from domain.value import Value

logger = logging.getLogger(__name__)

# Who is not there is known by the first; who is, and has much to do, is waited for.
_FIRST_WORD_S, _CONNECT_TIMEOUT_S = 2.5, 10.0
_FIRST_BACKOFF_S = 0.05
_LONGEST_BACKOFF_S = 1.0
Fire = tuple[str, str, int, bool]  # the job, the instant, the job's place, whether it is due
NextDueDay = Callable[[date], Awaitable[date | None]]  # the first later than the day given


async def _no_due_day(after: date) -> date | None:
    return None


class _Served(Value):
    """What the application offers the sandbox."""

    jobs: Sequence[Job] = ()
    busy: Callable[[], int] = lambda: 0
    next_due_day: NextDueDay = _no_due_day


@dataclass(slots=True)
class _Anchor:
    now: datetime
    running: bool
    set_s: float = field(default_factory=time.monotonic)

    def read(self) -> datetime:
        passed_s = time.monotonic() - self.set_s if self.running else 0.0
        return self.now + timedelta(seconds=passed_s)


class VirtualClock:
    """`domain.ports.Clock` on the sandbox's time. Without a link it stays where it was, or runs on if it ran.

    Connect first, build the application on it, then hand over what the sandbox may ask for:

        clock = await VirtualClock.connect("http://127.0.0.1:8000/sandbox/clock")
        clock.serve_jobs(jobs=jobs, busy=in_flight, next_due_day=first_open_due_day)
    """

    def __init__(self, attach_url: str) -> None:
        self._attach_url = attach_url
        self._anchor: _Anchor | None = None
        self._anchored = asyncio.Event()
        self._served = _Served()
        self._doing: set[asyncio.Task[None]] = set()
        self._is_refused = False
        self._following: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, clock_url: str) -> VirtualClock:
        """Follow the clock at `clock_url` (CLOCK_URL). Raises ConnectionError where nobody answers."""
        clock = cls(clock_url.rstrip("/").replace("http", "ws", 1) + "/attach")
        clock._following = asyncio.create_task(clock._follow(), name="virtual-clock")
        try:
            if await clock._has_word_within(_FIRST_WORD_S):
                return clock
            if not clock._is_refused:
                logger.warning("CLOCK_URL is not answered; waiting for it, %.0f s in all", _CONNECT_TIMEOUT_S)
                if await clock._has_word_within(_CONNECT_TIMEOUT_S - _FIRST_WORD_S):
                    return clock
            raise ConnectionError(f"no sandbox clock answers at {clock_url}")
        except BaseException:
            await clock.aclose()
            raise

    async def _has_word_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._anchored.wait()
        return self._anchored.is_set()

    @classmethod
    async def attach(
        cls,
        clock_url: str,
        *,
        jobs: Sequence[Job],
        busy: Callable[[], int],
        next_due_day: NextDueDay,
    ) -> VirtualClock:
        """`connect` and `serve_jobs` in one."""
        clock = await cls.connect(clock_url)
        clock.serve_jobs(jobs=jobs, busy=busy, next_due_day=next_due_day)
        return clock

    def serve_jobs(
        self,
        *,
        jobs: Sequence[Job],
        busy: Callable[[], int],
        next_due_day: NextDueDay,
    ) -> None:
        """Let the sandbox run the jobs from now on, and ask what is in flight and which day is next due."""
        self._served = _Served(jobs, busy, next_due_day)

    def now(self) -> datetime:
        """Return the sandbox's time, aware, in UTC."""
        if self._anchor is None:
            raise RuntimeError("the clock has not been connected")
        return self._anchor.read()

    async def aclose(self) -> None:
        tasks = [task for task in (self._following, *self._doing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self) -> None:
        backoff_s = _FIRST_BACKOFF_S
        while True:
            try:
                async with connect(self._attach_url, max_size=None, proxy=None) as link:
                    self._is_refused = False
                    backoff_s = _FIRST_BACKOFF_S
                    await self._serve(link)
            except (OSError, InvalidHandshake, WebSocketException):  # TimeoutError is an OSError
                self._is_refused = True
            except (ValueError, KeyError, TypeError) as error:  # no question as agreed
                logger.error("the sandbox's clock cannot be understood: %s", type(error).__name__)
            await asyncio.sleep(backoff_s)
            backoff_s = min(backoff_s * 2, _LONGEST_BACKOFF_S)

    async def _serve(self, link: ClientConnection) -> None:
        async for text in link:
            question = json.loads(text)
            task = asyncio.create_task(self._answer(link, question))
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)

    async def _answer(self, link: ClientConnection, question: Mapping[str, Any]) -> None:
        """Never raises: a failure in the application must not cost the link."""
        try:
            result = await self._do(question)
        except Exception as error:
            logger.exception("the sandbox's request failed", extra={"do": question.get("do")})
            result = {"error": type(error).__name__}
        answer = {"id": question["id"], "result": result, "busy": self._served.busy()}
        with contextlib.suppress(WebSocketException):
            await link.send(json.dumps(answer))

    async def _do(self, question: Mapping[str, Any]) -> Any:
        match question["do"]:
            case wire.SET:
                self._set(wire.from_wire(question["now"]), running=question["running"])
            case wire.FIRES:
                return await self._fires(question)
            case wire.RUN:
                return await self._run(question)
            case wire.NEXT_DUE:
                day = await self._served.next_due_day(date.fromisoformat(question["after"]))
                return day.isoformat() if day else None
        return None

    async def _fires(self, question: Mapping[str, Any]) -> dict[str, Any]:
        after, until = wire.from_wire(question["after"]), wire.from_wire(question["until"])
        jobs = self._served.jobs
        return {
            "fires": await coming_fires(jobs, after, until, question["limit"]),
            "idle": {job.name: dict(job.idle) for job in jobs},
        }

    async def _run(self, question: Mapping[str, Any]) -> dict[str, int] | None:
        at = wire.from_wire(question["at"])
        if question["set"]:
            self._set(at, running=False)
        job = next((job for job in self._served.jobs if job.name == question["job"]), None)
        return dict(await job.run(at)) if job else None

    def _set(self, now: datetime, *, running: bool) -> None:
        self._anchor = _Anchor(now, running)
        self._anchored.set()


async def coming_fires(jobs: Sequence[Job], after: datetime, until: datetime, limit: int) -> list[Fire]:
    """Return when the jobs fire in (after, until], by time and then by place in `jobs`, up to the first instant at
    which a job is due: what its run changes may change what the others have to do.

    At least `limit` where there are as many before that, and never some of an instant without the others. A job is
    asked once when it is due, and not before it fires.
    """
    waiting = [(fire, order) for order, job in enumerate(jobs) if (fire := next_fire(job, after))]
    heapq.heapify(waiting)
    known: dict[int, datetime | None] = {}
    coming: list[Fire] = []
    last, said, met = after, "", False
    while waiting and waiting[0][0] <= until and (waiting[0][0] == last or (len(coming) < limit and not met)):
        at, order = heapq.heappop(waiting)
        if at != last:
            last, said = at, wire.to_wire(at)
        job = jobs[order]
        if order not in known:
            known[order] = await when_due(job, last)
        due = known[order]
        is_due = due is not None and due <= last
        met = met or is_due
        coming.append((job.name, said, order, is_due))
        if following := next_fire(job, last):
            heapq.heappush(waiting, (following, order))
    return coming
