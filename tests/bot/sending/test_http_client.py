"""What the contract of transports does not ask: how an answer may come, and when a connection carries another request."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.sending import http_connection
from bot.sending.http_answer import HEAD_BYTES, MalformedAnswer
from bot.sending.http_client import HttpClient, endpoint, endpoint_of
from bot.sending.http_connection import ProxyRefused
from tests.support.certificates import Certificates, make_certificates
from tests.support.plain_server import OK, PATIENCE_S, Answer, Exchange, PlainServer, plain_server

HEAD = b"HTTP/1.1 200 OK\r\n"
# More than the buffers of a connection on one machine take.
LARGE = bytes(range(256)) * 4096 * 16
PACKED = gzip.compress(b"body", mtime=0)


@pytest.fixture
async def server() -> AsyncIterator[PlainServer]:
    async with plain_server() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = HttpClient(ssl.create_default_context, {"User-Agent": "test"})
    yield client
    client.close()


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


def trusting(certificates: Certificates) -> HttpClient:
    return HttpClient(partial(ssl.create_default_context, cafile=str(certificates.certificate)), {})


async def ask(client: HttpClient, url: str, proxy: str | None = None) -> tuple[int, bytes]:
    to, through = endpoint_of(url), endpoint_of(proxy) if proxy else None
    connection = await client.connection(to, through, PATIENCE_S)
    try:
        return await connection.exchange(client.head("POST", url, to, through, None), None, PATIENCE_S)
    finally:
        client.give_back(connection, to, through)


def raw(*pieces: bytes, close: bool = False) -> Answer:
    """Reads the request, then sends these pieces, each by itself."""

    async def answer(exchange: Exchange) -> None:
        await exchange.receive()
        for piece in pieces:
            await exchange.send(piece)
            await asyncio.sleep(0.01)
        if close:
            exchange.close()

    return answer


def sized(body: bytes, *headers: bytes) -> bytes:
    return (
        HEAD
        + b"".join(header + b"\r\n" for header in headers)
        + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )


# How an answer may come


@pytest.mark.parametrize(
    "pieces",
    [
        (sized(b"body"),),
        (b"HTTP/1.1 20", b"0 OK\r\nCONTENT-length:4\r\n", b"\r\nbo", b"dy"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + sized(b"body"),),
        (b"HTTP/1.1 103 Early Hints\r\nContent-Encoding: br\r\n", b"\r\n" + sized(b"body")),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
            b"3;a=b\r\nbod\r\n1\r\n",
            b"y\r\n0\r\nContent-Encoding: gzip\r\n\r\n",
        ),
        (sized(PACKED, b"Content-Encoding: GZip"),),
        (
            HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(PACKED), PACKED),
        ),
    ],
    ids=["whole", "in-pieces", "after-100", "after-103", "chunked", "gzip", "gzip-chunked"],
)
async def test_an_answer_may_come_in_pieces_after_others_in_chunks_and_packed_and_the_connection_goes_on(
    server: PlainServer, client: HttpClient, pieces: tuple[bytes, ...]
) -> None:
    server.answering = raw(*pieces)
    assert await ask(client, server.url) == (200, b"body")
    server.answering = server.accept
    assert await ask(client, server.url) == (200, OK)
    assert server.connections == 1


async def test_a_large_answer_is_asked_for_packed_and_comes_back_whole(
    server: PlainServer, client: HttpClient
) -> None:
    packed = sized(gzip.compress(LARGE, 1), b"Content-Encoding: gzip")

    async def answer(exchange: Exchange) -> None:
        assert (await exchange.receive()).headers["accept-encoding"] == "gzip"
        await exchange.send(packed)

    server.answering = answer
    assert await ask(client, server.url) == (200, LARGE)


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (raw(HEAD + b"\r\nbo", b"dy", close=True), 200, b"body"),
        (raw(b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody"), 200, b"body"),
        (raw(sized(b"body", b"Connection: close")), 200, b"body"),
        (raw(sized(b"body") + b"HTTP/1.1 408 Too late\r\n\r\n"), 200, b"body"),
        (raw(sized(b"body") + sized(b"of another")), 200, b"body"),
        (raw(sized(b"body") + b"H"), 200, b"body"),
        (raw(sized(b"body") + b"\0"), 200, b"body"),
        (raw(sized(b"body"), b"\r\n"), 200, b"body"),
        (raw(sized(b"body", b"Connection: close") + b"more"), 200, b"body"),
        (raw(b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 408 Too late\r\n\r\n"), 204, b""),
        (raw(b"HTTP/1.1 204 No Content\r\n\r\n", close=True), 204, b""),
    ],
    ids=[
        "ends-with-it", "http-1.0", "says-close", "says-more", "answers-twice", "says-a-byte-more", "says-what-is-not-http",
        "says-more-later-1", "says-close-and-more", "says-more-later-2", "closes-later",
    ],
)  # fmt: skip
async def test_a_connection_that_ends_or_says_what_nobody_asked_is_not_used_again(
    server: PlainServer, client: HttpClient, answer: Answer, status: int, body: bytes
) -> None:
    server.answering = answer
    assert await ask(client, server.url) == (status, body)
    async with asyncio.timeout(PATIENCE_S):
        # Nothing tells when the last of it has come.
        while any(connection.is_usable() for connection in client._open):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    server.answering = server.accept
    assert await ask(client, server.url) == (200, OK)
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + sized(b"body"),
        HEAD + b"no colon\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
        HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: gzip\r\n\r\nbody",
        HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc",
        sized(b"body", b"Content-Encoding: br"),
        sized(b"body", b"Content-Encoding: gzip"),
        sized(PACKED[:-1], b"Content-Encoding: gzip"),
        sized(PACKED + b"more", b"Content-Encoding: gzip"),
        HEAD + b"X: " + b"x" * (HEAD_BYTES + 1),
        HEAD + b"X: 1\r\n" * HEAD_BYTES,
        b"HTTP/1.1 100 Continue\r\n\r\n" * HEAD_BYTES,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * (HEAD_BYTES + 1),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: 1\r\n" * HEAD_BYTES,
    ],
)
async def test_what_is_no_answer_is_refused_and_the_connection_dropped(
    server: PlainServer, client: HttpClient, answer: bytes
) -> None:
    server.answering = raw(answer)
    with pytest.raises(MalformedAnswer):
        await ask(client, server.url)
    server.answering = server.accept
    assert await ask(client, server.url) == (200, OK)
    assert server.connections == 2


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        HEAD,
        HEAD + b"Content-Length: 4\r\n\r\nbod",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n",
    ],
)
async def test_an_answer_that_is_cut_off_is_refused(
    server: PlainServer, client: HttpClient, beginning: bytes
) -> None:
    server.answering = raw(beginning, close=True)
    with pytest.raises(MalformedAnswer, match="too early"):
        await ask(client, server.url)


async def test_an_answer_that_ends_because_we_close_is_not_taken_for_whole(
    server: PlainServer, client: HttpClient
) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.send(HEAD + b"\r\nbo")
        await server.hold(exchange)

    server.answering = answer
    asking = asyncio.create_task(ask(client, server.url))
    await server.arrived.wait()
    client.close()
    with pytest.raises(MalformedAnswer):
        await asking


# Which connection


async def test_a_connection_that_lay_idle_for_long_is_not_used_again(
    server: PlainServer, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(client, server.url)
    monkeypatch.setattr(http_connection, "KEPT_S", 0.01)
    await asyncio.sleep(0.05)
    await ask(client, server.url)
    assert server.connections == 2


async def test_connections_that_nobody_uses_again_are_closed(
    server: PlainServer, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = asyncio.Semaphore(0)

    async def answer(exchange: Exchange) -> None:
        await server.accept(exchange)
        await exchange.until_closed()
        closed.release()

    monkeypatch.setattr(http_connection, "KEPT_S", 0.05)
    server.answering = answer
    await asyncio.gather(ask(client, server.url), ask(client, server.url))
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(2):
            await closed.acquire()


async def test_a_client_closed_while_it_connects_keeps_no_connection(server: PlainServer) -> None:
    client = HttpClient(ssl.create_default_context, {})
    connecting = asyncio.create_task(ask(client, server.url))
    await asyncio.sleep(0)
    client.close()
    with pytest.raises(ConnectionAbortedError):
        await connecting
    assert server.received == []


async def test_a_name_is_looked_up_once_for_all_who_ask_meanwhile(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, asked, found = asyncio.get_running_loop(), list[object](), asyncio.Event()

    async def getaddrinfo(host: object, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        await found.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    to = endpoint("http", "telegram.invalid")
    with pytest.raises(TimeoutError):
        await client.connection(to, None, 0.01)
    others = [asyncio.create_task(client.connection(to, None, PATIENCE_S)) for _ in range(3)]
    await asyncio.sleep(0)
    found.set()
    for other in others:
        with pytest.raises(socket.gaierror):
            await other
    assert asked == ["telegram.invalid"]


async def test_what_an_address_must_not_hold_is_escaped_once(server: PlainServer, client: HttpClient) -> None:
    await ask(client, f"{server.url}/file/照片 1%20.jpg?a=b c&d=%20\ud800")
    assert server.received[0].target == "/file/%E7%85%A7%E7%89%87%201%20.jpg?a=b%20c&d=%20?"


async def test_a_user_named_in_the_address_is_told(server: PlainServer, client: HttpClient) -> None:
    await ask(client, f"{server.url.replace('//', '//user:p%40ss@')}/getMe")
    [received] = server.received
    assert received.headers["authorization"] == "Basic dXNlcjpwQHNz"
    assert received.headers["host"] == f"127.0.0.1:{server.port}"


def test_addresses_as_headers_have_them() -> None:
    assert endpoint("https", "api.telegram.org").authority == "api.telegram.org"
    assert endpoint("https", "api.telegram.org").address == "api.telegram.org:443"
    assert endpoint("http", "[::1]:8081").authority == "[::1]:8081"
    assert "geheim" not in repr(endpoint("http", "user:geheim@proxy:3128"))


# Through a proxy


@pytest.mark.parametrize("proxy_speaks_tls", [False, True])
async def test_tls_goes_through_a_proxy_that_sees_where_to_and_nothing_else(
    certificates: Certificates, proxy_speaks_tls: bool
) -> None:
    client, tls = trusting(certificates), certificates.server_context()
    async with plain_server(tls) as server, tunnel(tls if proxy_speaks_tls else None) as (proxy, seen):
        server.answering = raw(sized(LARGE))
        for _ in range(2):
            assert await ask(client, f"{server.url}/secret", proxy) == (200, LARGE)
        client.close()
    [head] = seen
    assert head.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic dXNlcjpwQHNz\r\n" in head
    assert "secret" not in head


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (raw(b"HTTP/1.1 407 Who asks?\r\nContent-Length: 4\r\n\r\nbody"), "says 407"),
        (raw(HEAD + b"\r\n" + sized(OK)), "more than was asked for"),  # what nobody has encrypted
        (raw(sized(OK)), "more than was asked for"),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\nSSH-2.0\r\n\r\n"), "does not answer"),
        (raw(HEAD, close=True), "does not answer"),
        (raw(HEAD + b"X: " + b"x" * 2 * HEAD_BYTES), "does not answer"),
    ],
    ids=["refuses", "answers-itself", "has-a-body", "not-http", "cut", "too-long"],
)
async def test_a_proxy_that_opens_no_way_is_let_go(
    server: PlainServer, client: HttpClient, answer: Answer, why: str
) -> None:
    closed = asyncio.Event()

    async def watched(exchange: Exchange) -> None:
        await answer(exchange)
        await exchange.until_closed()
        closed.set()

    server.answering = watched
    with pytest.raises(ProxyRefused, match=why):
        await ask(client, "https://telegram.invalid/secret", server.url)
    await asyncio.wait_for(closed.wait(), PATIENCE_S)


async def test_a_proxy_that_says_nothing_times_out_as_connecting_does(
    server: PlainServer, client: HttpClient
) -> None:
    server.answering = server.hold
    with pytest.raises(TimeoutError):
        await client.connection(endpoint("https", "telegram.invalid"), endpoint_of(server.url), 0.05)


@asynccontextmanager
async def tunnel(tls: ssl.SSLContext | None) -> AsyncIterator[tuple[str, list[str]]]:
    """The address of a proxy that connects to where it is told, and what it was told."""
    seen, writers = list[str](), list[asyncio.StreamWriter]()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append((await reader.readuntil(b"\r\n\r\n")).decode())
        host, _, port = seen[-1].split(" ")[1].rpartition(":")
        back, there = await asyncio.open_connection(host, int(port))
        writers.extend((writer, there))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, there), pump(back, writer), return_exceptions=True)

    listening = await asyncio.start_server(serve, "127.0.0.1", ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http{'s' if tls else ''}://user:p%40ss@127.0.0.1:{port}", seen
    finally:
        listening.close()
        for writer in writers:
            writer.transport.abort()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        await listening.wait_closed()
