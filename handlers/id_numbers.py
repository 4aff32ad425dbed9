"""ID and card numbers do not stay in the chat: whatever message holds one is deleted before any handler sees it.

The text, a caption, an edited message; at any step and outside every flow. Who answers the message says so: the
checkout where it waits for a typed answer, `say_removed` everywhere else.
"""

from __future__ import annotations

import logging

from telegram import Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import MessageHandler, filters

from domain.rules.cards import contains_card_number
from domain.rules.identity import contains_id_number
from handlers.context import Context
from handlers.reply import Reply
from handlers.sending import patiently
from handlers.views import auto_debit as debit_views
from handlers.views import identity as views

logger = logging.getLogger(__name__)
GROUP = -7


class _HoldsIdNumber(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return contains_id_number(message.text or message.caption or "")


class _HoldsCardNumber(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return contains_card_number(message.text or message.caption or "")


HOLDS_ID_NUMBER = _HoldsIdNumber()
HOLDS_CARD_NUMBER = _HoldsCardNumber()


def guard() -> MessageHandler[Context, None]:
    return MessageHandler(HOLDS_ID_NUMBER | HOLDS_CARD_NUMBER, take_out)


async def take_out(update: Update, context: Context) -> None:
    """Delete the message; `context.number_deleted` says whether that worked."""
    message = update.effective_message
    assert message is not None
    context.number_deleted = await delete_typed(message)


async def delete_typed(message: Message) -> bool:
    """Take a message with something personal out of the chat; whether that worked."""
    try:
        return await patiently(message.delete)
    except TelegramError as error:
        if isinstance(error, BadRequest) and "not found" in error.message.lower():
            return True  # the customer was quicker, or it was deleted before this process was killed
        logger.info("a message with something personal could not be deleted: %s", error.message)
        return False


async def say_removed(update: Update, context: Context) -> Reply:
    """The answer to a number that nobody asked for."""
    view = await context.services.checkout.current(context.customer.id)
    return views.number_removed(
        context.t, deleted=bool(context.number_deleted), open_draft=view.draft_id if view else None
    )


async def say_card_removed(update: Update, context: Context) -> Reply:
    """The same, of a card number."""
    return debit_views.card_removed(context.t, deleted=bool(context.number_deleted))
