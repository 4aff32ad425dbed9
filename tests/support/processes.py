"""The command line as real processes, with nothing of the developer's environment in them."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.authority import AUTHORITY
from tests.support.nursery import LENGTH, UNPRACTICED

ROOT = Path(__file__).resolve().parents[2]
# For a machine that has much else to do.
START_S = 300.0
STOP_S = 120.0


@dataclass(frozen=True, slots=True)
class Birth:
    """`anew`: by an interpreter that has imported nothing yet. `largest_file`: in bytes, as if the disk were full.
    `prelude`: code that is run first, for what the machine around it is to be like.
    """

    anew: bool = False
    largest_file: int | None = None
    prelude: str = ""


FORKED = Birth()


class NurseryClient:
    """The worker's end of the nursery, which is started by the first worker with its first process."""

    def __init__(self) -> None:
        self._socket = _let_in()
        self._turn = threading.Lock()
        atexit.register(self.close)

    def start(self, arguments: tuple[str, ...], cwd: Path, **life: Any) -> tuple[int, int, int]:
        """The process's id, and what its output and its exit code are read from."""
        output, exit_code = os.pipe(), os.pipe()
        request = {"do": "start", "arguments": arguments, "folder": str(cwd), **life}
        pid = self._ask(request, output[1], exit_code[1])
        for descriptor in (output[1], exit_code[1]):
            os.close(descriptor)
        return pid, output[0], exit_code[0]

    def start_helper(self, module: str, arguments: tuple[str, ...], speaks_by: socket.socket) -> int:
        """What the exit code is read from of a process that runs `main` of a module and speaks by the socket."""
        exit_code = os.pipe()
        request = {
            "do": "start", "module": module, "arguments": arguments, "folder": str(ROOT), "environment": _environment(),
        }  # fmt: skip
        self._ask(request, speaks_by.fileno(), exit_code[1], speaks_by.fileno())
        os.close(exit_code[1])
        return exit_code[0]

    def care_for(self, folder: Path) -> None:
        """Whatever works on this folder is ended with the test run, too, and the folder deleted."""
        self._ask({"do": "care", "folder": str(folder)})

    def close(self) -> None:
        """Wait until all that was started here has ended."""
        atexit.unregister(self.close)
        with contextlib.suppress(OSError):  # it is gone
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.recv(1)
        self._socket.close()

    def _ask(self, request: dict[str, Any], *descriptors: int) -> int:
        body = json.dumps(request).encode()
        with self._turn:
            socket.send_fds(self._socket, [LENGTH.pack(len(body))], descriptors)
            self._socket.sendall(body)
            answer = b""
            while not answer.endswith(b"\n"):
                part = self._socket.recv(64)
                assert part, "the nursery is gone"
                answer += part
        return int(answer)


@cache
def nursery() -> NurseryClient:
    return NurseryClient()


def _let_in() -> socket.socket:
    """Be let in by the nursery of this run; where there is none, or it is just leaving, by a new one."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or secrets.token_hex(
        8
    )  # a run without workers has its own
    folder = Path(tempfile.gettempdir()) / f"fenqi-nursery-{run}"
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # the last one took the folder with it
            entered = _knock(folder / "door") or _found(folder)
            if entered is not None:
                return entered


def _knock(address: Path) -> socket.socket | None:
    """Be let in there. None where nobody is, or is no more."""
    entering = socket.socket(socket.AF_UNIX)
    try:
        entering.connect(str(address))
    except FileNotFoundError:
        entering.close()
        return None
    except ConnectionError:
        address.unlink(missing_ok=True)
        entering.close()
        return None
    return _welcomed(entering)


def _welcomed(entering: socket.socket) -> socket.socket | None:
    with contextlib.suppress(ConnectionError):
        if entering.recv(1):
            return entering
    entering.close()
    return None


def _found(folder: Path) -> socket.socket | None:
    """Start the nursery with a door in the folder. None where another worker did so first."""
    with socket.socket(socket.AF_UNIX) as door, socket.socket(socket.AF_UNIX) as entering:
        unhung = folder / f"{os.getpid()}"
        door.bind(str(unhung))
        door.listen(64)
        try:
            (folder / "door").hardlink_to(unhung)  # where it is found it listens
        except FileExistsError:
            return None
        finally:
            unhung.unlink()
        entering.connect(str(folder / "door"))  # or it would not know when this worker ends
        # In a session of its own: Ctrl+C is for the test run, whose end it notices by itself.
        started = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.support.nursery"],
            cwd=ROOT, env=_environment(), stdin=door.fileno(), stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        started.returncode = 0  # nobody waits for it: it goes with the last worker
        entered = _welcomed(socket.socket(fileno=entering.detach()))
    assert entered is not None, "the nursery is gone"
    return entered


def _environment(**more: str) -> dict[str, str]:
    inherited = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", UNPRACTICED) if name in os.environ
    }
    ours = {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "SSL_CERT_FILE": str(AUTHORITY),
        "SQLITE_BUSY_S": "120",
    }
    return inherited | ours | more


async def _stream(descriptor: int) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    pipe = os.fdopen(descriptor, "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), pipe)
    return stream


class Process:
    """One `python -m bot …`. Its output is kept; a test shows it when it fails."""

    def __init__(self, pid: int, output: asyncio.StreamReader, exit_code: asyncio.StreamReader) -> None:
        self.pid = pid
        self.lines: list[str] = []
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read(output))
        self._exit_code = asyncio.create_task(exit_code.read())

    @classmethod
    async def start(cls, birth: Birth, *arguments: str, cwd: Path, **environment: str) -> Process:
        life = asdict(birth) | {"environment": _environment(**environment)}
        pid, output, exit_code = await asyncio.to_thread(_start, arguments, cwd, life)
        return cls(pid, await _stream(output), await _stream(exit_code))

    async def _read(self, output: asyncio.StreamReader) -> None:
        async for line in output:
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
            return await self.ended()

    async def ended(self) -> int:
        """Waits for its end, however long that takes; the exit code."""
        await self._reader
        return int(await self._exit_code)

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self._signal(signal.SIGKILL)
        await self.ended()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """SIGTERM, or SIGINT as Ctrl+C sends it, and the exit code."""
        self._signal(number)
        async with asyncio.timeout(STOP_S):
            return await self.ended()

    def _signal(self, number: signal.Signals) -> None:
        if not self._exit_code.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Helper:
    """What a test needs a process of its own for beside the assistant: `main` of a module, which is told lines and says
    lines, forked from what has everything imported.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._socket, its_end = socket.socketpair()
        self._exit_code = nursery().start_helper(module, arguments, its_end)
        its_end.close()
        self._said = self._socket.makefile("r", encoding="utf-8")

    def hear(self) -> str:
        """The next line it says."""
        line = self._said.readline()
        assert line, "the helper is gone"
        return line.rstrip("\n")

    def tell(self, line: str) -> None:
        self._socket.sendall(f"{line}\n".encode())

    def ask(self, **job: Any) -> dict[str, Any]:
        """One line of JSON each way."""
        self.tell(json.dumps(job))
        answer: dict[str, Any] = json.loads(self.hear())
        return answer

    def close(self) -> None:
        """Tell it no more, and wait for its end."""
        self._socket.shutdown(socket.SHUT_WR)
        with os.fdopen(self._exit_code) as ended:
            ended.read()
        self._said.close()
        self._socket.close()


def _start(arguments: tuple[str, ...], cwd: Path, life: dict[str, Any]) -> tuple[int, int, int]:
    return nursery().start(arguments, cwd, **life)


def running(*arguments: str, cwd: Path, **environment: str) -> AbstractAsyncContextManager[Process]:
    """A process for the length of the block; killed at its end if it still runs."""
    return born(FORKED, *arguments, cwd=cwd, **environment)


@contextlib.asynccontextmanager
async def born(birth: Birth, *arguments: str, cwd: Path, **environment: str) -> AsyncIterator[Process]:
    """As `running`, where it matters how the process begins."""
    process = await Process.start(birth, *arguments, cwd=cwd, **environment)
    try:
        yield process
    finally:
        await process.kill()
