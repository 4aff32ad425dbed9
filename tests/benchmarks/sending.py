"""Messages a second with 64 in flight: PTB over its own transport, PTB over ours, and bare aiohttp posts.

All three send the same message to the same local server, in turns within one run; what counts are the ratios.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import perf_counter

import aiohttp
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.sending.transport import Http11Request
from tests.benchmarks import tables

MEASURES = True
IN_FLIGHT = 64
ROUNDS = 5
SECONDS_A_ROUND = 1.5
TOKEN = "1:benchmark"
TEXT = "分期管家: 2026年1月账单 ¥1,200.50, 到期日 2026-01-15。"

Send = Callable[[], Awaitable[object]]


@contextmanager
def _server() -> Iterator[str]:
    """The address of a server in a process of its own."""
    command = [sys.executable, "-m", "tests.support.canned_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


@asynccontextmanager
async def _ptb(url: str, request: BaseRequest) -> AsyncIterator[Send]:
    async with request:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
        yield lambda: bot.send_message(7, TEXT)


@asynccontextmanager
async def _bare(url: str) -> AsyncIterator[Send]:
    async with aiohttp.ClientSession() as session:

        async def send() -> bytes:
            form = {"chat_id": "7", "text": TEXT}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=form) as response:
                return await response.read()

        yield send


async def _rate(send: Send, seconds: float) -> float:
    """Messages a second."""
    began = perf_counter()

    async def sender() -> int:
        sent = 0
        while perf_counter() - began < seconds:
            await send()
            sent += 1
        return sent

    total = sum(await asyncio.gather(*(sender() for _ in range(IN_FLIGHT))))
    return total / (perf_counter() - began)


async def _measured(url: str) -> list[float]:
    """Medians, in the order of the table."""
    async with (
        _ptb(url, HTTPXRequest()) as theirs,
        _ptb(url, Http11Request(IN_FLIGHT)) as ours,
        _bare(url) as bare,
    ):
        sends = (theirs, ours, bare)
        for send in sends:
            await _rate(send, SECONDS_A_ROUND / 3)
        rounds = [[await _rate(send, SECONDS_A_ROUND) for send in sends] for _ in range(ROUNDS)]
    return tables.medians(rounds)


def main() -> None:
    with _server() as url:
        theirs, ours, bare = asyncio.run(_measured(url))
    tables.heading(f"Sending, {IN_FLIGHT} in flight (medians of {ROUNDS} rounds)")
    tables.line("PTB over its own transport", theirs, "messages/s")
    tables.line("PTB over ours", ours, "messages/s")
    tables.line("bare aiohttp posts", bare, "messages/s")
    tables.ratio("ours / PTB's own", ours / theirs, "at least 5")
    tables.ratio("ours / bare aiohttp", ours / bare, "at least 0.5")


if __name__ == "__main__":
    main()
