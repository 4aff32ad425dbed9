"""What no handler expected: logged with an incident id, answered with that id and nothing else.

Nobody is left without a word: where the answer itself may have got lost on the way, that is said.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Never

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from domain.commits import anything_committed
from domain.customers.errors import AccountRefused
from domain.errors import SealBroken
from handlers.context import Context, as_context
from handlers.ui.i18n import SOURCE_LOCALE, Texts, texts_for
from handlers.ui.incidents import Where
from handlers.ui.refusals import account_refused, incident, not_booked_yet, perhaps_lost, refusal, unavailable
from handlers.ui.reply import Reply
from handlers.ui.sending import answer_tap, patiently, show

logger = logging.getLogger(__name__)


async def on_error(update: object, loose_context: object) -> Never:
    """Say it once. Raises ApplicationHandlerStop: an update that failed is over, and nobody else takes it up."""
    context = as_context(loose_context)
    assert context.error is not None
    if isinstance(update, Update):
        context.bot_data.note_failed(update.update_id)
    try:
        await _told(update, context, context.error)
    except Exception as error:
        if not context.bot_data.is_outage(error):
            logger.exception("what went wrong could not be told")
    raise ApplicationHandlerStop


async def _told(update: object, context: Context, error: Exception) -> None:
    if isinstance(update, Update) and _charged(update) and not context.booked:
        await _not_booked(update, context, error)
    elif isinstance(error, Forbidden):
        await _blocked(update, context)
    elif isinstance(error, RetryAfter) or (
        isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    ):
        await _lost(update, context, error)
    elif isinstance(error, AccountRefused):  # noted where it was met
        await _tell(update, context, account_refused)
    elif isinstance(error, SealBroken):  # noted where it was met
        await _tell(update, context, partial(refusal, error=error))
    elif context.bot_data.is_outage(error):
        await _tell(update, context, partial(unavailable, perhaps_done=anything_committed()))
    else:
        incident_id = context.conversation_settings.new_incident_id()
        logger.error(
            "something went wrong: %s", type(error).__name__, exc_info=error, extra={"incident": incident_id}
        )
        context.bot_data.incidents.note(Where.CHAT, error, number=incident_id)
        say = partial(incident, incident_id=incident_id, perhaps_done=anything_committed())
        await _tell(update, context, say)


def _charged(update: Update) -> bool:
    return update.message is not None and update.message.successful_payment is not None


async def _not_booked(update: Update, context: Context, error: Exception) -> None:
    """Telegram took the money and says so once: this is neither over nor undone, whatever went wrong. Say so once; it is
    handled again until it is booked (`UnbookedCharges`)."""
    passes = context.bot_data.is_outage(error)
    if not passes:
        logger.error(
            "what Telegram charged could not be booked, tried again: %s", type(error).__name__, exc_info=error
        )
        context.bot_data.incidents.note(Where.CHARGE, error)
    if context.bot_data.unbooked.note(update.update_id, passes=passes):
        await _tell(update, context, not_booked_yet)


async def _lost(update: object, context: Context, error: TelegramError) -> None:
    """Telegram took too long, failed, or had too much of us, more often than we try."""
    logger.warning("an answer may be lost: %s: %s", type(error).__name__, error.message)
    if not isinstance(error, RetryAfter):  # then one more would not help
        await _tell(update, context, perhaps_lost)


async def _blocked(update: object, context: Context) -> None:
    if isinstance(update, Update) and update.effective_user is not None:
        await context.services.customers.mark_blocked(update.effective_user.id)


async def _tell(update: object, context: Context, say: Callable[[Texts], Reply]) -> None:
    """In private, and to the staff in their chat. Whoever asks before a charge is told with the answer."""
    if not isinstance(update, Update):
        return  # nobody to tell
    said, chat = say(_texts(update, context)), update.effective_chat
    try:
        if update.pre_checkout_query is not None:
            query = update.pre_checkout_query
            await patiently(lambda: query.answer(ok=False, error_message=_first_words(said)), repeatable=True)
        elif update.callback_query is not None:
            in_chat = chat is not None and chat.type == chat.PRIVATE
            await answer_tap(
                update.callback_query, None if in_chat else _first_words(said), alert=not in_chat
            )
        if chat is not None and chat.type == chat.PRIVATE:
            if update.callback_query is None:
                await show(update, context.sender, said)  # of an album once
            else:
                await patiently(lambda: context.sender.send(chat.id, said))
        elif context.of_staff and update.message is not None:
            await _reply(update.message, context, said)
    except TelegramError as error:
        logger.warning("somebody could not be told that something went wrong: %s", error.message)


def _texts(update: Update, context: Context) -> Texts:
    customer, user = context.known_customer, update.effective_user
    if customer is not None:
        return texts_for(customer.locale)
    if context.of_staff:
        return texts_for(SOURCE_LOCALE)
    return texts_for(context.services.customers.locale_for(user.language_code if user else None))


def _first_words(said: Reply) -> str:
    """Return the first sentence, for a place that holds no more."""
    first = said.parts[0]
    assert isinstance(first, str)
    return first


async def _reply(to: Message, context: Context, said: Reply) -> None:
    """Say it under what the staff wrote, of an album once, without buttons: those are a customer's."""
    if context.sender.albums.answer_to(to) is not None:
        return
    await patiently(
        lambda: context.bot.send_message(
            to.chat.id,
            said.html(),
            parse_mode="HTML",
            reply_to_message_id=to.message_id,
            allow_sending_without_reply=True,
        )
    )
    context.sender.albums.note(to, to.message_id)
