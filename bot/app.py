"""The Telegram application: a pure function of the container it serves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.adapters.channels.fallback import FallbackChannel
from bot.adapters.channels.telegram import TelegramChannel
from bot.receiving.bot import PollingBot
from bot.receiving.inbox import Inbox
from bot.receiving.persistence import DatabasePersistence
from bot.receiving.processor import SIDE_BY_SIDE, ChatOrderedProcessor
from bot.sending.transport import Http11Request, trusted_authorities
from bot.wiring import Container
from handlers.checkout.card_photos import A_MINUTE
from handlers.checkout.reading_timer import ReadingTimers
from handlers.commands import described
from handlers.context import BotData, Context, UnbookedCharges, UndoneUpdates
from handlers.intents import classify
from handlers.menus import Menus
from handlers.moves.farewell import Farewells
from handlers.registry import App, register
from handlers.support.staff_desk import CaseDesk
from handlers.tracked.files import A_MINUTE as FILES_A_MINUTE
from handlers.ui.files import Deliveries
from handlers.ui.misses import Misses
from handlers.ui.sending import Sender
from handlers.ui.signature import Signature
from handlers.ui.throttle import Throttle
from handlers.ui.trails import Trails

# A getUpdates call waits this long for news; the sandbox and Telegram end it early when there are any.
POLL_S = 25
CONNECT_S = 10.0
READ_S = 20.0


class CountingQueue(asyncio.Queue[object]):
    """The queue of updates, which knows how many it gave out that are not done yet."""

    def __init__(self) -> None:
        super().__init__()
        self.unfinished = 0

    def _put(self, item: object) -> None:
        super()._put(item)
        self.unfinished += 1

    def task_done(self) -> None:
        super().task_done()
        self.unfinished -= 1


@dataclass
class Assistant:
    """The application and the parts of it that the process looks after."""

    application: App
    bot: PollingBot
    queue: CountingQueue
    timers: ReadingTimers
    menus: Menus
    sender: Sender
    desk: CaseDesk
    farewells: Farewells
    signature: Signature
    processor: ChatOrderedProcessor
    undone: UndoneUpdates

    def let_go(self) -> None:
        """Begin nothing more: what waits stays in the inbox for whoever starts next."""
        self.processor.stop()
        while not self.queue.empty():
            self.queue.get_nowait()
            self.queue.task_done()

    def busy(self) -> int:
        """Count what is being done that will still send something: updates, and disclosures being read."""
        return self.queue.unfinished + self.timers.pending


def build_application(container: Container, *, token: str, api_base_url: str) -> Assistant:
    """Build the application, connected to nothing; `application.initialize()` connects."""
    os.environ.setdefault(
        "PTB_TIMEDELTA", "true"
    )  # PTB's coming form of durations; the old one warns at each 429
    queue = CountingQueue()
    processor = ChatOrderedProcessor(container.observer, container.sending.pace, container.chat_alias)
    bot = _bot(token, api_base_url, container)
    application: App = (
        ApplicationBuilder()
        .bot(bot)
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .updater(None)
        .update_queue(queue)
        .concurrent_updates(processor)
        .persistence(DatabasePersistence(container.engine, container.second_tries))
        .job_queue(None)
        .build()
    )
    processor.after_each = _finisher(application, container.inbox)
    if container.outside.payment_methods.telegram is not None:
        container.outside.payment_methods.telegram.attach(bot)
    data = configure(application, container)
    return Assistant(
        application,
        bot,
        queue,
        data.timers,
        data.menus,
        data.sender,
        data.desk,
        Farewells(container.services.moves, data.sender),
        data.signature,
        processor,
        data.undone,
    )


def notice_channel(assistant: Assistant, container: Container) -> FallbackChannel:
    """Telegram, and what the operator set up beside it."""
    telegram = TelegramChannel(
        assistant.sender, container.sending.pace, assistant.signature, container.cipher
    )
    return FallbackChannel(telegram, container.outside.backup_channel, assistant.signature)


def configure(application: App, container: Container) -> BotData:
    """Give an application the services and every handler."""
    data = application.bot_data
    data.services, data.conversation_settings = container.services, container.conversation_settings
    bot = application.bot
    data.sender = Sender(bot, bot.bare if isinstance(bot, PollingBot) else None)
    data.signature = Signature(container.cipher)
    data.timers = ReadingTimers(
        container.services, data.sender, data.signature, container.conversation_settings.reading_s
    )
    data.menus = Menus(application.bot, described, demo=container.conversation_settings.demo)
    data.deliveries = Deliveries()
    data.desk = CaseDesk(
        container.staff_service,
        container.services.customers,
        data.sender,
        data.signature,
        container.chat_decisions,
        container.staff_chat_id,
    )
    data.classify = classify
    data.look_up = _look_up
    data.doubted_cards = {}
    data.questions = {}
    data.misses = Misses()
    data.talks = {}
    data.offered_languages = {}
    data.trails = Trails()
    data.throttle = Throttle(container.conversation_settings.updates_per_minute)
    data.card_photos = Throttle(A_MINUTE)
    data.files = Throttle(FILES_A_MINUTE)
    data.undone, data.unbooked = UndoneUpdates(), UnbookedCharges()
    data.is_outage = container.outages.covers
    data.note_failed, data.incidents = container.inbox.note_failed, container.incidents
    register(application)
    return data


async def _look_up(update: Update, context: Context) -> bool:
    from handlers.lookups.staff_chat import look_up  # most processes never hear from a staff chat

    return await look_up(update, context)


def _finisher(application: App, inbox: Inbox) -> Callable[[object], Awaitable[None]]:
    async def finish(update: object) -> None:
        """Cross an update out only when the conversation's state is written, or waits for the database: then it is done.
        A charge that could not be booked is not; should the process end first, it is still in the inbox."""
        await application.update_persistence()
        if not isinstance(update, Update):
            return
        again_in_s = application.bot_data.unbooked.again_in_s(update.update_id)
        if again_in_s is not None:
            loop = asyncio.get_running_loop()
            loop.call_later(again_in_s, application.update_queue.put_nowait, update)
            return
        await inbox.done(update.update_id)
        application.bot_data.undone.forget(update.update_id)

    return finish


def _bot(token: str, api_base_url: str, container: Container) -> PollingBot:
    trusted = cache(trusted_authorities)  # hundreds of certificates, read once for both transports

    def request(read_s: float, connections: int) -> Http11Request:
        return Http11Request(
            connection_pool_size=connections,
            connect_timeout_s=CONNECT_S,
            read_timeout_s=read_s,
            pool_timeout_s=READ_S,
            trusted=trusted,
        )

    return PollingBot(
        token,
        container.observer,
        container.sending.pace,
        paid=container.sending.paid,
        base_url=f"{api_base_url}/bot",
        base_file_url=f"{api_base_url}/file/bot",
        request=request(READ_S, SIDE_BY_SIDE + 8),
        get_updates_request=request(POLL_S + READ_S, 1),
    )
