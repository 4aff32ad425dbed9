"""Updates of one chat one after the other, different chats side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseUpdateProcessor

from bot.log import about
from bot.observer import Observer
from bot.sending.pacing import Pace
from handlers.ui.sending import aside, topic

SIDE_BY_SIDE = 128
# PTB counts those that wait for their chat, too; one busy chat must not use up everybody's places.
WAITING = 1_000_000

logger = logging.getLogger(__name__)


class ChatOrderedProcessor(BaseUpdateProcessor):
    """A lock per chat, held while an update of it is handled and dropped when nobody waits for it.

    `chat_alias` names a chat in the log without saying whose it is. `after_each` runs when an update has been
    handled, before the next one of the same chat.
    """

    def __init__(self, observer: Observer, pace: Pace, chat_alias: Callable[[int], str]) -> None:
        super().__init__(max_concurrent_updates=WAITING)
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._observer = observer
        self._pace = pace
        self._chat_alias = chat_alias
        self.after_each: Callable[[object], Awaitable[None]] | None = None
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}
        self._aside: set[asyncio.Task[Any]] = set()
        self._stopping = False

    @property
    def chats_in_hand(self) -> int:
        """Chats of which something is handled or waits."""
        return len(self._locks)

    def waiting(self, chat_id: int) -> int:
        """Count the updates of the chat that are handled or wait for it."""
        return self._waiting.get(chat_id, 0)

    def stop(self) -> None:
        """Begin nothing more, and let go of what waits for Telegram: it stays in the inbox for whoever starts next."""
        self._stopping = True
        for task in self._aside:
            task.cancel()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat_id = _chat_of(update)
        number = str(update.update_id) if isinstance(update, Update) else "-"
        try:
            async with self._turn(chat_id), self._places:
                if self._stopping:
                    return
                aside.set(self._stand_aside)
                topic.set(_topic_of(update))
                with about(update=number, chat=self._chat_alias(chat_id)), self._pace.answering():
                    await self._handle(update, coroutine)
        finally:
            # What was not begun, since a stop or the end of the process broke off the waiting for it: Python would complain.
            if isinstance(coroutine, Coroutine):
                coroutine.close()

    @contextlib.asynccontextmanager
    async def _stand_aside(self) -> AsyncIterator[None]:
        """Leave the place to others while the block runs. Ends with the process, in the middle."""
        task = asyncio.current_task()
        assert task is not None
        if self._stopping:
            raise asyncio.CancelledError
        self._aside.add(task)
        self._places.release()
        try:
            yield
        finally:
            self._aside.discard(task)
            if not self._stopping:
                await self._places.acquire()

    async def _handle(self, update: object, coroutine: Awaitable[Any]) -> None:
        began = monotonic()
        await coroutine
        if self.after_each is not None:
            await self.after_each(update)
        seconds = monotonic() - began
        self._observer.update_handled(seconds)
        logger.info("handled", extra={"ms": round(seconds * 1000)})

    @contextlib.asynccontextmanager
    async def _turn(self, chat_id: int) -> AsyncIterator[None]:
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        self._waiting[chat_id] = self._waiting.get(chat_id, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[chat_id] -= 1
            if not self._waiting[chat_id]:
                del self._waiting[chat_id], self._locks[chat_id]

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...


def _chat_of(update: object) -> int:
    """Return the chat, else the person, else 0: what belongs to nobody shares one turn."""
    if not isinstance(update, Update):
        return 0
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0


def _topic_of(update: object) -> tuple[int, int] | None:
    """Return the chat and the topic, where it was said in a topic of a private chat."""
    message = update.effective_message if isinstance(update, Update) else None
    if not isinstance(message, Message) or not message.is_topic_message or message.message_thread_id is None:
        return None
    return (message.chat.id, message.message_thread_id) if message.chat.type == message.chat.PRIVATE else None
