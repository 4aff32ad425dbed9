"""Where Telegram brings updates: told at the start, and looked after from then on."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from telegram import Update

if TYPE_CHECKING:
    from bot.receiving.bot import PollingBot

logger = logging.getLogger(__name__)


class Webhook:
    """Our address at Telegram, with the secret that Telegram shows when it comes."""

    def __init__(self, bot: PollingBot, url: str, secret: str) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._is_set = False
        self._last_error_at: datetime | None = None

    async def watch(self) -> None:
        """Set it the first time, and again where Telegram has another or none, or has failed to bring something since the
        last look."""
        if not self._is_set:
            await self._set()
            return
        info = await self._bot.get_webhook_info()
        error_at, before = info.last_error_date, self._last_error_at
        self._last_error_at = error_at
        if info.url != self._url:
            logger.error("the webhook was taken away or replaced by another; set again")
            await self._set()
        elif error_at is not None and error_at != before:
            logger.warning(
                "Telegram could not bring updates (%s), %d wait; the webhook is set again",
                info.last_error_message or "no reason given",
                info.pending_update_count,
            )
            await self._set()

    async def _set(self) -> None:
        await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=Update.ALL_TYPES)
        self._is_set = True
