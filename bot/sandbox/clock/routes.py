"""/sandbox/clock: reading it, moving it, and the link of the processes that follow it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox.backend import Backend
from bot.sandbox.clock.durations import MoveError, read_move
from bot.sandbox.clock.position import beijing_text
from bot.sandbox.clock.walker import BackwardsError
from bot.sandbox.errors import PeopleError
from bot.sandbox.requests import json_body


def clock_routes(backend: Backend) -> list[BaseRoute]:
    clock = _Clock(backend)
    return [
        Route("/sandbox/clock", clock.read, methods=["GET"]),
        Route("/sandbox/clock", clock.move, methods=["POST"]),
        Route("/sandbox/clock/next-due", clock.next_due, methods=["GET"]),
        WebSocketRoute("/sandbox/clock/attach", backend.processes.serve),
    ]


class _Clock:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def read(self, _: Request) -> Response:
        return self._json({"now": self._now(), "running": self._backend.position.running})

    async def move(self, request: Request) -> Response:
        try:
            ran = await self._backend.walker.move(read_move(await json_body(request)))
        except (MoveError, BackwardsError, OverflowError) as error:
            raise PeopleError(400, str(error)) from None
        return self._json({"now": self._now(), "ran": ran})

    async def next_due(self, _: Request) -> Response:
        return self._json({"date": await self._backend.processes.next_due()})

    def _now(self) -> str:
        return beijing_text(self._backend.position.now())

    def _json(self, body: dict[str, Any]) -> JSONResponse:
        return JSONResponse(self._backend.with_revision(body))
