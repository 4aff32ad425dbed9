"""What whoever watches sees of a long-running command: whether it lives, whether it does what it is for, and its figures.

    async with watched(settings, "delivering") as watch:  # /healthz, /readyz and /metrics at METRICS_PORT, where it is set
        async with watch.shown(container.engine, container.clock):
            with watch.ready_unless(failing):
                ...

The web server and the library of metrics are loaded where a port is set.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.observer import NobodyWatches, Observer
from bot.settings import Settings, SettingsError
from domain.ports import Clock

if TYPE_CHECKING:  # loaded where a setting asks for them
    from starlette.types import ASGIApp

    from bot.web.metrics import PrometheusObserver

# What is not well, by name; nothing where the process is ready.
Failing = Callable[[], Awaitable[list[str]]]


class Watch:
    """What is seen of one process. `doing`: what it is for, which is what fails while it starts, stands by or stops.
    `metrics`: where somebody may read them.
    """

    def __init__(self, doing: str, metrics: PrometheusObserver | None = None) -> None:
        self._doing = doing
        self._failing: Failing | None = None
        self.metrics = metrics
        self.serving: tuple[asyncio.Task[None], ...] = ()

    @property
    def observer(self) -> Observer:
        return self.metrics or NobodyWatches()

    async def not_ready(self) -> list[str]:
        """Return what is not well, by name; nothing where the process is ready."""
        return [self._doing] if self._failing is None else await self._failing()

    @contextlib.contextmanager
    def ready_unless(self, failing: Failing) -> Iterator[None]:
        """Be ready while the block runs and `failing` names nothing."""
        self._failing = failing
        try:
            yield
        finally:
            self._failing = None

    @contextlib.asynccontextmanager
    async def shown(self, engine: AsyncEngine, clock: Clock) -> AsyncIterator[None]:
        """Let the metrics say what waits in the database while the block runs, where somebody may read them."""
        if self.metrics is None:
            yield
            return
        from bot.web.backlog import BacklogFigures

        backlog = BacklogFigures(engine, clock)
        self.metrics.add(backlog)
        try:
            yield
        finally:
            self.metrics.remove(backlog)
            await backlog.aclose()


@contextlib.asynccontextmanager
async def watched(settings: Settings, doing: str) -> AsyncIterator[Watch]:
    """Serve what is to be seen of this process at METRICS_PORT, where it is set, while the block runs."""
    if settings.metrics_port is None:
        yield Watch(doing)
        return
    from bot.web.metrics import PrometheusObserver, ReadyFigures
    from bot.web.watch_app import watch_app

    metrics = PrometheusObserver()
    watch = Watch(doing, metrics)
    metrics.add(ReadyFigures(doing, watch.not_ready))
    async with contextlib.AsyncExitStack() as servers:
        app = watch_app(metrics, watch.not_ready)
        host, port = settings.metrics_host, settings.metrics_port
        watch.serving = (await opened(servers, "metrics", app, host, port),)
        yield watch


async def opened(
    servers: contextlib.AsyncExitStack, name: str, app: ASGIApp, host: str, port: int
) -> asyncio.Task[None]:
    """Serve until `servers` are closed. Raises `SettingsError`, by the setting with the name, where the host or the port
    cannot be had.
    """
    from bot.web.embedded import serving
    from bot.web.host_port import blame

    try:
        return await servers.enter_async_context(serving(app, host, port, name=name))
    except OSError as error:
        raise SettingsError(blame(error, name.upper(), host, port)) from None
