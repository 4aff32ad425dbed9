"""What every update passes first: private chats only, and the customer and the language are known."""

from __future__ import annotations

import logging

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from handlers.context import Context
from handlers.i18n import texts_for
from handlers.sending import answer_tap
from handlers.views.home import private_chats_only

logger = logging.getLogger(__name__)
GROUP = -1
_GONE = (ChatMember.BANNED, ChatMember.LEFT)


async def admit(update: Update, context: Context) -> None:
    """Let private chats of people through, with the customer loaded; refuse the others politely."""
    chat, user = update.effective_chat, update.effective_user
    if chat is not None and chat.type != ChatType.PRIVATE:
        await _refuse(update, context)
        raise ApplicationHandlerStop
    if chat is None or user is None or user.is_bot:
        raise ApplicationHandlerStop  # polls, channel posts and the like: nobody to answer
    if update.my_chat_member is not None:
        await _membership(update, context)
        raise ApplicationHandlerStop
    context.set_customer(await context.services.customers.arrive(user.id, user.language_code))


async def _membership(update: Update, context: Context) -> None:
    """The person blocked the assistant, or let it in again."""
    assert update.my_chat_member is not None
    user = update.my_chat_member.from_user
    if update.my_chat_member.new_chat_member.status in _GONE:
        await context.services.customers.mark_blocked(user.id)
    else:
        await context.services.customers.arrive(user.id, user.language_code)


async def _refuse(update: Update, context: Context) -> None:
    """One sentence to whoever spoke to us; silence towards channels and service messages."""
    language = update.effective_user.language_code if update.effective_user else None
    t = texts_for(context.services.customers.locale_for(language))
    text = private_chats_only(t).html()
    if update.callback_query is not None:
        await answer_tap(update.callback_query, text, alert=True)
    elif update.message is not None and update.message.text and update.effective_chat is not None:
        try:
            await context.bot.send_message(
                update.effective_chat.id, text, reply_to_message_id=update.message.message_id
            )
        except TelegramError as error:
            logger.info("a group could not be answered: %s", error.message)


def guard() -> TypeHandler[Update, Context, None]:
    return TypeHandler(Update, admit)
