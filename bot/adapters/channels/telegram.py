"""Notices as Telegram messages."""

from __future__ import annotations

import asyncio
import logging

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.sending.pacing import Pace
from domain.customers.accounts import require_own_account
from domain.customers.errors import AccountRefused
from domain.customers.results import CustomerView
from domain.notices.ports import TELEGRAM_ONLY, Delivery, DeliveryOutcome, Reachability
from domain.outbox.spec import NoticeContent
from domain.ports import FieldCipher
from handlers.notices.views import notice
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from handlers.ui.sending import PATIENCE, NotDelivered, Sender, may_have_been_done, seconds_asked_for
from handlers.ui.signature import Signature

logger = logging.getLogger(__name__)
SIDE_BY_SIDE = 128  # less than the connections there are: answers to people need some


class TelegramChannel:
    """Fulfils `domain.notices.ports.NoticeChannel`."""

    side_by_side = SIDE_BY_SIDE

    def __init__(self, sender: Sender, pace: Pace, signature: Signature, cipher: FieldCipher) -> None:
        self._sender = sender
        self._signature = signature
        self._pace = pace
        self._cipher = cipher

    async def acquire_slots(self, most: int) -> int:
        return await self._pace.reminders(most)

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reachability: Reachability = TELEGRAM_ONLY
    ) -> Delivery:
        """Deliver by Telegram, however else they can be reached; to no account but the one that was sealed as theirs."""
        try:
            require_own_account(to, self._cipher)
        except AccountRefused:  # noted where it was met
            return Delivery(DeliveryOutcome.RETRY, reason="account_refused")
        reply = self._signature.on(notice(texts_for(to.locale), content), to)
        await self._pace.apart(to.telegram_id)
        try:
            message_id = await self._sent(to, reply)
        except TelegramError as error:
            return _failed(error)
        return Delivery(DeliveryOutcome.SENT, message_id)

    async def _sent(self, to: CustomerView, reply: Reply) -> int:
        """Told to come later, it comes later; the other chats go on meanwhile."""
        for attempt in range(PATIENCE + 1):
            try:
                message_id = await self._sender.remind(to.telegram_id, reply, plain=to.plain_text)
            except RetryAfter as error:
                self._pace.refused(seconds_asked_for(error))
                if attempt == PATIENCE:
                    raise
                await asyncio.sleep(seconds_asked_for(error))
                await self._pace.reminders(1)
            else:
                self._pace.taken()
                return message_id
        raise AssertionError  # pragma: no cover - the last attempt raised


def _failed(error: TelegramError) -> Delivery:
    """Return what an error says about whether the message arrived."""
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
