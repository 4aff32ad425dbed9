"""What no handler expected: logged with an incident id, answered with that id and nothing else.

Nobody is left without a word: where the answer itself may have got lost on the way, that is said.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Never

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from domain.commits import anything_committed
from domain.errors import SealBroken
from handlers.context import Context, as_context
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.refusals import incident, perhaps_lost, refusal, unavailable
from handlers.ui.reply import Reply
from handlers.ui.sending import answer_tap, patiently

logger = logging.getLogger(__name__)


async def on_error(update: object, loose_context: object) -> Never:
    """Say it once. Raises ApplicationHandlerStop: an update that failed is over, and nobody else takes it up."""
    context = as_context(loose_context)
    assert context.error is not None
    try:
        await _told(update, context, context.error)
    except Exception as error:
        if not context.bot_data.is_outage(error):
            logger.exception("what went wrong could not be told")
    raise ApplicationHandlerStop


async def _told(update: object, context: Context, error: Exception) -> None:
    if isinstance(error, Forbidden):
        await _blocked(update, context)
    elif isinstance(error, RetryAfter) or (
        isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    ):
        await _lost(update, context, error)
    elif isinstance(error, SealBroken):  # noted where it was met
        await _tell(update, context, partial(refusal, error=error))
    elif context.bot_data.is_outage(error):
        await _tell(update, context, partial(unavailable, perhaps_done=anything_committed()))
    else:
        incident_id = context.conversation_settings.new_incident_id()
        logger.error(
            "something went wrong: %s", type(error).__name__, exc_info=error, extra={"incident": incident_id}
        )
        say = partial(incident, incident_id=incident_id, perhaps_done=anything_committed())
        await _tell(update, context, say)


async def _lost(update: object, context: Context, error: TelegramError) -> None:
    """Telegram took too long, failed, or had too much of us, more often than we try."""
    logger.warning("an answer may be lost: %s: %s", type(error).__name__, error.message)
    if not isinstance(error, RetryAfter):  # then one more would not help
        await _tell(update, context, perhaps_lost)


async def _blocked(update: object, context: Context) -> None:
    if isinstance(update, Update) and update.effective_user is not None:
        await context.services.customers.mark_blocked(update.effective_user.id)


async def _tell(update: object, context: Context, say: Callable[[Texts], Reply]) -> None:
    if not isinstance(update, Update):
        return  # nobody to tell
    customer, chat = context.known_customer, update.effective_chat
    said = say(texts_for(customer.locale if customer else context.services.customers.locale_for(None)))
    try:
        if update.callback_query is not None:
            await answer_tap(update.callback_query)
        if chat is not None and chat.type == chat.PRIVATE:
            await patiently(lambda: context.sender.send(chat.id, said))
    except TelegramError as error:
        logger.warning("a customer could not be told that something went wrong: %s", error.message)
