"""/sandbox/events: server-sent events for the page, one whenever something to be seen changed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.sandbox.backend import Backend
from bot.sandbox.clock.position import beijing_text

# Typing ends by itself, so the stream looks now and then; proxies also close silent streams.
_LOOK_S = 1.0
_KEEP_ALIVE_LOOKS = 15


def events_routes(backend: Backend) -> list[BaseRoute]:
    async def events(_: Request) -> Response:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(event_stream(backend), media_type="text/event-stream", headers=headers)

    return [Route("/sandbox/events", events, methods=["GET"])]


async def event_stream(backend: Backend) -> AsyncIterator[str]:
    """Yield the text of the stream, event by event, until the server closes."""
    seen: Any = None
    moves_told = backend.walker.moves
    silent = 0
    while not backend.hub.closing:
        state, moves = _state(backend), backend.walker.moves
        if state != seen or moves != moves_told:
            event = _event(backend, with_move=moves != moves_told)
            # Noted before the yield: what changes while the event is on its way wants one of its own.
            seen, moves_told, silent = state, moves, 0
            yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
            continue
        if silent >= _KEEP_ALIVE_LOOKS:
            yield ": still here\n\n"
            silent = 0
        silent += 0 if await backend.hub.changed(_LOOK_S) else 1


def _state(backend: Backend) -> tuple[Any, ...]:
    """Return what an event is sent for. A running clock's reading is not part of it: the page counts by itself."""
    frozen_at = None if backend.position.running else backend.position.now()
    return (
        backend.store.messages.revision,
        frozen_at,
        backend.hub.typing(),
        backend.hub.epoch,
        backend.walker.way,
    )


def _event(backend: Backend, *, with_move: bool) -> dict[str, Any]:
    event: dict[str, Any] = {
        "revision": backend.store.messages.revision,
        "now": beijing_text(backend.position.now()),
        "running": backend.position.running,
        "typing": backend.hub.typing(),
        "epoch": backend.hub.epoch,
    }
    if backend.walker.way is not None:
        event["moving"] = [beijing_text(instant) for instant in backend.walker.way]
    return event | ({"ran": backend.walker.last_ran} if with_move else {})
