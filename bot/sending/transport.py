"""How the assistant reaches Telegram: python-telegram-bot's `BaseRequest` over `http_client`.

PTB's own transport searches its whole pool of connections for each request, so it slows down as more are in flight;
this one does not. It keeps to the same contract, and the same tests hold both to it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.sending.http_answer import MalformedAnswer
from bot.sending.http_client import Endpoint, HttpClient, endpoint_of
from bot.sending.http_connection import ProxyRefused
from bot.sending.transport_body import body_of
from domain.value import Value
from handlers.ui.sending import NotDelivered

_POOL_EXHAUSTED = (
    "Pool timeout: all connections in the connection pool are occupied. The request was not sent to Telegram. "
    "Consider a larger pool or a longer pool timeout."
)
# The server itself failed; a gateway that gave up waiting (504) does not know what became of the request.
_FAILED = (500, 502, 503)


class _NeverConnected(NotDelivered, TimedOut):
    """A timeout passed before anything was sent."""


class _Timeouts(Value):
    """Seconds; None waits for ever."""

    read_s: float | None
    write_s: float | None
    connect_s: float | None
    pool_s: float | None


class _Pool(Value):
    client: HttpClient
    # One for each connection.
    slots: asyncio.Semaphore


def trusted_authorities() -> ssl.SSLContext:
    """Believe the system's bundle (or SSL_CERT_FILE). Without one, its folder and certifi's authorities: the folder
    may hold none, or nothing but the machine's own certificate.
    """
    context = ssl.create_default_context()
    if ssl.get_default_verify_paths().cafile is None:  # named only where it is there
        context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


class Http11Request(BaseRequest):
    """Speaks HTTP/1.1 over kept-alive connections; certificates are always checked.

    Timeouts are in seconds, None waits for ever; what a single request is given goes first.

    Args:
        connection_pool_size: how many requests may be in flight; more wait for up to `pool_timeout_s`.
        read_timeout_s: between two arrivals of data, from the request's last byte on.
        write_timeout_s: how long the connection may take no data of a request without files.
        connect_timeout_s: for looking up the name, connecting and agreeing on TLS, together.
        media_write_timeout_s: as `write_timeout_s`, of a request with files.
        proxy: `http://[user:password@]host:port` or https; without it the environment's (HTTPS_PROXY,
            ALL_PROXY, NO_PROXY …).
        trusted: makes the TLS context; asked once, for the first connection that needs one.

    Raises:
        ValueError: `proxy` is of a kind that is not spoken, as SOCKS.

    """

    __slots__ = (
        "_environment",
        "_media_write_timeout_s",
        "_pool",
        "_proxy",
        "_size",
        "_timeouts",
        "_trusted",
    )

    def __init__(
        self,
        connection_pool_size: int = 256,
        read_timeout_s: float | None = 5.0,
        write_timeout_s: float | None = 5.0,
        connect_timeout_s: float | None = 5.0,
        pool_timeout_s: float | None = 1.0,
        media_write_timeout_s: float | None = 20.0,
        proxy: str | None = None,
        trusted: Callable[[], ssl.SSLContext] = trusted_authorities,
    ) -> None:
        self._size = connection_pool_size
        self._trusted = trusted
        self._timeouts = _Timeouts(read_timeout_s, write_timeout_s, connect_timeout_s, pool_timeout_s)
        self._media_write_timeout_s = media_write_timeout_s
        self._proxy = None if proxy is None else _checked_proxy(proxy)
        self._environment = getproxies() if proxy is None else {}
        self._pool: _Pool | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeouts.read_s

    async def initialize(self) -> None:
        if self._pool is None:
            client = HttpClient(self._trusted, {"User-Agent": BaseRequest.USER_AGENT})
            self._pool = _Pool(client, asyncio.Semaphore(self._size))

    async def shutdown(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.client.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and the whole body of the answer; redirects are not followed.

        Raises:
            NotDelivered: no connection came about (in time, then it is a TimedOut as well), or the server says that
                it failed and names no time to come again.
            TimedOut: another timeout passed; the request may have arrived.
            NetworkError: there was no whole answer; the request may have arrived, too.
            RuntimeError: not initialized, or shut down.

        """
        pool = self._pool
        if pool is None:
            raise RuntimeError("This Http11Request is not initialized!")
        uploads = request_data is not None and request_data.contains_files
        usual = self._timeouts
        timeouts = _Timeouts(
            _chosen(read_timeout, usual.read_s),
            _chosen(write_timeout, self._media_write_timeout_s if uploads else usual.write_s),
            _chosen(connect_timeout, usual.connect_s),
            _chosen(pool_timeout, usual.pool_s),
        )
        await _take(pool.slots, timeouts.pool_s)
        try:
            status, body = await self._exchange(pool.client, method, url, request_data, timeouts)
        finally:
            pool.slots.release()
        if status in _FAILED and b"retry_after" not in body:
            raise NotDelivered(f"{HTTPStatus(status).phrase} ({status})")
        return status, body

    async def _exchange(
        self, client: HttpClient, method: str, url: str, data: RequestData | None, timeouts: _Timeouts
    ) -> tuple[int, bytes]:
        to, proxy = _endpoint(url), self._proxy_for(url)
        # The errors' own texts and causes may hold the token: none is passed on.
        try:
            connection = await client.connection(to, proxy, timeouts.connect_s)
        except TimeoutError:
            raise _NeverConnected from None
        except (OSError, ValueError) as error:
            raise NotDelivered(f"{(proxy or to).authority}: {_described(error)}") from None
        try:
            body = body_of(data, timeouts.write_s)
            head = client.head(method, url, to, proxy, body)
            return await connection.exchange(head, body, timeouts.read_s)
        except TimeoutError:
            raise TimedOut from None
        except (OSError, MalformedAnswer) as error:
            raise NetworkError(_described(error)) from None
        finally:
            client.give_back(connection, to, proxy)

    def _proxy_for(self, url: str) -> Endpoint | None:
        if not self._environment:
            return self._proxy
        parts = urlsplit(url)
        proxy = self._environment.get(parts.scheme) or self._environment.get("all")
        if proxy is None or proxy_bypass(parts.hostname or ""):
            return None
        return _checked_proxy(proxy)


async def _take(slots: asyncio.Semaphore, timeout_s: float | None) -> None:
    if not slots.locked():  # a timer for nothing would cost a tenth of a request
        await slots.acquire()
        return
    try:
        async with asyncio.timeout(timeout_s):
            await slots.acquire()
    except TimeoutError:
        raise _NeverConnected(_POOL_EXHAUSTED) from None


def _chosen(given: ODVInput[float], usual: float | None) -> float | None:
    return usual if isinstance(given, DefaultValue) else given


def _endpoint(url: str) -> Endpoint:
    try:
        return endpoint_of(url)
    except ValueError as error:
        raise NetworkError(str(error)) from None


def _checked_proxy(proxy: str) -> Endpoint:
    """Return whom to connect to; the environment often leaves the scheme out. The message never repeats the address:
    it may hold a password.
    """
    try:
        return endpoint_of(proxy if "://" in proxy else f"http://{proxy}")
    except ValueError as error:
        raise ValueError(f"the proxy is {error}") from None


def _described(error: OSError | ValueError | MalformedAnswer) -> str:
    """Return the class, as it is often the only thing that tells, and what is known to be safe of the rest."""
    name = type(error).__name__
    match error:
        case MalformedAnswer() | ProxyRefused():
            return f"{name}: {error}"
        case ssl.SSLCertVerificationError():
            return f"{name}: {error.verify_message}"
        case ssl.SSLError():
            return f"{name}: {error.reason}"
        case socket.gaierror():  # its number is not the system's
            return f"{name}: {error.strerror}"
        case OSError(errno=int(number)):
            return f"{name}: {os.strerror(number)}"
    return name
