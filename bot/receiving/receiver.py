"""Receiving by long polling or by webhook: into the inbox first, confirmed afterwards, handled from the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.app import POLL_S, Assistant
from bot.receiving.inbox import Inbox, RawUpdate
from bot.receiving.validation import InvalidUpdate, is_relevant
from handlers.ui.sending import seconds_asked_for

if TYPE_CHECKING:  # loaded where something comes in over HTTP
    from bot.web.webhook_handlers import Receive, WebhookHandlers

logger = logging.getLogger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0


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
        await self.take_up(await self._inbox.pending())
        self._let_in(self.receive)
        try:
            await self._assistant.bot.set_webhook(url, secret_token=secret, allowed_updates=Update.ALL_TYPES)
            yield
        finally:
            self._let_in(None)

    @contextlib.asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        await self._assistant.bot.delete_webhook()
        await self.take_up(await self._inbox.pending())
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
        await self.take_up(await self._inbox.store(updates))

    async def take_up(self, updates: Sequence[RawUpdate]) -> None:
        for raw in updates:
            update = self._read(raw)
            if update is None:
                await self._inbox.done(raw["update_id"])
            else:
                await self._assistant.queue.put(update)

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
