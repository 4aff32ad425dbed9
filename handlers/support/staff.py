"""The staff chat: replies go to the customer, buttons decide, /cases lists what is open. Everybody in it is staff."""

from __future__ import annotations

from telegram import Message, Update
from telegram.error import TelegramError

from domain.cases.types import Decision
from domain.errors import DomainError
from handlers.buttons.support import DecideCase
from handlers.context import Context
from handlers.support import staff_views as views
from handlers.support.staff_desk import STAFF_TEXTS
from handlers.ui.callback_data import BadCallback
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.reply import Reply
from handlers.ui.sending import answer_tap, patiently

LONGEST_NAME = 64
_COMMAND = "/cases"


def is_staff_chat(update: Update, context: Context) -> bool:
    chat = update.effective_chat
    return chat is not None and chat.id == context.desk.staff_chat_id


async def attend(update: Update, context: Context) -> None:
    """Whatever comes from the staff chat."""
    if update.callback_query is not None:
        await _decide(update, context)
    elif update.my_chat_member is not None:
        await _arrive(context)
    elif update.message is not None:
        await _hear(update.message, context)


async def _arrive(context: Context) -> None:
    """Say how the assistant works once it was let in, and bring what waits already."""
    t = _texts()
    await _say(context, views.welcome(t))
    await context.desk.to_staff()


async def _hear(message: Message, context: Context) -> None:
    t, text = _texts(), message.text or ""
    if text.split("@")[0].split(" ")[0] == _COMMAND:
        await _say(context, views.open_list(t, await context.desk.open_cases()))
        await context.desk.to_staff()
    elif text.startswith("/"):
        await _arrive(context)
    elif message.reply_to_message is not None:
        await _answer(message, message.reply_to_message, context, t)


async def _answer(message: Message, under: Message, context: Context, t: Texts) -> None:
    if under.from_user is None or under.from_user.id != context.bot.id:
        return  # they talk to each other
    if not message.text:
        await _say(context, views.words_only(t), message)
        return
    by = (message.from_user.first_name if message.from_user else "")[:LONGEST_NAME]
    reached = await context.desk.answer(under.message_id, message.text, by, message.message_id)
    if reached is None:
        await _say(context, views.nothing_there(t), message)
        return
    await _say(context, views.reached(t, reached), message)
    await context.desk.to_staff()


async def _decide(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    t = _texts()
    try:
        action = DecideCase.unpack(query.data or "")
        decision = Decision(action.decision)
        await context.desk.decide(action.case_id, decision, query.from_user.first_name[:LONGEST_NAME])
    except (BadCallback, ValueError, DomainError):
        await answer_tap(query, views.no_longer(t), alert=True)
        return
    await answer_tap(query)
    await context.desk.carry()


async def _say(context: Context, reply: Reply, to: Message | None = None) -> None:
    """Into the staff chat, as a reply where it answers somebody; lost where it cannot be said, it is only a comment."""
    chat_id = context.desk.staff_chat_id
    assert chat_id is not None
    try:
        await patiently(
            lambda: context.bot.send_message(
                chat_id, reply.html(), parse_mode="HTML", reply_to_message_id=to.message_id if to else None
            )
        )
    except TelegramError:
        return


def _texts() -> Texts:
    return texts_for(STAFF_TEXTS)
