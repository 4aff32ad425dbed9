"""A server that takes every connection and never says a word, as a machine that hangs does; and a way to a real one that can
be cut off in the same manner.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.engine import make_url


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


Opening = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class FrailWay:
    """Passes on what it is given to a server, until it freezes: then it takes everything and passes on nothing."""

    def __init__(self, opening: Opening) -> None:
        self.port = 0
        self._opening = opening
        self._open = asyncio.Event()
        self._open.set()
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def freeze(self) -> None:
        self._open.clear()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        if self._open.is_set():
            their_reader, their_writer = await self._opening()
            self._writers.append(their_writer)
            self._pass(reader, their_writer)
            self._pass(their_reader, writer)

    def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._passing(source, to))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _passing(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while said := await source.read(65536):
                await self._open.wait()
                to.write(said)
                await to.drain()
        if self._open.is_set():
            to.close()

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def _frail_way(opening: Opening) -> AsyncIterator[FrailWay]:
    way = FrailWay(opening)
    server = await asyncio.start_server(way.carry, "127.0.0.1")
    way.port = server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        server.close()
        way.close()
        await server.wait_closed()


def way_to_port(port: int) -> AbstractAsyncContextManager[FrailWay]:
    return _frail_way(lambda: asyncio.open_connection("127.0.0.1", port))


@contextlib.asynccontextmanager
async def way_to_postgres(url: str) -> AsyncIterator[tuple[FrailWay, str]]:
    """A way to the server of the tests, which listens on a socket of its folder, and the database's address over it."""
    there = make_url(url)
    socket = f"{there.query['host']}/.s.PGSQL.5432"
    async with _frail_way(lambda: asyncio.open_unix_connection(socket)) as way:
        over = there.set(host="127.0.0.1", port=way.port, query={})
        yield way, over.render_as_string(hide_password=False)
