"""Notices as Telegram messages."""

from __future__ import annotations

import asyncio
import logging

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from domain.ports import Delivery, DeliveryOutcome
from domain.results import CustomerView, NoticeContent
from handlers.i18n import texts_for
from handlers.sending import NotDelivered, Sender, may_have_been_done
from handlers.views.notices import notice

logger = logging.getLogger(__name__)
# Telegram takes about 30 messages a second from one bot; replies to customers need their share.
SPACING_S = 1 / 25


class TelegramChannel:
    """Fulfils `domain.ports.NoticeChannel`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._gate = asyncio.Lock()

    async def deliver(self, to: CustomerView, content: NoticeContent) -> Delivery:
        reply = notice(texts_for(to.locale), content)
        async with self._gate:
            await asyncio.sleep(SPACING_S)
        try:
            message_id = await self._sender.send(to.telegram_id, reply, plain=to.plain_text)
        except TelegramError as error:
            return _failed(error)
        return Delivery(DeliveryOutcome.SENT, message_id)


def _failed(error: TelegramError) -> Delivery:
    """What an error says about whether the message arrived."""
    if isinstance(error, Forbidden):
        return Delivery(DeliveryOutcome.UNREACHABLE, reason="blocked")
    if isinstance(error, RetryAfter):
        return Delivery(DeliveryOutcome.RETRY, reason="too_many_requests")
    if isinstance(error, BadRequest):
        if "chat not found" in error.message.lower():
            return Delivery(DeliveryOutcome.UNREACHABLE, reason="chat_not_found")
        logger.error("a notice was refused by Telegram: %s", error.message)
        return Delivery(DeliveryOutcome.RETRY, reason="refused")
    if isinstance(error, NotDelivered):
        return Delivery(DeliveryOutcome.RETRY, reason="not_delivered")
    if may_have_been_done(error):
        return Delivery(DeliveryOutcome.UNCERTAIN, reason="no_answer")
    return Delivery(DeliveryOutcome.RETRY, reason=type(error).__name__)
