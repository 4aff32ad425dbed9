"""The sandbox as a running server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.routing import BaseRoute

from bot.sandbox.app import create_app
from bot.sandbox.backend import Backend
from bot.sandbox.clock.position import Position
from bot.sandbox.limits import SendingLimits
from bot.sandbox.store.store import Store
from bot.sandbox.webhook import deliver_updates
from bot.supervision.failure import say_if_it_fails
from bot.web.embedded import EmbeddedServer
from domain.value import Value

_SERVER_LOG = logging.getLogger("uvicorn.error")

HOST = "127.0.0.1"
_PORTS_TRIED = 100
_BACKLOG = 2048
_SHUTDOWN_S = 3
KEEP_ALIVE_S = 75  # as nginx does, and longer than clients: who closes first never loses a request


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """`port` 0 takes any free one; a taken port gives way to the next. `start_at` (aware) None starts now. `hosts`: names,
    with their ports, under which it is reached beside 127.0.0.1 and localhost.
    """

    port: int
    state_path: Path
    start_at: datetime | None = None
    clock_running: bool = False
    page: bool = True
    limits: bool = True
    mounts: Sequence[BaseRoute] = field(default=())
    hosts: tuple[str, ...] = ()


class Sandbox(Value):
    """A sandbox that listens. `clock_url` is what CLOCK_URL of an assistant process says."""

    base_url: str
    backend: Backend

    @property
    def clock_url(self) -> str:
        return f"{self.base_url}/sandbox/clock"


async def serve(config: SandboxConfig, *, on_ready: Callable[[str], None]) -> None:
    """Run until cancelled, or until SIGTERM or SIGINT. `on_ready(base_url)` once the socket listens."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    try:
        async with running_sandbox(config) as sandbox:
            on_ready(sandbox.base_url)
            await stop.wait()
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)


@contextlib.asynccontextmanager
async def running_sandbox(config: SandboxConfig) -> AsyncIterator[Sandbox]:
    """Run the sandbox inside this process, listening while the context is open. Takes no signals."""
    listener = _listen(config.port)
    try:
        store = Store(config.state_path)
    except BaseException:
        listener.close()
        raise
    backend = _backend(config, store)
    server = EmbeddedServer(_uvicorn_config(backend, config))
    sandbox = Sandbox(f"http://{HOST}:{listener.getsockname()[1]}", backend)
    _SERVER_LOG.addFilter(_is_no_cut)
    tasks = [
        asyncio.create_task(server.serve(sockets=[listener]), name="sandbox-server"),
        asyncio.create_task(backend.walker.keep_running(), name="sandbox-clock"),
        asyncio.create_task(deliver_updates(backend), name="sandbox-webhook"),
    ]
    for task in tasks:
        task.add_done_callback(say_if_it_fails)
    try:
        await server.until_started(tasks[0])
        yield sandbox
    finally:
        await _shut_down(backend, server, tasks)
        _SERVER_LOG.removeFilter(_is_no_cut)
        store.close()


def _listen(port: int) -> socket.socket:
    """Bound here and handed on: nobody takes the port in between. Raises OSError where all are taken."""
    for candidate in range(port, port + (_PORTS_TRIED if port else 1)):
        # asyncio turns Nagle's algorithm off only where the protocol is named: 40 ms on every answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(_BACKLOG)
        return listener
    raise OSError(f"no free port from {port} to {port + _PORTS_TRIED - 1}")


def _backend(config: SandboxConfig, store: Store) -> Backend:
    position = Position(store.settings, start_at=config.start_at, running=config.clock_running)
    return Backend(store, position, SendingLimits(enabled=config.limits))


def _uvicorn_config(backend: Backend, config: SandboxConfig) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(backend, page=config.page, mounts=config.mounts, hosts=config.hosts),
        http="h11",
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )


def _is_no_cut(record: logging.LogRecord) -> bool:
    """Return whether it is no cut: a connection cut in the middle of an answer is a fault somebody asked for, no
    error.
    """
    return "without completing response" not in record.getMessage()


async def _shut_down(backend: Backend, server: EmbeddedServer, tasks: Sequence[asyncio.Task[None]]) -> None:
    backend.hub.close()
    await backend.processes.close()
    server.should_exit = True
    for task in tasks[1:]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
