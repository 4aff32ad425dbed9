"""Who sends half of a request, or nothing, keeps nobody else out, and is sent away; over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.web.app import web_app
from bot.web.embedded import PATIENCE, serving
from bot.web.patience import Patience
from bot.web.webhook_handlers import WebhookHandlers
from tests.support.installation import free_port

HALF_A_HEAD = b"POST /payments/sandbox HTTP/1.1\r\nhost: x\r\nx-some: "
HALF_A_BODY = b"POST /payments/sandbox HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"
# For a machine that has much else to do.
PATIENT_S, MARGIN_S = 3.0, 10.0

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def web_server(patience: Patience) -> AsyncIterator[int]:
    async def taken(gateway: str, headers: object, body: bytes) -> str:
        return "ok"

    port, handlers = free_port(), WebhookHandlers(on_payment=taken)
    async with serving(web_app(handlers, None, ""), "127.0.0.1", port, patience=patience):
        yield port


@contextlib.asynccontextmanager
async def connections(port: int, count: int, begin: bytes) -> AsyncIterator[list[Connection]]:
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    try:
        for _, writer in opened:
            writer.write(begin)
        yield opened
    finally:
        for _, writer in opened:
            writer.close()


async def until_closed(connection: Connection) -> float:
    """Return how long it took until the server closed it, in seconds."""
    since = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while await connection[0].read(1000):
            pass
    return time.monotonic() - since


async def healthy_s(port: int) -> float:
    since = time.monotonic()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        assert (await http.get("/healthz")).status_code == 200
    return time.monotonic() - since


def test_what_is_promised() -> None:
    assert PATIENCE.request_s <= 10
    assert PATIENCE.idle_s <= 10


@pytest.mark.parametrize(
    "begin", [b"", HALF_A_HEAD, HALF_A_BODY], ids=["nothing", "half a head", "half a body"]
)
async def test_two_hundred_that_say_half_keep_nobody_waiting_and_are_sent_away(
    begin: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with web_server(Patience(request_s=PATIENT_S)) as port, connections(port, 200, begin) as slow:
        assert await healthy_s(port) < PATIENT_S  # who is healthy does not wait for those to be sent away
        async with asyncio.timeout(PATIENT_S + MARGIN_S):
            await asyncio.gather(*map(until_closed, slow))
        assert await healthy_s(port) < PATIENT_S
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("begin", [HALF_A_HEAD, HALF_A_BODY], ids=["head", "body"])
async def test_a_request_that_trickles_has_no_longer_than_one_that_stands_still(begin: bytes) -> None:
    async def trickle(writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)

    async with web_server(Patience(request_s=0.6)) as port, connections(port, 1, begin) as (slow,):
        dripping = asyncio.create_task(trickle(slow[1]))
        async with asyncio.timeout(0.6 + MARGIN_S):
            assert await until_closed(slow) > 0.3
        await dripping


async def test_where_all_places_are_taken_who_has_said_half_for_longest_gives_way() -> None:
    async with (
        web_server(Patience(request_s=60, most=20)) as port,
        connections(port, 20, HALF_A_BODY) as slow,
    ):
        assert await healthy_s(port) < PATIENT_S
        async with asyncio.timeout(MARGIN_S):
            await until_closed(slow[0])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await until_closed(slow[-1])


async def test_the_rest_of_a_request_that_comes_in_time_is_answered_and_so_is_the_next() -> None:
    whole = HALF_A_BODY + b"x" * 99
    async with (
        web_server(Patience(request_s=2.0)) as port,
        connections(port, 1, HALF_A_BODY) as ((reader, writer),),
    ):
        await asyncio.sleep(0.8)
        writer.write(b"x" * 99)
        assert b" 200 " in await reader.readline()
        await reader.readuntil(b"ok")
        await asyncio.sleep(1.5)  # the time of the first one is over; the second has its own
        writer.write(whole[:-1])
        await asyncio.sleep(0.8)
        writer.write(whole[-1:])
        assert b" 200 " in await reader.readline()


async def test_who_never_reads_the_answers_is_sent_away() -> None:
    """Answers pile up until the sockets take no more; then the time runs."""
    asked = b"GET /identity/form HTTP/1.1\r\nhost: x\r\n\r\n"
    async with web_server(Patience(request_s=0.5)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(20):
                while True:
                    writer.write(asked * 100)
                    await writer.drain()
                    await asyncio.sleep(0)
        writer.close()
        assert await healthy_s(port) < PATIENT_S
