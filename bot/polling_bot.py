"""A bot that hands updates over as they came: they go into the inbox before anything is made of them."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import ExtBot


class PollingBot(ExtBot[None]):
    """PTB parses a batch of updates as a whole, so one that it cannot read would stop all of them, for ever."""

    async def raw_updates(self, offset: int | None, wait_s: int) -> list[dict[str, Any]]:
        """The updates from `offset` on, waiting up to `wait_s` for the first; those before it are confirmed."""
        arguments = {"timeout": wait_s, "allowed_updates": Update.ALL_TYPES} | (
            {"offset": offset} if offset is not None else {}
        )
        read_s = wait_s + (self._request[0].read_timeout or 0)
        updates: list[dict[str, Any]] = await self._post("getUpdates", arguments, read_timeout=read_s)
        return updates
