"""uvicorn inside a process that has its own life."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Generator

import uvicorn
from starlette.types import ASGIApp

from bot.web.host_port import opened
from bot.web.patience import Patience, patient_protocol

SHUTDOWN_S = 5
PATIENCE = Patience()


class EmbeddedServer(uvicorn.Server):
    """uvicorn without its signal handlers: the process around it has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def until_started(self, serving: asyncio.Task[None]) -> None:
        while not self.started:
            if serving.done():
                await serving
                raise RuntimeError("the server ended before it started")
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp, host: str, port: int, *, name: str = "web", patience: Patience = PATIENCE
) -> AsyncIterator[asyncio.Task[None]]:
    """`app` on `host:port` while the block runs; requests under way are finished. Raises OSError where it cannot be had.

    Yields what serves, which has to last as long as the block. `name`: the task's.
    """
    listener = await opened(host, port)
    config = uvicorn.Config(
        app,
        http=patient_protocol(patience),
        ws="none",
        timeout_keep_alive=int(patience.idle_s),
        # Connections are counted there; this bounds what still goes on when its connection is gone.
        limit_concurrency=2 * patience.most,
        lifespan="off",
        log_config=None,
        log_level="error",  # who says what is no request would write a line in the log each time
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = EmbeddedServer(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name=name)
    try:
        await server.until_started(task)
        yield task
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listener.close()  # where it was ended before it could do so itself
