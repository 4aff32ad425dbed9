"""The sandbox's payment gateway on a real socket, with faults that can be set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.charge_book import ChargeBook
from bot.sandbox.gateway import gateway_app


class FaultyApp:
    """The gateway behind a door that can be shut before, or after, the charge was made."""

    def __init__(self, book: ChargeBook) -> None:
        self._app = gateway_app(book)
        self.lose_next_request = 0
        self.lose_next_answer = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if self.lose_next_request:
            self.lose_next_request -= 1
            await refuse(send)
            return
        if self.lose_next_answer:
            self.lose_next_answer -= 1
            await self._app(scope, receive, swallow)
            await refuse(send)
            return
        await self._app(scope, receive, send)


async def swallow(message: object) -> None:
    """The answer gets lost on the way."""


async def refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 502, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """The app on a free port of this machine; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait on
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


def book_in(folder: Path) -> ChargeBook:
    return ChargeBook(folder / "charges.db")
