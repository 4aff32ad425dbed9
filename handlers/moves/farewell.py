"""The chat that an account moved away from is told so, once; whoever could not be told is when they come back."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from telegram.error import BadRequest, Forbidden, TelegramError

from domain.moves.service import MoveService
from handlers.moves.views import left
from handlers.ui.i18n import texts_for
from handlers.ui.sending import Sender, patiently

logger = logging.getLogger(__name__)


class Farewells:
    def __init__(self, moves: MoveService, sender: Sender) -> None:
        self._moves = moves
        self._sender = sender

    async def carry(self, now: datetime) -> dict[str, int]:
        """Carry out the moves whose time has come, and tell the chats that were left."""
        counts = await self._moves.carry_out_due(now)
        told = await self.say()
        return {**counts, **({"told": told} if told else {})}

    async def carry_due(self, now: datetime) -> datetime | None:
        """Return when `carry` has something to do."""
        return now if await self._moves.any_farewell() else await self._moves.next_due()

    async def say(self) -> int:
        """Tell every chat that was left and does not know yet; return how many."""
        told = 0
        for farewell in await self._moves.farewells():
            words = left(texts_for(farewell.locale))
            try:
                await patiently(partial(self._sender.send, farewell.chat_id, words))
            except (Forbidden, BadRequest):
                await self._moves.said_farewell(farewell.move_id, reached=False)
                continue
            except TelegramError as error:
                logger.warning("a chat that was left could not be told, tried again later: %s", error.message)
                continue
            await self._moves.said_farewell(farewell.move_id, reached=True)
            told += 1
        return told
