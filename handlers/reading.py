"""The forced reading time of the cost disclosure: the button to go on is edited in when the time is over.

The time is a person's, so it runs on the real clock. It is armed again after a restart from the drafts.
"""

from __future__ import annotations

import asyncio
import logging

from telegram.error import TelegramError

from domain.results import CustomerView
from handlers.i18n import texts_for
from handlers.sending import Sender
from handlers.services import Services
from handlers.views.disclosure import disclosure_screen

logger = logging.getLogger(__name__)


class ReadingTimers:
    """One running timer per draft at most."""

    def __init__(self, services: Services, sender: Sender, reading_s: float) -> None:
        self._services = services
        self._sender = sender
        self._reading_s = reading_s
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def pending(self) -> int:
        return len(self._running)

    async def start(self, customer: CustomerView, draft_id: str, message_id: int) -> None:
        """The disclosure of `draft_id` is on the screen in `message_id`: count its time from now."""
        await self._services.signing.disclosure_seen_in(customer.id, draft_id, message_id)
        self._arm(customer, draft_id, message_id)

    async def resume(self) -> None:
        """After a start: count again for everybody who was reading."""
        for reader in await self._services.signing.readers():
            self._arm(reader.customer, reader.draft_id, reader.message_id)

    async def stop(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _arm(self, customer: CustomerView, draft_id: str, message_id: int) -> None:
        older = self._running.pop(draft_id, None)
        if older is not None:
            older.cancel()
        task = asyncio.create_task(self._wait(customer, draft_id, message_id))
        self._running[draft_id] = task
        task.add_done_callback(lambda done: self._forget(draft_id, done))

    def _forget(self, draft_id: str, task: asyncio.Task[None]) -> None:
        if self._running.get(draft_id) is task:
            del self._running[draft_id]
        if not task.cancelled() and task.exception() is not None:
            logger.error("a reading timer failed", exc_info=task.exception())

    async def _wait(self, customer: CustomerView, draft_id: str, message_id: int) -> None:
        await asyncio.sleep(self._reading_s)
        disclosure = await self._services.signing.reading_time_over(customer.id, draft_id)
        if disclosure is None:
            return
        reply = disclosure_screen(texts_for(customer.locale), disclosure, self._services.today())
        try:
            await self._sender.edit(customer.telegram_id, message_id, reply)
        except TelegramError as error:
            logger.info("the button after the reading time could not be shown: %s", error.message)
