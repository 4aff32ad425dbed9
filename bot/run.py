"""The two long-running processes: the assistant that talks, and the deliverer that only sends notices."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from telegram.error import InvalidToken, NetworkError

from bot import gc_tuning
from bot.adapters.clock import SystemClock, open_clock
from bot.app import Assistant, build_application, notice_channel
from bot.db.revision import check_schema
from bot.db.sqlite_inline import times_stuck
from bot.observer import Observer
from bot.payment_poller import PaymentPoller
from bot.receiving.lock import receiving_alone
from bot.receiving.receiver import Receiver
from bot.scheduler import Job, observed, run_once, start_scheduler
from bot.settings import Settings, SettingsError, require_token
from bot.wiring import Container, build_container, delivery_service, maintenance_jobs, notice_jobs
from domain.ports import Clock

if TYPE_CHECKING:  # loaded where a setting asks for them
    from bot.adapters.virtual_clock import VirtualClock
    from bot.web.metrics import PrometheusObserver
    from bot.web.webhook_handlers import WebhookHandlers

logger = logging.getLogger(__name__)
RETRY_S = 5.0


@contextlib.asynccontextmanager
async def open_container(settings: Settings, observer: Observer | None = None) -> AsyncIterator[Container]:
    """Open the container with its clock, closed again at the end."""
    async with open_clock(settings) as clock:
        container = build_container(settings, clock, observer)
        try:
            await check_schema(container.engine)
            yield container
        finally:
            await container.aclose()


@contextlib.asynccontextmanager
async def _web(
    settings: Settings, webhook_handlers: WebhookHandlers | None
) -> AsyncIterator[tuple[WebhookHandlers | None, PrometheusObserver | None]]:
    """Serve health, metrics and webhooks where WEB_PORT says so: yield the handlers between the server and the
    assistant, and the observer that feeds the metrics. `webhook_handlers`: of a server that runs already."""
    if settings.web_port is None:
        yield webhook_handlers, None
        return
    from bot.web.app import web_app  # not needed, and not loaded, otherwise
    from bot.web.embedded import serving
    from bot.web.metrics import PrometheusObserver
    from bot.web.webhook_handlers import WebhookHandlers

    webhook_handlers, observer = webhook_handlers or WebhookHandlers(), PrometheusObserver()
    path = urlsplit(settings.webhook_url).path or "/" if settings.webhook_url else None
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    try:
        async with serving(
            web_app(webhook_handlers, observer, path, secret), settings.web_host, settings.web_port
        ):
            yield webhook_handlers, observer
    except OSError as error:
        raise SettingsError(
            f"WEB_PORT is wrong: {settings.web_port} cannot be used ({error.strerror})."
        ) from None


async def run_assistant(
    settings: Settings,
    *,
    stopped: asyncio.Event,
    say: Callable[[str], None] = lambda _: None,
    webhook_handlers: WebhookHandlers | None = None,
) -> None:
    """Long-poll, answer, plan and deliver, until `stopped` is set. `webhook_handlers`: of a server that runs already."""
    async with (
        _web(settings, webhook_handlers) as (webhook_handlers, observer),
        open_container(settings, observer) as container,
        receiving_alone(container.engine, stopped, say),
        _assistant(settings, container, say) as assistant,
    ):
        if stopped.is_set():
            return  # asked to stop while standing by
        if observer is not None:
            observer.watch_depth("update_queue", lambda: assistant.queue.unfinished)
            observer.watch_count(
                "writer_turn_stuck",
                "Transactions that kept the turn to write too long",
                lambda: times_stuck(container.engine),
            )
        await assistant.desk.settle()
        if container.staff_chat_id is not None and container.staff_service.rights.money == frozenset():
            logger.warning("STAFF_MONEY_IDS is missing: nobody in the staff chat decides about money")
        notices = delivery_service(container, notice_channel(assistant, container))
        poller = PaymentPoller(container.services.payments, notices, container.clock)
        jobs = (*notice_jobs(notices), *maintenance_jobs(container, assistant.desk))
        webhooks = _webhooks(webhook_handlers, container, require_token(settings), poller.send_soon)
        async with poller.polling(), webhooks, _firing(container, jobs, assistant.busy):
            await assistant.menus.publish()
            await assistant.timers.resume()
            async with _receiving(settings, Receiver(assistant, container.inbox, webhook_handlers)):
                gc_tuning.started()
                say("The assistant is listening. Press Ctrl+C to stop.")
                await stopped.wait()


@contextlib.asynccontextmanager
async def _webhooks(
    webhook_handlers: WebhookHandlers | None, container: Container, token: str, send_soon: Callable[[], None]
) -> AsyncIterator[None]:
    """Take webhooks while the block runs, where a server hands them on."""
    if webhook_handlers is None:
        yield
        return
    from bot.web.webhooks import Webhooks  # with the web server, for those who run it

    with Webhooks(container, token, send_soon).attached_to(webhook_handlers):
        yield


def _receiving(settings: Settings, receiver: Receiver) -> AbstractAsyncContextManager[None]:
    if settings.webhook_url is None:
        return receiver.polling()
    assert settings.webhook_secret is not None  # the settings saw to it
    return receiver.receiving_at(settings.webhook_url, settings.webhook_secret.get_secret_value())


async def run_deliverer(
    settings: Settings, *, stopped: asyncio.Event, say: Callable[[str], None] = lambda _: None
) -> None:
    """Deliver notices, and nothing else; any number of these may run beside the assistant."""
    async with (
        open_container(settings) as container,
        _assistant(settings, container, say, start=False) as assistant,
    ):
        notices = delivery_service(container, notice_channel(assistant, container))
        deliver = [job for job in notice_jobs(notices) if job.name == "deliver_notices"]
        async with _firing(container, deliver, lambda: 0):
            gc_tuning.started()
            say("Delivering notices. Press Ctrl+C to stop.")
            await stopped.wait()


@contextlib.asynccontextmanager
async def _assistant(
    settings: Settings, container: Container, say: Callable[[str], None], *, start: bool = True
) -> AsyncIterator[Assistant]:
    assistant = build_application(
        container, token=require_token(settings), api_base_url=settings.bot_api_base_url
    )
    application = assistant.application
    await _initialize(assistant, settings, say)
    try:
        if start:
            await application.start()
        yield assistant
    finally:
        await assistant.timers.stop()
        if application.running:
            assistant.let_go()
            await application.stop()
        await application.shutdown()


async def _initialize(assistant: Assistant, settings: Settings, say: Callable[[str], None]) -> None:
    """Reach Telegram, however long that takes; only a wrong token is final."""
    while True:
        try:
            await assistant.application.initialize()
        except InvalidToken:
            raise SettingsError("BOT_TOKEN is wrong: Telegram does not know this token.") from None
        except NetworkError as error:
            say(
                f"Telegram cannot be reached at {settings.bot_api_base_url} ({type(error).__name__});"
                f" trying again in {RETRY_S:.0f} s."
            )
            await asyncio.sleep(RETRY_S)
        else:
            return


@contextlib.asynccontextmanager
async def _firing(container: Container, jobs: Sequence[Job], busy: Callable[[], int]) -> AsyncIterator[None]:
    """Fire the jobs while the block runs: by APScheduler, or by the sandbox's clock. First each catches up once."""
    jobs = observed(jobs, container.observer)
    for job in jobs:
        with contextlib.suppress(Exception):  # logged where it happened; the next fire time comes
            await run_once(job, container.clock.now())
    if (virtual := _virtual(container.clock)) is not None:
        virtual.serve_jobs(jobs=jobs, busy=busy, next_due_day=container.services.bills.next_due_day)
        yield
        return
    scheduler = start_scheduler(jobs, container.clock, container.observer)
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _virtual(clock: Clock) -> VirtualClock | None:
    return None if isinstance(clock, SystemClock) else cast("VirtualClock", clock)
