"""`python -m tests.support.nursery`: starts `python -m bot …`, and helpers of tests, by forking itself, and lets nothing
outlive the test run.

Importing the assistant takes a second and more; a copy of a process that has it imported is there at once. There is one
of these for all workers: what it learns takes it as long as twenty tests. Its door is the listening socket on stdin, at
which each worker holds a connection. When one of them closes, however the worker ended, everything started for it is killed,
and what works on a folder that it put under care: PostgreSQL, which detaches itself. With the last of them it goes, too.

Whoever is let in is sent one byte. A request is four bytes of length and a JSON object, answered by a line; with
{"do": "start", …} come two file descriptors, one for the process's output, one on which its exit code is written; of a
helper a third, for its input.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import resource
import select
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psutil

from bot import gc_tuning
from bot.shutdown import leave
from tests.support.authority import trust_nobody_else
from tests.support.read_once import read_once
from tests.support.statements import compile_once
from tests.support.warm_up import buy_something

LENGTH = struct.Struct("!I")
# Set where what is started has nothing to do.
UNPRACTICED = "NURSERY_UNPRACTICED"
# What the commands load when they run. None of these may start a thread: a fork would leave it behind.
MODULES = (
    "anyio._backends._asyncio",
    "asyncpg",
    "babel.numbers",
    "bot.adapters.virtual_clock",
    "bot.cli.audit",
    "bot.cli.backup",
    "bot.cli.parser",
    "bot.cli.sandbox",
    "bot.db.migrate",
    "bot.web.app",
    "bot.web.embedded",
    "bot.web.metrics",
    "httpcore",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "uvicorn.lifespan.off",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.auto",
)


@dataclass(frozen=True, slots=True)
class Life:
    """What a forked process is to do. `prelude`: code that comes before it. `module`: whose `main` it is, instead of the
    assistant.
    """

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    anew: bool = False
    largest_file: int | None = None
    prelude: str = ""
    module: str | None = None

    def live(self) -> NoReturn:
        """Be `python -m bot` with these arguments, by an interpreter of its own where it is to be `anew`."""
        os.chdir(self.folder)
        # A run in the background of a shell inherits that Ctrl+C is ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if self.largest_file is not None:
            _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.largest_file, hard))
        if self.anew:
            command = [sys.executable, "-W", "error", "-m", "bot", *self.arguments]
            os.execve(sys.executable, command, self.environment)
        os.environ.clear()
        os.environ.update(self.environment)
        sys.argv = ["python -m bot", *self.arguments]
        exec(self.prelude, {})
        try:
            self._main()
        except SystemExit as ended:
            _leave_unfreed(int(ended.code or 0))
        raise AssertionError("the process went on after its end")

    def _main(self) -> NoReturn:
        from bot.cli.parser import main_of_process

        if self.module is None:
            main_of_process()
        raise SystemExit(importlib.import_module(self.module).main())


class Nursery:
    """`door`: where workers come in; its address is removed in the end."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._workers: dict[socket.socket, list[str]] = {}  # and the folders each has put under care
        self._exit_codes: dict[int, tuple[int, socket.socket]] = {}  # and whose process it is
        self._readings = tempfile.mkdtemp(prefix="fenqi-readings-")
        read_once(Path(self._readings))
        self._selector = selectors.DefaultSelector()
        self._ended, self._alarm = socket.socketpair()
        for end in (self._ended, self._alarm):
            end.setblocking(False)
        self._selector.register(door, selectors.EVENT_READ)
        self._selector.register(self._ended, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._alarm.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that the wakeup descriptor is written to

    def serve(self) -> Life | None:
        """Returns twice: in each process it forks, with what that is to do; in the end, None, with nobody left."""
        while True:
            ready = {key.fileobj for key, _ in self._selector.select()}
            if self._ended in ready:
                with contextlib.suppress(BlockingIOError):
                    self._ended.recv(4096)
            self._bury()
            for worker in [*self._workers]:
                if worker not in ready:
                    continue
                try:
                    life = self._answer(worker)
                except (EOFError, ConnectionError):
                    self._end_all(worker)
                    if not self._workers and not _somebody_at(self._door):
                        self._go()
                        return None
                    continue
                if life is not None:
                    return life
            if self._door in ready:
                self._let_in()

    def _let_in(self) -> None:
        worker, _ = self._door.accept()
        self._workers[worker] = []
        self._selector.register(worker, selectors.EVENT_READ)
        with contextlib.suppress(ConnectionError):
            worker.sendall(b"+")

    def _answer(self, worker: socket.socket) -> Life | None:
        request, descriptors = _received(worker)
        if request.pop("do") == "care":
            self._workers[worker].append(request["folder"])
            worker.sendall(b"0\n")
            return None
        output, exit_code, *more = descriptors
        pid = os.fork()
        if pid == 0:
            self._leave(output, exit_code, *more)
            return Life(**request)
        for descriptor in (output, *more):
            os.close(descriptor)
        self._exit_codes[pid] = exit_code, worker
        worker.sendall(f"{pid}\n".encode())
        return None

    def _leave(self, output: int, exit_code: int, given: int | None = None) -> None:
        """In the forked process: nothing of the nursery stays open in it. `given`: its input; what it complains of is then
        not among its answers.
        """
        self._close()
        for descriptor in (exit_code, *(known for known, _ in self._exit_codes.values())):
            os.close(descriptor)
        entrance = os.open(os.devnull, os.O_RDONLY) if given is None else given
        os.dup2(entrance, 0)
        os.close(entrance)
        for number in (1, 2) if given is None else (1,):
            os.dup2(output, number)
        os.close(output)

    def _close(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for end in (self._ended, self._alarm, self._door, *self._workers):
            end.close()

    def _bury(self) -> None:
        for pid in list(self._exit_codes):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._tell(pid, status)

    def _tell(self, pid: int, status: int) -> None:
        descriptor, _ = self._exit_codes.pop(pid)
        with contextlib.suppress(BrokenPipeError):
            os.write(descriptor, f"{os.waitstatus_to_exitcode(status)}".encode())
        os.close(descriptor)

    def _end_all(self, worker: socket.socket) -> None:
        """Of this worker's; it sees its connection closed when they have ended."""
        for pid in [pid for pid, (_, whose) in self._exit_codes.items() if whose is worker]:
            os.kill(pid, signal.SIGKILL)  # nobody else has the number before it is buried
            self._tell(pid, os.waitpid(pid, 0)[1])
        for folder in filter(os.path.exists, self._workers.pop(worker)):
            while working := _working_in(folder):
                for process in working:
                    _end(process)
                time.sleep(0.05)
            shutil.rmtree(folder, ignore_errors=True)
        if not self._workers:
            shutil.rmtree(self._readings, ignore_errors=True)
        self._selector.unregister(worker)
        worker.close()

    def _go(self) -> None:
        """Whoever comes from now on finds no door, and makes one of their own."""
        shutil.rmtree(Path(self._door.getsockname()).parent, ignore_errors=True)
        self._close()


def _somebody_at(door: socket.socket) -> bool:
    return bool(select.select([door], [], [], 0)[0])


def _received(worker: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, descriptors, *_ = socket.recv_fds(worker, LENGTH.size, 3)
    if len(head) < LENGTH.size:
        raise EOFError
    (left,) = LENGTH.unpack(head)
    body = b""
    while len(body) < left:
        part = worker.recv(left - len(body))
        if not part:
            raise EOFError
        body += part
    request: dict[str, Any] = json.loads(body)
    return request, descriptors


def _leave_unfreed(code: int) -> NoReturn:
    """End as an interpreter does, but for freeing what the nursery has imported, object by object: a fifth of a short life.
    What was dropped and not closed still says so.
    """
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    gc.collect()
    leave(code)


def runs(process: psutil.Process) -> bool:
    """Whether it does, and not somebody else with its number; what nobody waited for does not run."""
    try:
        return process.is_running() and bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _working_in(folder: str) -> list[psutil.Process]:
    """The processes that were started on the folder: the server, and what starts or stops it."""
    every = psutil.process_iter(["cmdline"])
    return [
        process
        for process in every
        if any(word.startswith(folder) for word in process.info["cmdline"] or ()) and runs(process)
    ]


def _end(process: psutil.Process) -> None:
    # At a SIGQUIT PostgreSQL ends its own processes, and writes nothing first.
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGQUIT if process.name() == "postgres" else signal.SIGKILL)


def learn() -> None:
    """What a process works out once, every process forked from this one knows. Each of them begins as `python -m bot` does:
    without looking through its memory.
    """
    gc_tuning.starting()
    for name in MODULES:
        importlib.import_module(name)
    trust_nobody_else()
    compile_once()
    if UNPRACTICED not in os.environ:
        buy_something()
    gc.collect()
    gc.freeze()


def main() -> int:
    learn()
    with socket.socket(fileno=os.dup(0)) as door:
        life = Nursery(door).serve()
    if life is not None:
        life.live()
    return 0


if __name__ == "__main__":
    sys.exit(main())
