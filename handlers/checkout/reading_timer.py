"""The forced reading time of the cost disclosure: the button to go on is edited in when the time is over.

The time is a person's, so it runs on the real clock. It is armed again after a restart from the drafts. Without the
button nobody could go on, so showing it is tried until it is there or no longer wanted.
"""

from __future__ import annotations

import asyncio
import logging

from telegram.error import Forbidden, TelegramError

from domain.checkout.results import Disclosure
from domain.customers.errors import AccountRefused
from domain.customers.results import CustomerView
from domain.errors import Refused, Stale
from handlers.checkout.contract import contract_screen
from handlers.services import Services
from handlers.ui.i18n import texts_for
from handlers.ui.sending import Sender, patiently
from handlers.ui.signature import Signature

logger = logging.getLogger(__name__)
# Before the next try, where Telegram or the database is out of reach: twice as long each time, up to ten minutes.
AGAIN_S, LONGEST_S = 20.0, 600.0


class ReadingTimers:
    """One running timer per draft at most."""

    def __init__(self, services: Services, sender: Sender, signature: Signature, reading_s: float) -> None:
        self._services = services
        self._sender = sender
        self._signature = signature
        self._reading_s = reading_s
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def pending(self) -> int:
        return len(self._running)

    async def start(self, customer: CustomerView, draft_id: str, message_id: int) -> None:
        """Count the time of the disclosure of `draft_id` from now: it is on the screen in `message_id`."""
        try:
            await self._services.agreements.disclosure_seen_in(customer.id, draft_id, message_id)
        except Stale:
            return  # the checkout was closed while the disclosure was on its way
        self._arm(customer, draft_id, message_id)

    async def resume(self) -> None:
        """Count again, after a start, for everybody who was reading."""
        for reader in await self._services.agreements.disclosures_being_read():
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
        """Try until it is shown, whatever fails: the database may be away, too."""
        await asyncio.sleep(self._reading_s)
        pause_s = AGAIN_S
        while True:
            try:
                over = await self._services.agreements.reading_time_over(customer.id, draft_id)
                if over is not None:
                    await self._show_button(customer.id, message_id, over)
            except (Forbidden, AccountRefused, Stale, Refused):
                # Blocked, nobody's chat, or the checkout was closed in this moment; whoever comes back starts afresh.
                return
            except Exception as error:
                logger.warning(
                    "the button after the reading time could not be shown: %s", type(error).__name__
                )
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_S)
            else:
                return

    async def _show_button(self, customer_id: str, message_id: int, over: Disclosure) -> None:
        """Show the button in the message that was read, else in a new one: two of them do no harm, none would be a
        trap.
        """
        reader = await self._services.customers.view(customer_id)  # the language may have changed meanwhile
        chat_id, plain = reader.telegram_id, reader.plain_text
        screen = await contract_screen(self._services, texts_for(reader.locale), customer_id, over)
        screen = self._signature.on(screen, reader)
        try:
            await patiently(
                lambda: self._sender.edit(chat_id, message_id, screen, plain=plain), repeatable=True
            )
        except Forbidden:
            raise
        except TelegramError as error:
            logger.info("a disclosure that was read could not be edited, sent anew: %s", error.message)
            await patiently(lambda: self._sender.send(chat_id, screen, plain=plain), repeatable=True)
