"""Where Telegram brings updates: told at the start, and looked after from then on."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from telegram import Update, WebhookInfo

if TYPE_CHECKING:
    from bot.receiving.bot import PollingBot

logger = logging.getLogger(__name__)
# After it was set again: when it is looked whether that helped, and how often before the next round.
LOOK_AGAIN_S, LOOKS = 10.0, 3
# What customers send. A server of another version may know fewer kinds than are asked for.
NEEDED_UPDATES = frozenset(
    {Update.MESSAGE, Update.CALLBACK_QUERY, Update.PRE_CHECKOUT_QUERY, Update.MY_CHAT_MEMBER}
)


class Webhook:
    """Our address at Telegram, with the secret that Telegram shows when it comes. `is_doubtful`: it was not as it should be
    at the last look, and nothing has come since.
    """

    def __init__(self, bot: PollingBot, url: str, secret: str) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._is_set = False
        self._last_error_at: datetime | None = None
        self.is_doubtful = False

    async def watch(self) -> None:
        """Set it the first time, and again where Telegram has another or none, asks for less than everything, or has failed
        to bring something since the last look; then look soon whether that helped.
        """
        if not self._is_set:
            await self._set()
            self._bot.observer.webhook_looked_at(is_well=True)
            return
        for look in range(LOOKS):
            if look:
                await asyncio.sleep(LOOK_AGAIN_S)
            info = await self._bot.get_webhook_info()
            amiss = self._amiss(info)
            self.is_doubtful = amiss is not None
            self._bot.observer.webhook_looked_at(is_well=amiss is None, waiting=info.pending_update_count)
            if amiss is None:
                return
            self._bot.observer.webhook_set_again(amiss)
            await self._set()

    def _amiss(self, info: WebhookInfo) -> str | None:
        """Return in a word, as it is counted, what is not as it should be; None where all is. Says it in the log."""
        error_at, before = info.last_error_date, self._last_error_at
        self._last_error_at = error_at
        if info.url != self._url:
            logger.error("the webhook was taken away or replaced by another; set again")
            return "replaced" if info.url else "removed"
        if info.allowed_updates and not set(info.allowed_updates) >= NEEDED_UPDATES:
            logger.error("the webhook does not bring everything any more; set again")
            return "changed"
        if error_at is not None and error_at != before:
            logger.warning(
                "Telegram could not bring updates (%s), %d wait; the webhook is set again",
                info.last_error_message or "no reason given",
                info.pending_update_count,
            )
            return "erring"
        return None

    async def _set(self) -> None:
        await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=Update.ALL_TYPES)
        self._is_set = True
