"""How the assistant reaches Telegram: python-telegram-bot's `BaseRequest` over aiohttp.

PTB's own transport searches its whole pool of connections for each request, so it slows down as more are in flight;
this one does not. It keeps to the same contract, and the same tests hold both to it.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.sending.transport_body import body_of
from handlers.ui.sending import NotDelivered

_POOL_EXHAUSTED = (
    "Pool timeout: all connections in the connection pool are occupied. The request was not sent to Telegram. "
    "Consider a larger pool or a longer pool timeout."
)
# How long a connection is kept for the next request. Shorter than servers keep it: a request on one that the server is
# just closing is lost, and nobody knows whether it was.
KEPT_S = 15.0
# The server itself failed; a gateway that gave up waiting (504) does not know what became of the request.
_FAILED = (500, 502, 503)
# The texts of these name a host at most. Others may hold the address, and with it the token.
_TELLING = (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError)


class _NeverConnected(NotDelivered, TimedOut):
    """A timeout passed before anything was sent."""


@dataclass(frozen=True)
class _Timeouts:
    """Seconds; None waits for ever."""

    read_s: float | None
    write_s: float | None
    connect_s: float | None
    pool_s: float | None


@dataclass(frozen=True)
class _Pool:
    session: aiohttp.ClientSession
    # One for each connection. aiohttp would count the wait for a connection as part of connecting.
    slots: asyncio.Semaphore


def trusted_authorities() -> ssl.SSLContext | bool:
    """Believe the system's bundle (or SSL_CERT_FILE), which aiohttp read when it was loaded. Without one, its folder
    and certifi's authorities: the folder may hold none, or nothing but the machine's own certificate.
    """
    if ssl.get_default_verify_paths().cafile:  # named only where it is there
        return True
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class AiohttpRequest(BaseRequest):
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
        trusted: makes the TLS context, or says True for aiohttp's own; asked once, when initialized.

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
        trusted: Callable[[], ssl.SSLContext | bool] = trusted_authorities,
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
            self._pool = _Pool(_session(self._size, self._trusted()), asyncio.Semaphore(self._size))

    async def shutdown(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.session.close()

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
            raise RuntimeError("This AiohttpRequest is not initialized!")
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
            status, body = await self._exchange(pool.session, method, url, request_data, timeouts)
        finally:
            pool.slots.release()
        if status in _FAILED and b"retry_after" not in body:
            raise NotDelivered(f"{HTTPStatus(status).phrase} ({status})")
        return status, body

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        data: RequestData | None,
        timeouts: _Timeouts,
    ) -> tuple[int, bytes]:
        try:
            async with session.request(
                method,
                url,
                data=body_of(data, timeouts.write_s),
                timeout=aiohttp.ClientTimeout(connect=timeouts.connect_s, sock_read=timeouts.read_s),
                allow_redirects=False,
                proxy=self._proxy_for(url),
            ) as response:
                return response.status, await response.read()
        # The errors' own texts and causes may hold the token: none is passed on.
        except aiohttp.ConnectionTimeoutError:
            raise _NeverConnected from None
        except aiohttp.ClientConnectorError as error:
            raise NotDelivered(_described(error)) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(_described(error)) from None

    def _proxy_for(self, url: str) -> str | None:
        if not self._environment:
            return self._proxy
        parts = urlsplit(url)
        proxy = self._environment.get(parts.scheme) or self._environment.get("all")
        if proxy is None or proxy_bypass(parts.hostname or ""):
            return None
        return _checked_proxy(proxy)


def _session(connections: int, trusted: ssl.SSLContext | bool) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=KEPT_S, ssl=trusted),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": BaseRequest.USER_AGENT},
    )


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


def _checked_proxy(proxy: str) -> str:
    """Return the proxy with its scheme; the environment often leaves it out. The message never repeats it: it may
    hold a password.
    """
    address = proxy if "://" in proxy else f"http://{proxy}"
    scheme = urlsplit(address).scheme
    if scheme not in ("http", "https"):
        raise ValueError(f"the proxy has to be an http:// or https:// address, not {scheme}://")
    return address


def _described(error: aiohttp.ClientError | OSError) -> str:
    """Return the class, as it is often the only thing that tells, and what is known to be safe of the rest."""
    name = f"aiohttp.{type(error).__name__}"
    if isinstance(error, _TELLING):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.errno:
        return f"{name}: {os.strerror(error.errno)}"
    return name
