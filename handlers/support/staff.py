"""The staff chat: replies go to the customer, buttons decide, /cases lists what is open. The settings say who may
(STAFF_IDS, STAFF_MONEY_IDS)."""

from __future__ import annotations

import contextlib
import logging

from telegram import Chat, ChatMember, Message, Update
from telegram.error import ChatMigrated, TelegramError

from domain.cases.types import Decision
from domain.errors import DomainError
from domain.staff.errors import MayNot
from domain.staff.types import Proposal
from domain.support.rights import ANONYMOUS_ADMIN, NOBODY, SPEAKING_CHANNEL, NoRight
from handlers.buttons.support import DecideCase
from handlers.context import Context
from handlers.support import staff_views as views
from handlers.support.staff_desk import STAFF_TEXTS
from handlers.ui.callback_data import BadCallback
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.reply import Reply
from handlers.ui.sending import answer_tap, markup, patiently

logger = logging.getLogger(__name__)
LONGEST_NAME = 64
GONE = (ChatMember.BANNED, ChatMember.LEFT)
_COMMAND = "/cases"
_CONSOLE = "/console"


async def moves(update: Update, context: Context) -> bool:
    """Return whether the update says that a group became a supergroup; where it is the staff chat, the desk goes with it.

    It is said twice: in the old group, which nothing comes from afterwards, and in the new one.
    """
    message, chat = update.message, update.effective_chat
    if message is None or chat is None:
        return False
    new_id = message.migrate_to_chat_id or (chat.id if message.migrate_from_chat_id else None)
    if new_id is None:
        return False
    old_id = message.migrate_from_chat_id or chat.id
    if await context.desk.is_staff_chat(old_id):
        await context.desk.move(old_id, new_id)
        await context.desk.to_staff()
    return True


async def is_staff_chat(chat: Chat | None, context: Context) -> bool:
    return chat is not None and await context.desk.is_staff_chat(chat.id)


async def attend(update: Update, context: Context) -> None:
    """Whatever comes from the staff chat."""
    membership = update.my_chat_member
    if membership is not None and membership.new_chat_member.status in GONE:
        return  # nobody is there to be told anything
    could_not_be_reached = context.desk.heard()
    if not await context.look_up(update):
        await _take(update, context)
    if could_not_be_reached:
        await context.desk.to_staff()


async def _take(update: Update, context: Context) -> None:
    if update.callback_query is not None:
        await _decide(update, context)
    elif update.my_chat_member is not None:
        await _arrive(context)
    elif update.message is not None:
        await _hear(update.message, context)


async def say_unheard(update: Update, context: Context) -> None:
    """Say that what was said and tapped while the assistant was away is not carried out any more."""
    await _say(context, views.went_unheard(_texts()), update.message)


async def _arrive(context: Context) -> None:
    """Say how the assistant works once it was let in, and bring what waits already."""
    t = _texts()
    await _say(context, views.welcome(t))
    await context.desk.to_staff()


async def _hear(message: Message, context: Context) -> None:
    t, text = _texts(), message.text or ""
    command = text.split("@")[0].split(" ")[0]
    if command == _COMMAND:
        await _list(message, context, t)
    elif command == _CONSOLE and context.conversation_settings.console_url is not None:
        await _open_console(message, context, context.conversation_settings.console_url)
    elif text.startswith("/"):
        await _arrive(context)
    elif message.reply_to_message is not None and context.sender.albums.answer_to(message) is None:
        await _answer(message, message.reply_to_message, context, t)
        context.sender.albums.note(message, message.message_id)


async def _open_console(message: Message, context: Context, url: str) -> None:
    """Offer the way in: Telegram says there who taps, and the code of their authenticator is asked for."""
    t = _texts()
    if context.desk.rights.may_see(_speaker(message)[1]):
        await _say(context, views.console(t, url), message)
    else:
        await _say(context, views.not_staff(t), message)


async def _list(message: Message, context: Context, t: Texts) -> None:
    if not context.desk.rights.may_see(_speaker(message)[1]):
        await _say(context, views.not_staff(t), message)
        return
    await _say(context, views.open_list(t, await context.desk.open_cases()))
    await context.desk.to_staff()


async def _answer(message: Message, under: Message, context: Context, t: Texts) -> None:
    if under.from_user is None or under.from_user.id != context.bot.id:
        return  # they talk to each other
    by, by_id = _speaker(message)
    if not context.desk.rights.may_see(by_id):
        await _say(context, views.words_not_sent(t), message)
        return
    if not message.text:
        await _say(context, views.words_only(t), message)
        return
    reached = await context.desk.answer(
        message.chat.id, under.message_id, message.text, by, by_id, message.message_id
    )
    if reached is None:
        await _say(context, views.nothing_there(t), message)
        return
    await _say(context, views.reached(t, reached), message)
    await context.desk.to_staff()


def _speaker(message: Message) -> tuple[str | None, int | None]:
    """Return the first name and the user id of who wrote; no name of who does not say who they are, and Telegram's
    stand-in.
    """
    if message.sender_chat is not None:
        return None, ANONYMOUS_ADMIN if message.sender_chat.id == message.chat.id else SPEAKING_CHANNEL
    user = message.from_user
    if user is None or user.id in NOBODY:
        return None, user.id if user else None
    return user.first_name[:LONGEST_NAME], user.id


async def _decide(update: Update, context: Context) -> None:
    """Decide with a tap, which names the real person, of an anonymous administrator as well."""
    query = update.callback_query
    assert query is not None
    t, user = _texts(), query.from_user
    try:
        action = DecideCase.unpack(query.data or "")
        decision = Decision(action.decision)
        card = await context.desk.decide(
            action.case_id, decision, user.first_name[:LONGEST_NAME], user.id, t("在客服群里点的")
        )
    except NoRight:
        await answer_tap(query, views.no_right(t, user.id, context.desk.rights), alert=True)
        return
    except MayNot:
        above_fen = context.conversation_settings.two_persons_above_fen
        await answer_tap(query, views.takes_two_members(t, user.id, above_fen), alert=True)
        return
    except (BadCallback, ValueError, DomainError) as error:
        await answer_tap(query, views.no_longer(t, error), alert=True)
        return
    if isinstance(card, Proposal):
        await answer_tap(query, views.proposed_by_you(t), alert=True)
        await _say(
            context,
            views.waits_for_second(t, card),
            query.message if isinstance(query.message, Message) else None,
        )
        return
    if card.decided_now:
        waits = views.stays_open(t, card)
        await answer_tap(query, waits, alert=waits is not None)
    else:
        await answer_tap(query, views.decided_before(t, card), alert=True)
    await context.desk.to_staff()
    await context.desk.to_customers(card.customer_id)


async def _say(context: Context, reply: Reply, to: Message | None = None) -> None:
    """Into the staff chat, as a reply where it answers somebody; lost where it cannot be said, it is only a comment."""
    chat_id = await context.desk.chat_id()
    try:
        await _comment(context, chat_id, reply, to)
    except ChatMigrated as moved:
        await context.desk.move(chat_id, moved.new_chat_id)
        with contextlib.suppress(TelegramError):
            await _comment(context, moved.new_chat_id, reply, to)
    except TelegramError as error:
        logger.info("a comment in the staff chat is lost: %s", error.message)


async def _comment(context: Context, chat_id: int, reply: Reply, to: Message | None) -> None:
    replied = to.message_id if to is not None and to.chat.id == chat_id else None
    await patiently(
        lambda: context.bot.send_message(
            chat_id,
            reply.html(),
            parse_mode="HTML",
            reply_to_message_id=replied,
            allow_sending_without_reply=True,
            reply_markup=markup(reply),
        )
    )


def _texts() -> Texts:
    return texts_for(STAFF_TEXTS)
