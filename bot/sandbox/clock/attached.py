"""Assistant processes that follow the virtual clock, each at the other end of a WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from datetime import date
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.clock import wire
from bot.sandbox.clock.position import Position
from domain.value import Value

logger = logging.getLogger(__name__)

_ANSWER_TIMEOUT_S = 10.0
_RUN_TIMEOUT_S = 600.0


class ProcessGoneError(Exception):
    """The process died, or did not answer in time."""


class Answer(Value):
    result: Any
    busy: int


class AttachedProcess:
    """One link. Questions may overlap; each answer finds its question by id."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}

    async def ask(self, do: str, *, timeout_s: float = _ANSWER_TIMEOUT_S, **details: Any) -> Answer:
        """Ask the process and return its answer. Raises ProcessGoneError."""
        question_id = next(self._ids)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[question_id] = answer
        try:
            async with asyncio.timeout(timeout_s):
                await self._socket.send_text(json.dumps({"id": question_id, "do": do, **details}))
                return await answer
        except (TimeoutError, RuntimeError, WebSocketDisconnect) as error:
            raise ProcessGoneError from error
        finally:
            self._waiting.pop(question_id, None)

    async def listen(self) -> None:
        """Hand out answers until the link ends."""
        try:
            while True:
                told = json.loads(await self._socket.receive_text())
                question = self._waiting.get(told["id"])
                if question is not None and not question.done():
                    question.set_result(Answer(told.get("result"), int(told.get("busy", 0))))
        except (WebSocketDisconnect, RuntimeError):
            logger.debug("an attached process is gone")
        finally:
            self._fail_questions()

    async def close(self) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._socket.close()

    def _fail_questions(self) -> None:
        for question in self._waiting.values():
            if not question.done():
                question.set_exception(ProcessGoneError())


class AttachedProcesses:
    """All of them. One that does not answer is dropped and may attach again."""

    def __init__(self, position: Position) -> None:
        self._position = position
        self._processes: list[AttachedProcess] = []
        self.generation = 0  # grows when a process comes or goes

    def __bool__(self) -> bool:
        return bool(self._processes)

    def __len__(self) -> int:
        return len(self._processes)

    async def serve(self, socket: WebSocket) -> None:
        """Keep a link until it ends."""
        await socket.accept()
        process = AttachedProcess(socket)
        listening = asyncio.create_task(process.listen())
        try:
            await process.ask(wire.SET, **self._where())
            self._processes.append(process)
            self.generation += 1
            await listening
        except ProcessGoneError:
            logger.debug("a process left before it was attached")
        finally:
            self._drop(process)
            listening.cancel()

    async def ask_all(self, do: str, *, timeout_s: float = _ANSWER_TIMEOUT_S, **details: Any) -> list[Answer]:
        """Return the answers of those that answered, in the order in which the processes attached."""
        asked = list(self._processes)
        answers = await asyncio.gather(*(self._ask_one(one, do, timeout_s, details) for one in asked))
        return [answer for answer in answers if answer is not None]

    async def tell_position(self) -> list[int]:
        """Set every process's clock to ours; answers what each has in flight."""
        return [answer.busy for answer in await self.ask_all(wire.SET, **self._where())]

    async def run(self, job: str, at: str, *, set_clock: bool) -> list[Answer]:
        """Run the job in every process that has it; the others only have their clocks set."""
        details = {"job": job, "at": at, "set": set_clock}
        return await self.ask_all(wire.RUN, timeout_s=_RUN_TIMEOUT_S, **details)

    async def busy(self) -> list[int]:
        return [answer.busy for answer in await self.ask_all(wire.BUSY)]

    async def next_due(self, after: date) -> str | None:
        """Return the first day later than `after` with an open bill, as the first process sees it that knows one."""
        answers = await self.ask_all(wire.NEXT_DUE, after=after.isoformat())
        return next((answer.result for answer in answers if isinstance(answer.result, str)), None)

    async def close(self) -> None:
        await asyncio.gather(*(process.close() for process in list(self._processes)))

    def _where(self) -> dict[str, Any]:
        return {"now": wire.to_wire(self._position.now()), "running": self._position.running}

    async def _ask_one(
        self, process: AttachedProcess, do: str, timeout_s: float, details: dict[str, Any]
    ) -> Answer | None:
        try:
            return await process.ask(do, timeout_s=timeout_s, **details)
        except ProcessGoneError:
            self._drop(process)
            await process.close()
            return None

    def _drop(self, process: AttachedProcess) -> None:
        if process in self._processes:
            self._processes.remove(process)
            self.generation += 1
