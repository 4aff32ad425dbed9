"""ID and card numbers, and codes, do not stay in the chat: whatever message holds one is deleted before any handler sees it.

The text, a caption, an edited message; at any step and outside every flow. Who answers the message says so: the
checkout where it waits for a typed answer, `say_removed` everywhere else.
"""

from __future__ import annotations

import logging

from telegram import Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import MessageHandler, filters

from domain.pii.bank_cards import contains_card_number
from domain.pii.id_numbers import contains_id_number
from domain.text import ascii_digits, is_digits
from domain.tracked.messages import carries_a_code
from handlers.context import Context
from handlers.ui.sending import patiently

logger = logging.getLogger(__name__)
GROUP = -14


class _HoldsIdNumber(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return contains_id_number(message.text or message.caption or "")


class _HoldsCardNumber(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return contains_card_number(message.text or message.caption or "")


class _HoldsACode(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return carries_a_code(message.text or message.caption or "")


HOLDS_ID_NUMBER = _HoldsIdNumber()
HOLDS_CARD_NUMBER = _HoldsCardNumber()
HOLDS_A_CODE = _HoldsACode()
_HOLDS_A_NUMBER = HOLDS_ID_NUMBER | HOLDS_CARD_NUMBER


def guard() -> MessageHandler[Context, None]:
    return MessageHandler(_HOLDS_A_NUMBER | HOLDS_A_CODE, _take_out)


async def _take_out(update: Update, context: Context) -> None:
    if _HOLDS_A_NUMBER.check_update(update):
        await take_out(update, context)
        return
    message = update.effective_message
    assert message is not None
    context.code_deleted = await delete_typed(message)


async def take_out(update: Update, context: Context) -> None:
    """Delete the message; `context.number_deleted` says whether that worked."""
    message = update.effective_message
    assert message is not None
    context.number_deleted = await delete_typed(message)


async def delete_number(message: Message) -> None:
    """Take what was typed for something personal out of the chat, a mistyped one as well; words without a digit stay."""
    if any(map(is_digits, ascii_digits(message.text or ""))):
        await delete_typed(message)


async def delete_typed(message: Message) -> bool:
    """Take a message with something personal out of the chat; whether that worked."""
    try:
        return await patiently(message.delete)
    except TelegramError as error:
        if isinstance(error, BadRequest) and "not found" in error.message.lower():
            return True  # the customer was quicker, or it was deleted before this process was killed
        logger.info("a message with something personal could not be deleted: %s", error.message)
        return False
