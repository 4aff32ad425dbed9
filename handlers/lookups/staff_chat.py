"""/find in the staff chat: what is looked for, why, and a part of the sheet at a time; a sealed field to who taps only."""

from __future__ import annotations

import contextlib

from telegram import CallbackQuery, Message, Update, User
from telegram.error import TelegramError

from domain.errors import DomainError
from domain.lookups.lookers import Looker
from domain.lookups.rules import PERSONAL, clues_of
from domain.staff.errors import MayNot
from handlers.buttons.lookups import OpenField, OpenReasons, OpenSheet
from handlers.context import Context
from handlers.lookups import labels, views
from handlers.support.staff_desk import STAFF_TEXTS
from handlers.ui.callback_data import BadCallback
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.reply import Reply
from handlers.ui.sending import answer_tap, editable_message, patiently

COMMAND = "/find"
LONGEST_ALERT = 200  # characters, of Telegram


async def look_up(update: Update, context: Context) -> bool:
    """Answer what somebody of the staff looks for; return False where the update is nothing of the kind."""
    query, message = update.callback_query, update.message
    if query is not None:
        return await _tapped(query, context)
    if message is None or (message.text or "").split("@")[0].split(maxsplit=1)[0:1] != [COMMAND]:
        return False
    await _find(message, context)
    return True


async def _find(message: Message, context: Context) -> None:
    t, typed = texts_for(STAFF_TEXTS), _after_command(message.text or "")
    if not typed:
        await _say(context, message.chat.id, views.how_to_find(t))
        return
    if any(clue.kind in PERSONAL for clue in clues_of(typed)):
        with contextlib.suppress(
            TelegramError
        ):  # the group keeps what somebody wrote, where the assistant may not delete
            await message.delete()
    user = message.from_user if message.sender_chat is None else None
    try:
        looked = await context.services.lookups().find(await _looker(context, user), typed)
    except MayNot:
        await _say(context, message.chat.id, Reply((views.may_not(t),)))
        return
    await _say(context, message.chat.id, views.found(t, looked))


def _after_command(text: str) -> str:
    parts = text.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


async def _looker(context: Context, user: User | None) -> Looker:
    """Return who looks; an anonymous administrator is nobody, for the log names whoever it was."""
    return await context.services.lookups().looker_in_chat(
        user.id if user else None, user.first_name if user else "", context.desk.rights
    )


async def _tapped(query: CallbackQuery, context: Context) -> bool:
    t, data = texts_for(STAFF_TEXTS), query.data or ""
    for kind, act in ((OpenReasons, _ask_why), (OpenSheet, _show), (OpenField, _reveal)):
        if not kind.matches(data):
            continue
        try:
            await act(query, context, t, data)
        except MayNot:
            await answer_tap(query, views.may_not(t), alert=True)
        except (BadCallback, IndexError, DomainError):
            await answer_tap(query, views.not_there(t), alert=True)
        return True
    return False


async def _ask_why(query: CallbackQuery, context: Context, t: Texts, data: str) -> None:
    await _put(query, context, views.why(t, OpenReasons.unpack(data).customer_id))


async def _show(query: CallbackQuery, context: Context, t: Texts, data: str) -> None:
    asked = OpenSheet.unpack(data)
    reason, part = t(labels.REASONS[asked.why]), tuple(views.Part)[asked.part]
    looker = await _looker(context, query.from_user)
    sheet = await context.services.lookups().open(looker, asked.customer_id, reason)
    await _put(query, context, views.sheet(t, sheet, part, asked.why))


async def _reveal(query: CallbackQuery, context: Context, t: Texts, data: str) -> None:
    """In a window over the chat, which nobody else sees and which is kept nowhere."""
    asked = OpenField.unpack(data)
    reason, field = t(labels.REASONS[asked.why]), views.FIELDS[asked.sealed]
    looker = await _looker(context, query.from_user)
    plain = await context.services.lookups().reveal(looker, asked.customer_id, field, reason)
    await answer_tap(query, views.revealed(t, field, plain)[:LONGEST_ALERT], alert=True)


async def _put(query: CallbackQuery, context: Context, reply: Reply) -> None:
    """Show the answer in the place of what was tapped."""
    message = editable_message(query)
    await answer_tap(query)
    if message is not None:
        await patiently(
            lambda: context.sender.edit(message.chat.id, message.message_id, reply), repeatable=True
        )


async def _say(context: Context, chat_id: int, reply: Reply) -> None:
    await patiently(lambda: context.sender.send(chat_id, reply))
