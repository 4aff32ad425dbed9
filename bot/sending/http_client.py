"""A small client of HTTP/1.1 over asyncio's streams: one request at a time on a kept-alive connection, directly or
through a proxy. It does what the Bot API needs: no redirects, cookies or pipelining.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from ipaddress import ip_address
from socket import SOCK_STREAM
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bot.sending import http_connection
from bot.sending.http_connection import Connection
from bot.sending.transport_body import Body

_PORTS = {"http": 80, "https": 443}
_SAFE_IN_TARGET = "!$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Whom to connect to."""

    scheme: str
    host: str
    port: int
    authorization: str = field(default="", repr=False)  # what it is told of who asks

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def authority(self) -> str:
        """As the Host header has it: without the usual port."""
        return self.address.removesuffix(f":{_PORTS[self.scheme]}")


@lru_cache(maxsize=64)
def endpoint(scheme: str, netloc: str) -> Endpoint:
    """Return whom the part of an address before its path names; raise ValueError where that is nobody. The message
    holds no more than the scheme.
    """
    parts = SplitResult(scheme, netloc, "", "", "")
    if scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"not an http:// or https:// address, but {scheme}://")
    try:
        port = parts.port
    except ValueError:  # it may name a piece of a password
        raise ValueError("an address whose port is no number") from None
    authorization = ""
    if parts.username is not None:
        user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + b64encode(user.encode()).decode()
    return Endpoint(scheme, parts.hostname, port or _PORTS[scheme], authorization)


def endpoint_of(url: str) -> Endpoint:
    """Return whom an address names; raise ValueError as `endpoint` does."""
    try:
        parts = urlsplit(url)
    except ValueError:  # it repeats what it was given
        raise ValueError("not an address") from None
    return endpoint(parts.scheme, parts.netloc)


class HttpClient:
    """Keeps connections open for whoever asks next. How many may be in flight is the caller's affair.

    Args:
        trusted: makes the TLS context; asked once, for the first connection that needs one.
        headers: sent with each request.

    """

    def __init__(self, trusted: Callable[[], ssl.SSLContext], headers: dict[str, str]) -> None:
        self._trusted = cache(trusted)
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._idle: defaultdict[tuple[Endpoint, Endpoint | None], list[Connection]] = defaultdict(list)
        self._open: set[Connection] = set()
        self._lookups: dict[str, asyncio.Task[list[Any]]] = {}
        self._sweep: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def connection(self, to: Endpoint, proxy: Endpoint | None, connect_s: float | None) -> Connection:
        """Return one that is kept, else a new one, to be given back in any case.

        Raises:
            TimeoutError: looking up the name, connecting and agreeing on TLS took longer than `connect_s` together.
            OSError, ValueError: it could not be done, or the host is no name.

        """
        idle = self._idle[to, proxy]
        while idle:
            kept = idle.pop()
            if kept.is_usable():
                return kept
            self._drop(kept)
        async with asyncio.timeout(connect_s):
            return await self._connect(to, proxy)

    def give_back(self, connection: Connection, to: Endpoint, proxy: Endpoint | None) -> None:
        if not connection.kept or self._is_closed:
            self._drop(connection)
            return
        self._idle[to, proxy].append(connection)
        if self._sweep is None:
            self._sweep_later()

    def head(self, method: str, url: str, to: Endpoint, proxy: Endpoint | None, body: Body | None) -> str:
        """Return the request's first lines, with the empty one that ends them."""
        parts = urlsplit(url)
        target = _escaped(parts.path or "/")
        if parts.query:
            target += "?" + _escaped(parts.query)
        lines = f"Host: {to.authority}\r\nAccept-Encoding: gzip\r\n{self._headers}"
        if to.authorization:
            lines += f"Authorization: {to.authorization}\r\n"
        if proxy is not None and to.scheme == "http":
            target = f"http://{to.authority}{target}"
            if proxy.authorization:
                lines += f"Proxy-Authorization: {proxy.authorization}\r\n"
        if body is not None:
            lines += body.headers
        elif method != "GET":
            lines += "Content-Length: 0\r\n"
        return f"{method} {target} HTTP/1.1\r\n{lines}\r\n"

    def close(self) -> None:
        """Let every connection go, also those in use."""
        self._is_closed = True
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in tuple(self._open):
            self._drop(connection)
        self._idle.clear()

    async def _connect(self, to: Endpoint, proxy: Endpoint | None) -> Connection:
        first = proxy or to
        several = await self._look_up(first.host) > 1
        tls = self._trusted() if first.scheme == "https" else None
        connection = await Connection.open(first.host, first.port, tls, several=several)
        self._open.add(connection)
        try:
            if proxy is not None and to.scheme == "https":
                await connection.open_way(to.host, to.address, proxy.authorization, self._trusted())
            if self._is_closed:
                raise ConnectionAbortedError
        except BaseException:
            self._drop(connection)
            raise
        return connection

    async def _look_up(self, host: str) -> int:
        """Wait until the name is found, one look-up for all: each that hangs holds one of the few threads that the
        database's commits need as well. Connecting looks up again, when it is known to take no time. Return how many
        addresses there are.
        """
        with suppress(ValueError):
            ip_address(host)
            return 1
        running = self._lookups.get(host)
        if running is None:
            found = asyncio.get_running_loop().getaddrinfo(host, None, type=SOCK_STREAM)
            running = self._lookups[host] = asyncio.create_task(found)
            running.add_done_callback(partial(self._looked_up, host))
        return len(await asyncio.shield(running))

    def _looked_up(self, host: str, found: asyncio.Task[list[Any]]) -> None:
        del self._lookups[host]
        if not found.cancelled():
            found.exception()  # all who asked may have given up: asyncio would complain

    def _sweep_later(self) -> None:
        self._sweep = asyncio.get_running_loop().call_later(http_connection.KEPT_S, self._sweep_out)

    def _sweep_out(self) -> None:
        """Let go what nobody used in time. The one given back last is used first, so the others may lie for long."""
        self._sweep = None
        for key, idle in tuple(self._idle.items()):
            usable = [connection for connection in idle if connection.is_usable()]
            for connection in set(idle).difference(usable):
                self._drop(connection)
            if usable:
                self._idle[key] = usable
            else:
                del self._idle[key]
        if self._idle:
            self._sweep_later()

    def _drop(self, connection: Connection) -> None:
        self._open.discard(connection)
        connection.close()


def _escaped(part: str) -> str:
    return quote(part, _SAFE_IN_TARGET, errors="replace")  # an error of encoding would repeat the address
