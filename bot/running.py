"""The two long-running processes: the assistant that talks, and the deliverer that only sends notices."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence

from telegram.error import InvalidToken, NetworkError

from bot.adapters.clock import SystemClock
from bot.adapters.telegram_channel import TelegramChannel
from bot.adapters.virtual_clock import VirtualClock
from bot.app import Assistant, build_application
from bot.migrating import check_schema
from bot.receiver_lock import receiving_alone
from bot.receiving import Receiver
from bot.scheduler import Job, run_once, start_scheduler
from bot.settings import Settings, SettingsError, require_token
from bot.wiring import House, build_house, keeping_jobs, notice_jobs
from domain.ports import Clock

logger = logging.getLogger(__name__)
RETRY_S = 5.0


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """The house with its clock, closed again at the end."""
    clock = await _connect_clock(settings)
    house = build_house(settings, clock)
    try:
        await check_schema(house.engine)
        yield house
    finally:
        await house.aclose()
        if isinstance(clock, VirtualClock):
            await clock.aclose()


async def _connect_clock(settings: Settings) -> Clock:
    if settings.clock_url is None:
        return SystemClock()
    try:
        return await VirtualClock.connect(settings.clock_url)
    except OSError:
        raise SettingsError(f"CLOCK_URL is wrong: no sandbox answers at {settings.clock_url}.") from None


async def run_assistant(
    settings: Settings, *, stopped: asyncio.Event, say: Callable[[str], None] = lambda _: None
) -> None:
    """Long-poll, answer, plan and deliver, until `stopped` is set."""
    async with (
        open_house(settings) as house,
        receiving_alone(house.engine, stopped, say),
        _assistant(settings, house, say) as assistant,
    ):
        jobs = (*notice_jobs(house, TelegramChannel(assistant.sender)), *keeping_jobs(house))
        async with _firing(house, jobs, assistant.busy):
            await assistant.menus.publish()
            await assistant.timers.resume()
            async with Receiver(assistant, house.inbox).polling():
                say("The assistant is listening. Press Ctrl+C to stop.")
                await stopped.wait()


async def run_deliverer(
    settings: Settings, *, stopped: asyncio.Event, say: Callable[[str], None] = lambda _: None
) -> None:
    """Only deliver notices; any number of these may run beside the assistant."""
    async with open_house(settings) as house, _assistant(settings, house, say, start=False) as assistant:
        deliver = [
            job
            for job in notice_jobs(house, TelegramChannel(assistant.sender))
            if job.name == "deliver_notices"
        ]
        async with _firing(house, deliver, lambda: 0):
            say("Delivering notices. Press Ctrl+C to stop.")
            await stopped.wait()


@contextlib.asynccontextmanager
async def _assistant(
    settings: Settings, house: House, say: Callable[[str], None], *, start: bool = True
) -> AsyncIterator[Assistant]:
    assistant = build_application(
        house, token=require_token(settings), api_base_url=settings.bot_api_base_url
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
async def _firing(house: House, jobs: Sequence[Job], busy: Callable[[], int]) -> AsyncIterator[None]:
    """Jobs fire while the block runs: by APScheduler, or by the sandbox's clock. First each catches up once."""
    for job in jobs:
        with contextlib.suppress(Exception):  # logged where it happened; the next fire time comes
            await run_once(job, house.clock.now())
    if isinstance(house.clock, VirtualClock):
        house.clock.serve_jobs(jobs=jobs, busy=busy, next_due_day=house.services.bills.next_due_day)
        yield
        return
    scheduler = start_scheduler(jobs, house.clock)
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
