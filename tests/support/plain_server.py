"""A small HTTP server on a real socket that keeps what it received and answers as a test wants it to."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

OK = b'{"ok":true,"result":true}'
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Received:
    """One request; header names in lower case, `target` as it stood in the request line."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Exchange:
    """A request's head has come; the body is read, and the answer written, at the test's word."""

    def __init__(self, head: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head = head
        self._reader = reader
        self._writer = writer

    async def receive(self) -> Received:
        body = await self._body()
        return Received(self.head.method, self.head.target, self.head.headers, body)

    async def _body(self) -> bytes:
        if self.head.headers.get("transfer-encoding") == "chunked":
            return b"".join([chunk async for chunk in self._chunks()])
        return await self._reader.readexactly(int(self.head.headers.get("content-length", 0)))

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int(await self._reader.readline(), 16):
            yield await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()

    async def answer(self, body: bytes = OK, status: str = "200 OK", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        await self.send("\r\n".join(lines).encode() + body)

    async def send(self, raw: bytes) -> None:
        self._writer.write(raw)
        await self._writer.drain()

    async def until_closed(self) -> None:
        """Wait until the other side closes, however it does."""
        with contextlib.suppress(ConnectionError):
            await self._reader.read()

    def close(self) -> None:
        self._writer.close()


Answer = Callable[[Exchange], Awaitable[None]]


@dataclass
class PlainServer:
    """`answering` may be replaced at any time; `release` frees those that wait in `hold`."""

    scheme: str = "http"
    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    answering: Answer = field(init=False)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answering = self.accept

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def accept(self, exchange: Exchange) -> None:
        self.received.append(await exchange.receive())
        await exchange.answer()

    async def hold(self, exchange: Exchange) -> None:
        """Says nothing, and reads no body, until released."""
        self.arrived.set()
        await self.released.wait()
        await self.accept(exchange)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while not writer.is_closing() and (line := await reader.readline()):
                head = await _head(line, reader)
                await self.answering(Exchange(head, reader, writer))
        writer.close()

    async def aclose(self) -> None:
        self.released.set()
        for writer in self._writers:
            writer.transport.abort()  # a client that keeps its connection never answers TLS's farewell
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _head(line: bytes, reader: asyncio.StreamReader) -> Received:
    method, target, _ = line.decode().split(" ")
    headers = {}
    while (header := (await reader.readline()).decode().strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Received(method, target, headers, b"")


@contextlib.asynccontextmanager
async def plain_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[PlainServer]:
    server = PlainServer(scheme="https" if tls else "http")
    listening = await asyncio.start_server(server.serve, "127.0.0.1", ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await server.aclose()
        await listening.wait_closed()
