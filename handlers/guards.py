"""What every update passes first: private chats only, and the customer and the language are known."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from domain.commits import count_commits
from domain.customers.results import CustomerView
from handlers.context import Context
from handlers.home.handlers import welcome_back
from handlers.home.views import private_chats_only, too_fast, went_unanswered
from handlers.moves.views import left
from handlers.security.views import renamed
from handlers.support import staff
from handlers.support.staff_views import chat_number
from handlers.ui.i18n import texts_for
from handlers.ui.redaction import delete_typed
from handlers.ui.sending import answer_tap, show
from handlers.ui.throttle import ThrottleVerdict

IsPrivate = Callable[[Update, Context], bool]

logger = logging.getLogger(__name__)
GROUP = -15  # before the guard of handlers/ui/redaction.py
PUT_OFF_GROUP = -12  # after handlers/questions/care.py, before every question


async def admit(update: Update, context: Context) -> None:
    """Let private chats of people through, with the customer loaded; refuse the others politely."""
    chat, user = update.effective_chat, update.effective_user
    if await staff.moves(update, context):
        raise ApplicationHandlerStop
    if await staff.is_staff_chat(chat, context):
        await _attend_staff(update, context)
        raise ApplicationHandlerStop
    if chat is not None and chat.type != ChatType.PRIVATE:
        if _spoken_to(update, context) and update.update_id not in context.bot_data.undone.old:
            await _refuse(update, context)
        raise ApplicationHandlerStop
    if (
        update.pre_checkout_query is not None and user is not None
    ):  # of no chat, but a person waits for the answer
        context.set_customer(await _arrive(context, user))
        return
    if chat is None and update.callback_query is not None:
        # Under what somebody sent through us into another chat, long ago or forged.
        await _refuse(update, context)
        raise ApplicationHandlerStop
    if chat is None or user is None or user.is_bot:
        raise ApplicationHandlerStop  # polls, channel posts and the like: nobody to answer
    if chat.id != user.id:
        # A private chat has the number of its person: what one asks for is never shown where another reads it.
        if update.callback_query is not None:
            await _refuse(update, context)
        raise ApplicationHandlerStop
    if update.my_chat_member is not None:
        await _membership(update, context)
        raise ApplicationHandlerStop
    is_charge = update.message is not None and update.message.successful_payment is not None
    if not is_charge and update.update_id not in context.bot_data.undone.silence:
        await _slow_down(update, context, user)
    context.set_customer(await _arrive(context, user))
    count_commits()


async def put_off(update: Update, context: Context, is_private: IsPrivate) -> None:
    """Say once in each chat that what was sent while the assistant was away is not carried out any more. What is no matter
    of time went before (a number left the chat, whoever does not want to live was answered), and what else would not
    have stayed in the chat does not now."""
    undone = context.bot_data.undone
    if update.update_id not in undone.old:
        return
    deleted = context.code_deleted if context.number_deleted is None else context.number_deleted
    if deleted is None and update.message is not None and is_private(update, context):
        deleted = await delete_typed(update.message)
    if update.update_id not in undone.silence or deleted is False:
        draft = await context.services.checkout.current(context.customer.id)
        open_draft = draft.draft_id if draft else None
        reply = went_unanswered(context.t, deleted=deleted, open_draft=open_draft)
        await show(update, context.sender, reply)
    raise ApplicationHandlerStop


async def _attend_staff(update: Update, context: Context) -> None:
    context.of_staff = True
    count_commits()
    undone = context.bot_data.undone
    if update.update_id in undone.old:
        if update.update_id not in undone.silence:
            await staff.say_unheard(update, context)
    elif update.callback_query is None or update.update_id not in undone.all:
        await staff.attend(update, context)  # else a decision is tapped again, if it is still meant


async def _slow_down(update: Update, context: Context, user: User) -> None:
    """Tell whoever is too fast so once, and then do not answer until a pause has made up for it."""
    pace = context.throttle.pace(user.id)
    if pace is ThrottleVerdict.FINE:
        return
    if pace is ThrottleVerdict.TOO_FAST:
        t = texts_for(context.services.customers.locale_for(user.language_code))
        if update.callback_query is not None:
            await answer_tap(update.callback_query, too_fast(t).html(), alert=True)
        else:
            with contextlib.suppress(TelegramError):
                await context.sender.send(user.id, too_fast(t))
    raise ApplicationHandlerStop


async def _arrive(context: Context, user: User) -> CustomerView:
    name = f"{user.full_name} @{user.username or ''}"
    context.first_name = user.first_name
    customer = await context.services.customers.arrive(user.id, user.language_code, name)
    if customer.is_new:
        await context.menus.welcome(user.id, customer.locale)
        if await context.services.moves.has_left(user.id):
            with contextlib.suppress(TelegramError):  # what they asked for is answered either way
                await context.sender.send(user.id, left(texts_for(customer.locale)))
    if customer.is_renamed:
        with contextlib.suppress(TelegramError):  # it is a warning, no answer
            await context.sender.send(user.id, renamed(texts_for(customer.locale)), plain=customer.plain_text)
    return customer


async def _membership(update: Update, context: Context) -> None:
    """Note that the person blocked the assistant, or let it in again."""
    assert update.my_chat_member is not None
    user = update.my_chat_member.from_user
    if update.my_chat_member.new_chat_member.status in staff.GONE:
        await context.services.customers.mark_blocked(user.id)
        await context.services.sharing.end_of_blocked(user.id)
    elif (customer := await _arrive(context, user)).was_unreachable:
        context.set_customer(customer)
        with contextlib.suppress(TelegramError):  # they see it with the next thing they ask for
            await context.sender.send(user.id, await welcome_back(context), plain=customer.plain_text)
        await context.desk.to_customers(customer.id)


def _spoken_to(update: Update, context: Context) -> bool:
    """Return whether somebody in a group means us: by a tap, a command, our name. What they say to each other is
    theirs.
    """
    if update.callback_query is not None:
        return True
    if update.message is None:
        return False
    address = f"@{context.bot.username}".lower()
    named = _marked(update.message, MessageEntity.MENTION)
    commands = _marked(update.message, MessageEntity.BOT_COMMAND)
    return address in named or any("@" not in each or each.endswith(address) for each in commands)


def _marked(message: Message, kind: str) -> list[str]:
    """Return what the text or the caption has of this kind, in lower case."""
    found = message.parse_entities([kind]) | message.parse_caption_entities([kind])
    return [text.lower() for text in found.values()]


async def _refuse(update: Update, context: Context) -> None:
    """Say one sentence to whoever spoke to us; to who wants to make it the staff chat, its number."""
    language = update.effective_user.language_code if update.effective_user else None
    t = texts_for(context.services.customers.locale_for(language))
    text = private_chats_only(t).html()
    asks_number = update.message is not None and (update.message.text or "").split("@")[0] == "/staff"
    if asks_number and update.effective_chat is not None and context.desk.staff_chat_id is None:
        text = chat_number(t, update.effective_chat.id).html()
    if update.callback_query is not None:
        await answer_tap(update.callback_query, text, alert=True)
    elif update.message is not None and update.effective_chat is not None:
        try:
            await context.bot.send_message(
                update.effective_chat.id,
                text,
                parse_mode=ParseMode.HTML,
                reply_to_message_id=update.message.message_id,
            )
        except TelegramError as error:
            logger.info("a group could not be answered: %s", error.message)


def guard() -> TypeHandler[Update, Context, None]:
    return TypeHandler(Update, admit)


def putting_off(is_private: IsPrivate) -> TypeHandler[Update, Context, None]:
    """`is_private`: whether a question is open to which this would be an answer that is deleted when it was read."""

    async def run(update: Update, context: Context) -> None:
        await put_off(update, context, is_private)

    return TypeHandler(Update, run)
