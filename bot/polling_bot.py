"""A bot that hands updates over as they came: they go into the inbox before anything is made of them."""

from __future__ import annotations

from time import monotonic
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.observing import Observer


class PollingBot(ExtBot[None]):
    """PTB parses a batch of updates as a whole, so one that it cannot read would stop all of them, for ever."""

    def __init__(self, token: str, observer: Observer, **options: Any) -> None:
        super().__init__(token, **options)
        self._observer = observer

    async def _post(self, endpoint: str, *arguments: Any, **options: Any) -> Any:
        began, outcome = monotonic(), "ok"
        try:
            return await super()._post(endpoint, *arguments, **options)
        except TelegramError as error:
            outcome = type(error).__name__
            raise
        finally:
            if endpoint != "getUpdates":  # waiting for news says nothing about speed
                self._observer.request_done(endpoint, outcome, monotonic() - began)

    async def raw_updates(self, offset: int | None, wait_s: int) -> list[dict[str, Any]]:
        """The updates from `offset` on, waiting up to `wait_s` for the first; those before it are confirmed."""
        arguments = {"timeout": wait_s, "allowed_updates": Update.ALL_TYPES} | (
            {"offset": offset} if offset is not None else {}
        )
        read_s = wait_s + (self._request[0].read_timeout or 0)
        updates: list[dict[str, Any]] = await self._post("getUpdates", arguments, read_timeout=read_s)
        return updates
