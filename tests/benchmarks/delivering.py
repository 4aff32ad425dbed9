"""Reminders on their way: a second's worth at the paid limit and at the free one, with claims, rendering and marking.

At the free limit a person taps all the while; what they wait for is compared with what it takes when nobody is reminded.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from time import perf_counter, process_time

from telegram import Update
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot import gc_tuning as memory
from bot.app import Assistant, build_application, notice_channel
from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from handlers.buttons.bills import OpenBills
from tests.benchmarks import tables
from tests.benchmarks.planning import vacuum
from tests.benchmarks.sending import _server
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases
from tests.support.many_loans import clone_loans
from tests.support.quick_server import MESSAGE, QuickProtocol, answer

MEASURES = True
PAID, FREE = 1000, 30
NOTICES = int(os.environ.get("DELIVERING_NOTICES", "30000"))
FREE_S = float(os.environ.get("DELIVERING_SECONDS", "60"))
TAP_EVERY_S = 0.113
ME = {"id": 1, "is_bot": True, "first_name": "bot", "username": "bench_bot"}


class Noting(QuickProtocol):
    """Notes when each message came."""

    came: list[float]

    def request_received(self, request: bytes) -> None:
        method = request.split(b" ", 2)[1].rsplit(b"/", 1)[-1]
        if method.startswith(b"send") and method != b"sendChatAction":
            self.came.append(perf_counter())
        self.transport.write(answer(ME if method == b"getMe" else MESSAGE if b"Message" in method else True))


@dataclass(frozen=True, slots=True)
class Free:
    rate: float
    busiest: int
    idle_ms: float
    busy_ms: float


@contextlib.asynccontextmanager
async def _container(
    url: str, folder: Path, notices: int, per_s: int
) -> AsyncIterator[tuple[Container, MovableClock]]:
    """As many customers with a bill that is due on the day at which the clock stands, its notices planned."""
    clock = MovableClock()
    container = build_container(
        Settings(database_url=url, data_dir=folder / "data", messages_per_s=per_s), clock
    )
    await catalog_importer(container.store).apply(catalog(), {})
    clock.move_to(await clone_loans(container, notices), time(9, 0))
    await vacuum(container.engine)
    yield container, clock
    await container.aclose()


async def _paid(url: str, folder: Path) -> tuple[float, float, float]:
    """Notices a second, the process's time for each, and for a bare message over the same transport; in ms."""
    await migrate(url)
    async with _container(url, folder, NOTICES, PAID) as (container, clock):
        with _server() as address:
            assistant = build_application(container, token="1:bench", api_base_url=address)
            await assistant.bot._request[1].initialize()
            notices = delivery_service(container, notice_channel(assistant, container))
            await notices.plan(clock.now())
            memory.started()
            used, began = process_time(), perf_counter()
            counts = await notices.deliver(clock.now())
            seconds, used = perf_counter() - began, process_time() - used
            bare_ms = await _bare_ms(assistant)
            await assistant.bot._request[1].shutdown()
    sent = counts["sent"]
    return sent / seconds, used * 1000 / sent, bare_ms


async def _bare_ms(assistant: Assistant, count: int = 3000) -> float:
    arguments = {"chat_id": 7, "text": "好"}
    used = process_time()

    async def some() -> None:
        for _ in range(count // 64):
            await assistant.bot._request[1].post(f"{assistant.bot.base_url}/sendMessage", _data(arguments))

    await asyncio.gather(*(some() for _ in range(64)))
    return (process_time() - used) * 1000 / (count // 64 * 64)


def _data(arguments: dict[str, object]) -> RequestData:
    return RequestData([RequestParameter.from_input(key, value) for key, value in arguments.items()])


async def _free(url: str, folder: Path) -> Free:
    await migrate(url)
    came: list[float] = []
    protocol = type("Protocol", (Noting,), {"came": came})
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1")
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with _container(url, folder, int(FREE_S * FREE) + 200, FREE) as (container, clock):
        assistant = build_application(container, token="1:bench", api_base_url=address)
        await assistant.application.initialize()
        notices = delivery_service(container, notice_channel(assistant, container))
        await notices.plan(clock.now())
        await _tapping(assistant, 5)
        memory.started()
        idle = await _tapping(assistant, FREE_S / 3)
        came.clear()
        delivering = asyncio.create_task(notices.deliver(clock.now()))
        began = perf_counter()
        busy = await _tapping(assistant, FREE_S)
        reminders = len(came)
        seconds = perf_counter() - began
        delivering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivering
        await assistant.application.shutdown()
    server.close()
    return Free(reminders / seconds, _busiest(came), _p99_ms(idle), _p99_ms(busy))


async def _tapping(assistant: Assistant, seconds: float) -> list[float]:
    """How long each answer took."""
    waits, until, number = [], perf_counter() + seconds, 0
    person = {"id": 7, "is_bot": False, "first_name": "测试", "language_code": "zh-hans"}
    chat = {"id": 7, "type": "private", "first_name": "测试"}
    message = {"message_id": 1, "date": 1767578400, "chat": chat, "text": "账单"}
    tap = {"from": person, "chat_instance": "1", "data": OpenBills().pack(), "message": message}
    while perf_counter() < until:
        number += 1
        update = Update.de_json(
            {"update_id": number, "callback_query": {"id": str(number), **tap}}, assistant.bot
        )
        began = perf_counter()
        # As the queue of updates does it.
        application = assistant.application
        await application.update_processor.process_update(update, application.process_update(update))
        waits.append(perf_counter() - began)
        await asyncio.sleep(max(0.0, TAP_EVERY_S - waits[-1]))
    return waits


def _busiest(came: list[float]) -> int:
    first, most = 0, 0
    for last, at in enumerate(came):
        while at - came[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def _p99_ms(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)] * 1000


def _print(name: str, paid: tuple[float, float, float], free: Free) -> None:
    tables.heading(f"Delivering on {name}")
    tables.line("paid limit (1000/s), one process", paid[0], "notices/s (at least 900)")
    tables.line("process time of a notice", paid[1], "ms", 2)
    tables.line("process time of a bare message", paid[2], "ms", 2)
    tables.line(
        f"free limit (30/s), for {FREE_S:.0f} s",
        free.rate,
        "notices/s (at least 27, taps answered beside)",
        1,
    )
    tables.line("busiest second, messages of any kind", free.busiest, "(at most 30)")
    tables.line("a tap takes, nobody reminded, p99", free.idle_ms, "ms", 1)
    tables.ratio("a tap beside reminders / alone, p99", free.busy_ms / free.idle_ms, "at most 2")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = [f"sqlite+aiosqlite:///{folder}/{each}.db" for each in ("paid", "free")]
        _print("SQLite", asyncio.run(_paid(urls[0], folder)), asyncio.run(_free(urls[1], folder)))
        (folder / "pg").mkdir(mode=0o755)
        folder.chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        server = PostgresDatabases(folder / "pg")
        try:
            paid, free = server.fresh(), server.fresh()
            _print("PostgreSQL", asyncio.run(_paid(paid, folder)), asyncio.run(_free(free, folder)))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
