"""One connection that speaks HTTP/1.1: a request out, the whole answer in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable
from time import monotonic
from typing import Any

from bot.sending.http_answer import AnswerReader, MalformedAnswer
from bot.sending.transport_body import Body

# How long a connection is kept for the next request. Shorter than servers keep it: a request on one that the server is
# just closing is lost, and nobody knows whether it was.
KEPT_S = 15.0
# How long an address may take before the next one of the same name is tried beside it (RFC 8305).
NEXT_ADDRESS_S = 0.25
PIECE_BYTES = 256 * 1024


class ProxyRefused(OSError):
    """The proxy does not open a way. The text holds nothing of what it said but a status."""


class _CountingReader(asyncio.StreamReader):
    """Knows how much came in: what nobody asked for must not be taken for the next answer."""

    received = 0

    def feed_data(self, data: Any) -> None:
        self.received += len(data)
        super().feed_data(data)


class Connection:
    """`kept` tells whether it may carry another request, which none that broke off may."""

    def __init__(self, reader: _CountingReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._answer = AnswerReader()
        self._read = 0
        self._idle_since = 0.0
        self._is_closed = False
        self.kept = False

    @classmethod
    async def open(cls, host: str, port: int, tls: ssl.SSLContext | None, *, several: bool) -> Connection:
        """Connect, as `asyncio.open_connection` does, but for the reader. `several`: the name has more than one address.
        Raises OSError.
        """
        loop = asyncio.get_running_loop()
        reader = _CountingReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        # Given up while it tries addresses side by side, asyncio can leave a socket open: not where there is but one.
        delay_s = NEXT_ADDRESS_S if several else None
        transport, _ = await loop.create_connection(
            lambda: protocol, host, port, ssl=tls, happy_eyeballs_delay=delay_s
        )
        return cls(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    def is_usable(self) -> bool:
        """Return whether the other side, as far as one sees, waits for another request."""
        if monotonic() - self._idle_since > KEPT_S or self._has_unread():
            return False
        return not (self._reader.at_eof() or self._writer.is_closing())

    def close(self) -> None:
        self._is_closed = True
        self._writer.transport.abort()

    async def exchange(self, head: str, body: Body | None, read_s: float | None) -> tuple[int, bytes]:
        """Return the status and the whole body of the answer.

        Raises:
            TimeoutError: nothing arrived for `read_s`, or the body was not taken in the time it gives.
            OSError, MalformedAnswer: the connection broke, or something else than an answer came.

        """
        self.kept = False
        answer = self._answer
        answer.expect()
        went_out = await self._send(head.encode(), body)
        while not answer.is_whole:
            piece = await self._next(read_s, self._reader.read(PIECE_BYTES))
            if self._is_closed:  # by us, so this end is none of the answer's
                raise MalformedAnswer("it was closed")
            answer.feed(piece)
        content = answer.body()
        self._idle_since = monotonic()
        self.kept = went_out and answer.keeps_open
        return answer.status, content

    async def open_way(self, host: str, address: str, authorization: str, trusted: ssl.SSLContext) -> None:
        """Have the proxy connect to the address, and agree on TLS with the host there.

        Raises:
            OSError: TLS is not agreed on, or the proxy does not open a way (`ProxyRefused`).

        """
        lines = [f"CONNECT {address} HTTP/1.1", f"Host: {address}"]
        if authorization:
            lines.append(f"Proxy-Authorization: {authorization}")
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        status = await self._status_of_way()
        if not 200 <= status < 300:
            raise ProxyRefused(f"the proxy says {status}")
        if self._has_unread():  # it would be taken for what the host said under TLS
            raise ProxyRefused("the proxy says more than was asked for")
        await self._writer.start_tls(trusted, server_hostname=host)

    async def _send(self, head: bytes, body: Body | None) -> bool:
        """Write the request. Return whether it went out whole: a server may refuse a file before it has all of it."""
        if body is None:
            self._writer.write(head)
            return True
        if body.at_once is not None:
            self._writer.write(head + body.at_once)
            return True
        sending = asyncio.create_task(body.write(self._writer, head))
        try:
            while not (sending.done() or self._answer.status):
                await self._hear_while(sending)
        finally:
            sending.cancel()
            went_out = sending.done() and not sending.cancelled() and sending.exception() is None
        if not self._answer.status:
            sending.result()
        return went_out

    async def _hear_while(self, sending: asyncio.Task[None]) -> None:
        """Wait until that is done, or something arrives."""
        arriving = asyncio.create_task(self._next(None, self._reader.read(PIECE_BYTES)))
        try:
            await asyncio.wait((sending, arriving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            arriving.cancel()
        await asyncio.wait((arriving,))
        if not arriving.cancelled():
            self._answer.feed(arriving.result())

    async def _status_of_way(self) -> int:
        answer = AnswerReader()  # of its own: the connection's begins with the host's first
        answer.expect(head_only=True)
        try:
            while not answer.is_whole:
                answer.feed(await self._next(None, self._reader.readuntil(b"\r\n\r\n")))
        except (EOFError, asyncio.LimitOverrunError, MalformedAnswer) as error:
            raise ProxyRefused(f"the proxy does not answer ({type(error).__name__})") from None
        return answer.status

    async def _next(self, read_s: float | None, arrival: Awaitable[bytes]) -> bytes:
        async with asyncio.timeout(read_s):
            arrived = await arrival
        self._read += len(arrived)
        return arrived

    def _has_unread(self) -> bool:
        return self._reader.received != self._read
