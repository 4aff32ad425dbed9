"""The command line as real processes, with nothing of the developer's environment in them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
STOP_S = 20.0


class Process:
    """One `python -m bot …`. Its output is kept; a test shows it when it fails."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, *arguments: str, cwd: Path, **environment: str) -> Process:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-m", "bot", *arguments,
            cwd=cwd,
            env=inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            async with self._news:
                self.lines.append(line.decode().rstrip("\n"))
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def line(self, beginning: str, within_s: float = START_S) -> str:
        """The first line that begins so, once it was printed."""

        def found() -> str | None:
            return next((line for line in self.lines if line.startswith(beginning)), None)

        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: found() is not None or self._reader.done())
        line = found()
        assert line is not None, f"never printed: {beginning!r}\n" + "\n".join(self.lines)
        return line

    async def sandbox_address(self) -> str:
        """What a sandbox prints when it is ready to be talked to."""
        return (await self.line("sandbox: ")).removeprefix("sandbox: ")

    async def exit_code(self) -> int:
        async with asyncio.timeout(START_S):
            await self._reader
            return await self._process.wait()

    async def ended(self) -> int:
        """Waits for its end, however long that takes; the exit code."""
        await self._reader
        return await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._reader

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_S):
            await self._reader
            return await self._process.wait()


@contextlib.asynccontextmanager
async def running(*arguments: str, cwd: Path, **environment: str) -> AsyncIterator[Process]:
    """A process for the length of the block; killed at its end if it still runs."""
    process = await Process.start(*arguments, cwd=cwd, **environment)
    try:
        yield process
    finally:
        await process.kill()
