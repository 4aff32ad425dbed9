"""Receiving by long polling or by webhook: into the inbox first, confirmed afterwards, handled from the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.app import POLL_S, Assistant
from bot.receiving.inbox import Inbox
from bot.receiving.raw import RawUpdate, is_charge, talker, told_once
from bot.receiving.validation import InvalidUpdate, is_relevant
from handlers.ui.sending import seconds_asked_for

if TYPE_CHECKING:  # loaded where something comes in over HTTP
    from bot.web.webhook_handlers import Receive, WebhookHandlers

logger = logging.getLogger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
# Updates of one person that are handled or wait; more than anybody taps and writes while an answer takes long.
MOST_WAITING = 200


class Receiver:
    """Feeds the assistant's queue. What an earlier process left undone comes first.

    `webhook_handlers`: of the web server, if one runs.
    """

    def __init__(
        self, assistant: Assistant, inbox: Inbox, webhook_handlers: WebhookHandlers | None = None
    ) -> None:
        self._assistant = assistant
        self._inbox = inbox
        self._webhook_handlers = webhook_handlers
        self._offset: int | None = None

    @contextlib.asynccontextmanager
    async def receiving_at(self, url: str, secret: str) -> AsyncIterator[None]:
        """Receive by webhook: Telegram is told where to bring the updates, and they are let in while the block runs."""
        await self.take_up_undone()
        self._let_in(self.receive)
        try:
            await self._assistant.bot.set_webhook(url, secret_token=secret, allowed_updates=Update.ALL_TYPES)
            yield
        finally:
            self._let_in(None)

    @contextlib.asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        await self._assistant.bot.delete_webhook()
        await self.take_up_undone()
        self._let_in(self.receive)
        task = asyncio.create_task(self._poll(), name="polling")
        try:
            yield
        finally:
            self._let_in(None)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _let_in(self, receive: Receive | None) -> None:
        if self._webhook_handlers is not None:
            self._webhook_handlers.receive = receive

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        """Write down and queue; when this returns, the updates may be confirmed."""
        await self.take_up(await self._inbox.store(self._within_bounds(updates)))

    def _within_bounds(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Leave out what one person sends beyond all measure: it would get no answer anyway, and others wait behind it."""
        taken: Counter[int] = Counter()
        within = []
        for raw in updates:
            person = talker(raw)
            if person is not None:
                taken[person] += 1
                if taken[person] + self._assistant.processor.waiting(person) > MOST_WAITING:
                    continue
            within.append(raw)
        if len(within) < len(updates):
            logger.warning("%d updates of a flood were left out", len(updates) - len(within))
        return within

    async def take_up(self, updates: Sequence[RawUpdate]) -> None:
        irrelevant = []
        for raw in updates:
            update = self._read(raw)
            if update is None:
                irrelevant.append(raw["update_id"])
            else:
                await self._assistant.queue.put(update)
        await self._inbox.done(*irrelevant)

    async def take_up_undone(self) -> None:
        """Take up what an earlier process received and did not get done. What is old is not handled as it was meant; each
        chat is told so once."""
        undone = await self._inbox.undone()
        marks = self._assistant.undone
        answered, over = told_once(undone.long_ago)
        marks.all.update(raw["update_id"] for raw in (*undone.lately, *answered))
        marks.old.update(raw["update_id"] for raw in answered if not is_charge(raw))
        await self._inbox.done(*over)
        await self.take_up(sorted((*answered, *undone.lately), key=lambda raw: int(raw["update_id"])))

    def _read(self, raw: RawUpdate) -> Update | None:
        """Return the update; None where there is nobody to answer, or it is no update that Telegram would send."""
        try:
            return Update.de_json(raw, self._assistant.bot) if is_relevant(raw) else None
        except InvalidUpdate as error:
            logger.warning("update %s cannot be read: %s", raw["update_id"], error)
        except Exception as error:  # PTB promises no particular one
            logger.warning("update %s cannot be read (%s)", raw["update_id"], type(error).__name__)
        return None

    async def _poll(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                updates = await self._assistant.bot.raw_updates(self._offset, POLL_S)
                await self.receive(updates)
            except RetryAfter as error:
                logger.warning("polling: %s", error.message)
                await asyncio.sleep(seconds_asked_for(error))
            except InvalidToken:
                logger.error("polling: Telegram no longer knows the token in BOT_TOKEN")
                await asyncio.sleep(LONGEST_PAUSE_S)
            except (TelegramError, DBAPIError) as error:
                logger.warning("polling: %s; again in %.0f s", error, pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                pause_s = FIRST_PAUSE_S
                if updates:
                    self._offset = updates[-1]["update_id"] + 1
