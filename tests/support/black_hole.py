"""A server that takes every connection and never says a word, as a machine that hangs does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class BlackHole:
    def __init__(self) -> None:
        self.port = 0
        self.taken = 0
        self._writers: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        return f"postgresql+asyncpg://somebody:a-pass-word@127.0.0.1:{self.port}/shop"

    async def swallow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken += 1
        self._writers.append(writer)
        with contextlib.suppress(ConnectionError):
            await reader.read()

    async def until_taken(self, times: int = 1) -> None:
        while self.taken < times:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)

    def close(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def black_hole() -> AsyncIterator[BlackHole]:
    hole = BlackHole()
    server = await asyncio.start_server(hole.swallow, "127.0.0.1")
    hole.port = server.sockets[0].getsockname()[1]
    try:
        yield hole
    finally:
        server.close()
        hole.close()
        await server.wait_closed()
