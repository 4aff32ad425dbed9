"""The two long-running processes: the assistant that talks, and the deliverer that only sends notices."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from telegram.error import NetworkError, TelegramError

from bot import gc_tuning
from bot.adapters.clock import SystemClock, open_clock
from bot.adapters.keys import key_file_is_new
from bot.app import Assistant, build_application, notice_channel
from bot.db.backup import schedule
from bot.db.example_shop import require_own_shop
from bot.db.key_canary import require_own_keys
from bot.db.log_sweep import EVERY_S, LogSweep
from bot.db.outage import is_outage
from bot.db.revision import check_schema
from bot.db.rewrite import LOOK_EVERY_S, NightlyRewrite
from bot.db.sealed_accounts import require_sealed_accounts
from bot.db.sqlite_inline import times_stuck
from bot.db.store import open_store
from bot.db.write_probe import ProbeDesk, takes_writes
from bot.first_contact import reach_telegram
from bot.observer import Observer
from bot.payment_poller import PaymentPoller
from bot.readiness import Readiness
from bot.receiving.lock import LockLost, receiving_alone
from bot.receiving.receiver import Receiver
from bot.scheduler import FRESH_S, WAKE_S, Firing, Job, observed, run_once
from bot.settings import Settings, is_here, require_token
from bot.shutdown import InHand
from bot.stand_ins import require_real_partners
from bot.supervision.failure import described, is_ended
from bot.supervision.supervisor import Supervisor, supervising
from bot.watch import Watch, opened, watched
from bot.wiring import Container, build_container, delivery_service, maintenance_jobs, notice_jobs
from domain.ports import Clock
from domain.value import Value
from handlers.registry import App
from handlers.support.staff_desk import CaseDesk
from handlers.ui.incidents import Where

if TYPE_CHECKING:  # loaded where a setting asks for them
    from starlette.types import ASGIApp

    from bot.adapters.virtual_clock import VirtualClock
    from bot.web.webhook_handlers import WebhookHandlers

logger = logging.getLogger(__name__)
# Before it is looked again whether a database that was lost is back.
RETRY_S = 1.0
# What happens again within this time is one more edit of what was told.
TELL_EVERY_S = 30.0
# What a process is for: what fails while it starts, stands by or stops (`/readyz`).
RECEIVING, DELIVERING = "receiving", "delivering"


@contextlib.asynccontextmanager
async def open_container(settings: Settings, observer: Observer | None = None) -> AsyncIterator[Container]:
    """Open the container with its clock, closed again at the end. Raises `SettingsError` where the keys are not the
    database's, or nobody's account is sealed.
    """
    async with open_clock(settings) as clock:
        require_real_partners(settings)  # what the operator wrote comes before what the database holds
        if key_file_is_new(settings):  # none is made beside data that another seals
            async with open_store(settings) as store:
                await require_own_keys(store.engine, settings)
        container = build_container(settings, clock, observer)
        try:
            await check_schema(container.engine)
            await require_own_keys(container.engine, settings)
            await require_sealed_accounts(container.engine)
            await require_own_shop(container.engine, settings)
            yield container
        finally:
            await container.aclose()


class _Web(Value):
    """What stands between the web server and the assistant; `serving`: the one of this process."""

    handlers: WebhookHandlers | None
    serving: tuple[asyncio.Task[None], ...] = ()


@contextlib.asynccontextmanager
async def _web(settings: Settings, webhook_handlers: WebhookHandlers | None) -> AsyncIterator[_Web]:
    """Serve webhooks and health where WEB_PORT says so. `webhook_handlers`: of a server that runs already."""
    if settings.web_port is None:
        yield _Web(webhook_handlers)
        return
    from bot.web.app import web_app  # not needed, and not loaded, otherwise
    from bot.web.webhook_handlers import WebhookHandlers

    async with contextlib.AsyncExitStack() as servers:
        webhook_handlers = webhook_handlers or WebhookHandlers()
        path = urlsplit(settings.webhook_url).path or "/" if settings.webhook_url else None
        secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        app = web_app(webhook_handlers, path, secret, console=settings.console)
        serving = await opened(servers, "web", app, settings.web_host, settings.web_port)
        yield _Web(webhook_handlers, (serving,))


async def run_lasting(
    settings: Settings,
    *,
    stopped: asyncio.Event,
    in_hand: InHand | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Do what `run_assistant` does, and begin anew where PostgreSQL was away and the lock was lost with it; raise what it
    raises, but for that."""
    was_lost = False
    while not stopped.is_set():
        over = asyncio.Event()
        stopping = asyncio.create_task(_pass_on(stopped, over), name="stop")
        try:
            await run_assistant(settings, stopped=over, in_hand=in_hand, say=say)
            return
        except LockLost:
            was_lost = True
            say("The connection to the database was lost; receiving goes on when it is back.")
        except Exception as error:
            if not (was_lost and is_outage(error)):
                raise
        finally:
            stopping.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), RETRY_S)


async def _pass_on(stopped: asyncio.Event, over: asyncio.Event) -> None:
    await stopped.wait()
    over.set()


async def run_assistant(
    settings: Settings,
    *,
    stopped: asyncio.Event,
    in_hand: InHand | None = None,
    say: Callable[[str], None] = lambda _: None,
    webhook_handlers: WebhookHandlers | None = None,
) -> None:
    """Receive, answer, plan and deliver, until `stopped` is set. `webhook_handlers`: of a server that runs already.
    `in_hand`: told what is being done for somebody.

    Raises `GaveUp` where a background task could not be kept going.
    """
    async with (
        _web(settings, webhook_handlers) as web,
        watched(settings, RECEIVING) as watch,
        supervising(watch.observer, stopped) as supervisor,
        lasting(supervisor, *web.serving, *watch.serving),
        open_container(settings, watch.observer) as container,
        watch.shown(container.engine, container.clock),
        receiving_alone(container.engine, stopped, say) as is_held,
        _left_in_order(container, is_held),
        _assistant(settings, container, supervisor, stopped, say) as assistant,
    ):
        if stopped.is_set():
            return  # asked to stop while standing by, or before Telegram answered
        if watch.metrics is not None:
            watch.metrics.watch_depth("update_queue", lambda: assistant.queue.unfinished)
            watch.metrics.watch_count(
                "writer_turn_stuck",
                "Transactions that kept the turn to write too long",
                lambda: times_stuck(container.engine),
            )
        if in_hand is not None:
            in_hand.count = lambda: assistant.queue.unfinished
            in_hand.knocks = (partial(_telegram_answers, assistant), partial(takes_writes, container.engine))
        await assistant.desk.settle()
        if settings.demo and not is_here(settings.bot_api_base_url):
            logger.warning(
                "OPERATOR_MODE is demo: checks of identity and payments are the sandbox's where no other is set, and"
                " everybody in the staff chat decides where nobody is named"
            )
        if container.staff_chat_id is not None and container.staff_service.rights.money == frozenset():
            logger.warning("STAFF_MONEY_IDS is missing: nobody in the staff chat decides about money")
        async with _at_work(settings, container, supervisor, assistant, web.handlers, watch):
            gc_tuning.started()
            say("The assistant is listening. Press Ctrl+C to stop.")
            await stopped.wait()


@contextlib.asynccontextmanager
async def _left_in_order(container: Container, is_held: Callable[[], bool]) -> AsyncIterator[None]:
    """Once the block has come to a good end, leave what it did not come to for whoever starts next to handle: else nobody
    knows who was told that it failed."""
    yield
    await container.second_tries.aclose()
    if not is_held():
        return
    try:
        await container.inbox.leave()
    except Exception as error:
        if not container.outages.covers(error):
            raise
        logger.warning("what was not handled could not be left in order: %s", described(error))


@contextlib.asynccontextmanager
async def _at_work(
    settings: Settings,
    container: Container,
    supervisor: Supervisor,
    assistant: Assistant,
    webhook_handlers: WebhookHandlers | None,
    watch: Watch,
) -> AsyncIterator[None]:
    """Do all that an assistant does while the block runs."""
    notices = delivery_service(container, notice_channel(assistant, container))
    poller = PaymentPoller(container.services.payments, notices, container.clock)
    jobs = (*notice_jobs(notices), *maintenance_jobs(container, assistant.desk, assistant.farewells))
    receiver = Receiver(assistant, container.inbox, container.refused_updates, webhook_handlers)
    async with (
        poller.polling(supervisor),
        _webhooks(webhook_handlers, container, settings, assistant.desk, poller.send_soon),
        _firing(container, supervisor, jobs, assistant.busy),
        _clean_database(container, supervisor),
        _backing_up(settings, container, supervisor),
        _telling_incidents(settings, container, supervisor, assistant),
        supervisor.once("menus", assistant.menus.publish),
        supervisor.once("introduction", assistant.menus.introduce),
    ):
        await assistant.timers.resume()
        readiness = Readiness(supervisor, ProbeDesk(container.engine))
        if webhook_handlers is not None:
            webhook_handlers.failing = readiness.failing
        async with _receiving(settings, receiver, supervisor):
            with watch.ready_unless(readiness.failing):
                yield


@contextlib.asynccontextmanager
async def _webhooks(
    webhook_handlers: WebhookHandlers | None,
    container: Container,
    settings: Settings,
    desk: CaseDesk,
    send_soon: Callable[[], None],
) -> AsyncIterator[None]:
    """Take webhooks while the block runs, where a server hands them on; and answer the console, where it is here."""
    if webhook_handlers is None:
        yield
        return
    from bot.web.webhooks import Webhooks  # with the web server, for those who run it

    if settings.console:
        webhook_handlers.console = partial(_console, container, settings, desk)
    with Webhooks(container, require_token(settings), send_soon).attached_to(webhook_handlers):
        yield


def _console(container: Container, settings: Settings, desk: CaseDesk) -> ASGIApp:
    from bot.console.process import Carrier, console_of  # with its pages, once somebody opens one

    return console_of(container, settings, Carrier(desk))


def _receiving(
    settings: Settings, receiver: Receiver, supervisor: Supervisor
) -> AbstractAsyncContextManager[None]:
    if settings.webhook_url is None:
        return receiver.polling(supervisor)
    assert settings.webhook_secret is not None  # the settings saw to it
    return receiver.receiving_at(settings.webhook_url, settings.webhook_secret.get_secret_value(), supervisor)


async def run_deliverer(
    settings: Settings, *, stopped: asyncio.Event, say: Callable[[str], None] = lambda _: None
) -> None:
    """Deliver notices, and nothing else; any number of these may run beside the assistant.

    Raises `GaveUp` where a background task could not be kept going.
    """
    async with (
        watched(settings, DELIVERING) as watch,
        supervising(watch.observer, stopped) as supervisor,
        lasting(supervisor, *watch.serving),
        open_container(settings, watch.observer) as container,
        watch.shown(container.engine, container.clock),
        _assistant(settings, container, supervisor, stopped, say, start=False) as assistant,
    ):
        notices = delivery_service(container, notice_channel(assistant, container))
        deliver = [job for job in notice_jobs(notices) if job.name == "deliver_notices"]
        async with (
            _firing(container, supervisor, deliver, lambda: 0),
            _clean_database(container, supervisor),
            _telling_incidents(settings, container, supervisor, assistant),
        ):
            gc_tuning.started()
            if not stopped.is_set():
                say("Delivering notices. Press Ctrl+C to stop.")
            with watch.ready_unless(Readiness(supervisor, ProbeDesk(container.engine)).failing):
                await stopped.wait()


@contextlib.asynccontextmanager
async def _assistant(
    settings: Settings,
    container: Container,
    supervisor: Supervisor,
    stopped: asyncio.Event,
    say: Callable[[str], None],
    *,
    start: bool = True,
) -> AsyncIterator[Assistant]:
    """Yield the assistant, known to Telegram and, with `start`, answering; where asked to stop before that, as it is."""
    assistant = build_application(
        container, token=require_token(settings), api_base_url=settings.bot_api_base_url
    )
    application = assistant.application
    try:
        reached = not stopped.is_set() and await reach_telegram(application, settings, stopped, say)
        if not (reached and start):
            yield assistant
            return
        await application.start()
        async with contextlib.AsyncExitStack() as watched:
            for task in _fetching(application):
                watched.enter_context(supervisor.watching(task))
            yield assistant
    finally:
        await assistant.timers.stop()
        if application.running:
            assistant.let_go()
            await _stop(application)
        await application.shutdown()
        await application.bot.shutdown()  # also where it got no further than that


async def _telegram_answers(assistant: Assistant) -> bool:
    """Return whether Telegram says anything at all."""
    try:
        await assistant.bot.get_me()
    except NetworkError:
        return False
    except TelegramError:
        return True
    return True


async def _stop(application: App) -> None:
    """Stop taking updates, and wait for those in hand. One of PTB's tasks that died shows here once more."""
    try:
        await application.stop()
    except (Exception, asyncio.CancelledError) as error:
        if is_ended():
            raise
        logger.error("the assistant did not stop in good order: %s", described(error))


def _fetching(application: App) -> list[asyncio.Task[object]]:
    """Return PTB's own tasks, by their names: what takes updates from the queue, and what writes conversations down."""
    names = [f"Application:{application.bot.id}:{what}" for what in ("update_fetcher", "persistence_updater")]
    tasks = [task for task in asyncio.all_tasks() if task.get_name() in names]
    assert len(tasks) == len(names), "this version of python-telegram-bot names its tasks in another way"
    return tasks


@contextlib.asynccontextmanager
async def lasting(supervisor: Supervisor, *tasks: asyncio.Task[None]) -> AsyncIterator[None]:
    """Look after the tasks while the block runs."""
    with contextlib.ExitStack() as watched:
        for task in tasks:
            watched.enter_context(supervisor.watching(task))
        yield


@contextlib.asynccontextmanager
async def _firing(
    container: Container, supervisor: Supervisor, jobs: Sequence[Job], busy: Callable[[], int]
) -> AsyncIterator[None]:
    """Fire the jobs while the block runs: by APScheduler, or by the sandbox's clock. Each catches up once; nobody who writes
    has to wait for that."""
    jobs = observed(
        jobs, container.observer, lambda job, error: container.incidents.note(Where.JOB, error, about=job)
    )
    if (virtual := _virtual(container.clock)) is not None:
        for job in jobs:
            with contextlib.suppress(Exception):  # logged where it happened; the next fire time comes
                await run_once(job, container.clock.now())
        virtual.serve_jobs(jobs=jobs, busy=busy, next_due_day=container.services.bills.next_due_day)
        yield
        return
    firing = Firing(jobs, container.clock, container.observer)
    firing.start()
    try:
        async with (
            supervisor.repeating("jobs", firing.look, every_s=WAKE_S, fresh_s=FRESH_S),
            supervisor.once("catching up", firing.catch_up),
        ):
            yield
    finally:
        await firing.stop()


@contextlib.asynccontextmanager
async def _clean_database(container: Container, supervisor: Supervisor) -> AsyncIterator[None]:
    """Let nothing of what is deleted stay in the database's files, while the block runs."""
    log, file = LogSweep(container.engine), NightlyRewrite(container.engine, SystemClock())
    async with (
        supervisor.repeating("log sweep", log.sweep, every_s=EVERY_S),
        supervisor.repeating("rewriting", file.look, every_s=LOOK_EVERY_S),
    ):
        yield


@contextlib.asynccontextmanager
async def _backing_up(
    settings: Settings, container: Container, supervisor: Supervisor
) -> AsyncIterator[None]:
    """Make the daily backup while the block runs, where it is asked for; on a virtual clock there is none."""
    if settings.daily_backup is None or _virtual(container.clock) is not None:
        yield
        return
    daily = schedule.DailyBackup(settings, container.clock)
    async with supervisor.repeating(
        "backup", daily.look, every_s=schedule.LOOK_EVERY_S, limit_s=schedule.LIMIT_S
    ):
        yield


@contextlib.asynccontextmanager
async def _telling_incidents(
    settings: Settings, container: Container, supervisor: Supervisor, assistant: Assistant
) -> AsyncIterator[None]:
    """Tell the staff's topic what nobody expected while the block runs, where one is set."""
    if settings.staff_incidents_topic is None or container.staff_chat_id is None:
        yield
        return
    from handlers.support.incident_desk import IncidentDesk

    desk = IncidentDesk(
        container.incidents,
        assistant.desk,
        assistant.sender,
        container.clock,
        settings.staff_incidents_topic,
    )
    async with supervisor.repeating("incidents", desk.tell, every_s=TELL_EVERY_S):
        yield


def _virtual(clock: Clock) -> VirtualClock | None:
    return None if isinstance(clock, SystemClock) else cast("VirtualClock", clock)
