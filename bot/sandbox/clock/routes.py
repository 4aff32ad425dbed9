"""/sandbox/clock: reading it, moving it, and the link of the processes that follow it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox.backend import Backend
from bot.sandbox.clock.durations import MoveError, read_move
from bot.sandbox.clock.position import BEIJING, beijing_text
from bot.sandbox.clock.walker import BackwardsError
from bot.sandbox.errors import PeopleError
from bot.sandbox.requests import json_body


def clock_routes(backend: Backend) -> list[BaseRoute]:
    clock = _Clock(backend)
    return [
        Route("/sandbox/clock", clock.read, methods=["GET"]),
        Route("/sandbox/clock", clock.move, methods=["POST"]),
        Route("/sandbox/clock/stop", clock.stop, methods=["POST"]),
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
            move = await self._backend.walker.move(read_move(await json_body(request)))
        except (MoveError, BackwardsError, OverflowError) as error:
            raise PeopleError(400, str(error)) from None
        body = {"now": self._now(), "ran": move.ran}
        return self._json(body if move.arrived else {**body, "stopped": True})

    async def stop(self, _: Request) -> Response:
        """End the move that is under way, if one is, at the instant it has come to; its own answer says where that was."""
        return self._json({"stopping": self._backend.walker.stop()})

    async def next_due(self, request: Request) -> Response:
        """Answer with the first due day later than `after`; without one, with today or the first to come."""
        today = self._backend.position.now().astimezone(BEIJING).date()
        try:
            after = date.fromisoformat(request.query_params["after"])
        except KeyError:
            after = today - timedelta(days=1)
        except ValueError:
            raise PeopleError(400, "after must be a day like 2026-02-05") from None
        return self._json({"date": await self._backend.processes.next_due(after)})

    def _now(self) -> str:
        return beijing_text(self._backend.position.now())

    def _json(self, body: dict[str, Any]) -> JSONResponse:
        return JSONResponse(self._backend.with_revision(body))
