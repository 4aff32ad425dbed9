"""What a start costs: CPU and memory of `python -m bot run` up to its first getUpdates, beside a minimal PTB bot.

Both are processes of their own, started in turns, with a database that is ready and a Bot API that answers at once. Both
run as an operator would run them, whatever the machine at hand is set to: with nothing installed but `requirements.txt`
(`runtime_only`), and with compiled modules kept: under `PYTHONDONTWRITEBYTECODE` our sources are compiled at every start.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psutil

from bot.cli.prepare import EXAMPLE_CATALOG, prepare
from bot.settings import Settings
from tests.benchmarks import tables
from tests.benchmarks.runtime_only import interpreter

MEASURES = True
ROUNDS = 7
_ME = {"id": 1, "is_bot": True, "first_name": "bot", "username": "bench_bot"}
_SHOWN = 1024 * 1024


class Doorstep:
    """A Bot API that sees who asks for updates first, and never has any."""

    def __init__(self) -> None:
        self.polled = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(_length(head))
                method = head.split(b" ", 2)[1].rsplit(b"/", 1)[-1]
                if method == b"getUpdates":
                    self.polled.set()
                    return
                writer.write(_answer(_ME if method == b"getMe" else True))
        except (asyncio.IncompleteReadError, ConnectionError):
            return


def _length(head: bytes) -> int:
    for header in head.lower().split(b"\r\n"):
        if header.startswith(b"content-length:"):
            return int(header.split(b":")[1])
    return 0


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


async def cost(
    arguments: list[str], environment: Mapping[str, str], python: str | Path = sys.executable
) -> tuple[float, float]:
    """Return CPU seconds and bytes of memory of the process when it asks for updates; "{url}" is filled in."""
    doorstep = Doorstep()
    server = await asyncio.start_server(doorstep.serve, "127.0.0.1")
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    filled = [argument.replace("{url}", url) for argument in arguments]
    process = await asyncio.create_subprocess_exec(
        python,
        *filled,
        env={**_compiled_once(), **environment, "BOT_API_BASE_URL": url, "PYTHONPATH": str(Path.cwd())},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60):
            await doorstep.polled.wait()
        seen = psutil.Process(process.pid)
        times = seen.cpu_times()
        return times.user + times.system, seen.memory_info().rss
    finally:
        process.kill()
        await process.wait()
        server.close()


def _compiled_once() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


async def _measured(folder: Path) -> list[list[float]]:
    settings = Settings(data_dir=folder, database_url=f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    await prepare(settings, EXAMPLE_CATALOG, say=_unheard, complain=_unheard)
    environment = {
        "BOT_TOKEN": "1:benchmark",
        "DATA_DIR": str(folder),
        "DATABASE_URL": settings.database_url,
    }
    python = interpreter(folder / "python", Path("requirements.txt"))
    rounds = []
    for number in range(ROUNDS + 1):
        ours = await cost(["-m", "bot", "run"], environment, python)
        theirs = await cost(["-m", "tests.benchmarks.baselines.minimal_bot", "{url}"], {}, python)
        if number:  # the first round fills the disk's cache and the compiled modules
            rounds.append([*ours, *theirs])
    return rounds


def _unheard(_: str) -> None: ...


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rounds = asyncio.run(_measured(Path(folder)))
    our_cpu, our_memory, their_cpu, their_memory = tables.medians(rounds)
    tables.heading(f"Start to the first getUpdates (medians of {ROUNDS})")
    tables.line("minimal PTB bot, CPU", their_cpu * 1000, "ms")
    tables.line("python -m bot run, CPU", our_cpu * 1000, "ms")
    tables.line("minimal PTB bot, memory", their_memory / _SHOWN, "MiB", 1)
    tables.line("python -m bot run, memory", our_memory / _SHOWN, "MiB", 1)
    tables.ratio("CPU, ours / minimal", our_cpu / their_cpu, "at most 3.5")
    tables.ratio("memory, ours / minimal", our_memory / their_memory, "at most 2.0")


if __name__ == "__main__":
    main()
