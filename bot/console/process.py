"""Where the console runs: in a process of its own (`python -m bot console`), or in the web part of `run` (CONSOLE)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.app import build_application
from bot.console.pages import console_app
from bot.console.services import build_services
from bot.db.write_probe import ProbeDesk
from bot.first_contact import reach_telegram
from bot.readiness import Readiness
from bot.run import lasting, open_container
from bot.settings import Settings, SettingsError, require_token
from bot.supervision.failure import described
from bot.supervision.supervisor import Supervisor, supervising
from bot.watch import watched
from bot.web.embedded import serving
from bot.web.health import health_routes
from bot.web.host_port import blame
from bot.wiring import Container
from handlers.support.staff_desk import CaseDesk

logger = logging.getLogger(__name__)
SERVING = "serving"  # what the process is for (`/readyz`)


class Carrier:
    """Brings what was decided and said here to the staff chat and to the customer, beside the answer to the browser. Without
    a `desk`, and where it fails, that goes with the next round of `run`.
    """

    def __init__(self, desk: CaseDesk | None = None) -> None:
        self.desk = desk
        self._under_way = set[asyncio.Task[None]]()

    async def carry(self, customer_id: str | None) -> None:
        if self.desk is None:
            return
        task = asyncio.create_task(self._carried(self.desk, customer_id), name="carrying from the console")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _carried(self, desk: CaseDesk, customer_id: str | None) -> None:
        try:
            await desk.to_staff()
            if customer_id is not None:
                await desk.to_customers(customer_id)
        except Exception as error:  # it waits in the database, and comes with the next round
            logger.warning("what was said in the console goes with the next round: %s", described(error))

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._under_way)


def console_of(container: Container, settings: Settings, carrier: Carrier) -> ASGIApp:
    """Build the console on what a process has."""
    token = settings.bot_token.get_secret_value() if settings.bot_token is not None else None
    return console_app(
        build_services(
            container.store,
            container.clock,
            container.cipher,
            above_fen=settings.two_persons_above_fen,
            bot_token=token,
            by_telegram=token is not None and settings.console_url is not None,
            carry=carrier.carry,
            gateways=container.outside.payment_methods.gateways,
            ceiling_pct=settings.rate_ceiling_pct,
        )
    )


async def run_console(
    settings: Settings, *, stopped: asyncio.Event, say: Callable[[str], None] = lambda _: None
) -> None:
    """Serve the console, and nothing else. Raises `SettingsError` where the host or the port cannot be had."""
    host, port, carrier = settings.console_host, settings.console_port, Carrier()
    async with (
        watched(settings, SERVING) as watch,
        supervising(watch.observer, stopped) as supervisor,
        lasting(supervisor, *watch.serving),
        open_container(settings, watch.observer) as container,
        watch.shown(container.engine, container.clock),
        _with_telegram(settings, container, carrier, supervisor, stopped, say),
    ):
        routes = [*health_routes(watch.not_ready), Mount("/", app=console_of(container, settings, carrier))]
        try:
            async with serving(Starlette(routes=routes), host, port, name="console") as task:
                with supervisor.watching(task):
                    say(f"The console is at http://{host}:{port}/console/. Press Ctrl+C to stop.")
                    with watch.ready_unless(Readiness(supervisor, ProbeDesk(container.engine)).failing):
                        await stopped.wait()
        except OSError as error:
            raise SettingsError(blame(error, "CONSOLE", host, port)) from None


@contextlib.asynccontextmanager
async def _with_telegram(
    settings: Settings,
    container: Container,
    carrier: Carrier,
    supervisor: Supervisor,
    stopped: asyncio.Event,
    say: Callable[[str], None],
) -> AsyncIterator[None]:
    """Let the carrier reach customers as soon as Telegram answers, where there is a token; pages do not wait for that."""
    if settings.bot_token is None:
        yield
        return
    assistant = build_application(
        container, token=require_token(settings), api_base_url=settings.bot_api_base_url
    )

    async def reach() -> None:
        if await reach_telegram(assistant.application, settings, stopped, say):
            carrier.desk = assistant.desk

    try:
        async with supervisor.once("telegram", reach):
            yield
            await carrier.finish()
    finally:
        await assistant.application.shutdown()
        await assistant.bot.shutdown()
