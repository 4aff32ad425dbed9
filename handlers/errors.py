"""What no handler expected: logged with an incident id, answered with that id and nothing else."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError

from handlers.context import Context, as_context
from handlers.i18n import texts_for
from handlers.sending import answer_tap
from handlers.views.errors import incident

logger = logging.getLogger(__name__)


async def on_error(update: object, loose_context: object) -> None:
    context = as_context(loose_context)
    error = context.error
    if isinstance(error, Forbidden):
        await _blocked(update, context)
        return
    incident_id = context.conduct.new_incident_id()
    logger.error(
        "something went wrong: %s", type(error).__name__, exc_info=error, extra={"incident": incident_id}
    )
    if not isinstance(update, Update) or isinstance(error, NetworkError | RetryAfter):
        return  # nobody to tell, or no way to tell it
    await _apologise(update, context, incident_id)


async def _blocked(update: object, context: Context) -> None:
    if isinstance(update, Update) and update.effective_user is not None:
        await context.services.customers.mark_blocked(update.effective_user.id)


async def _apologise(update: Update, context: Context, incident_id: str) -> None:
    customer, chat = context.known_customer, update.effective_chat
    t = texts_for(customer.locale if customer else context.services.customers.locale_for(None))
    try:
        if update.callback_query is not None:
            await answer_tap(update.callback_query)
        if chat is not None and chat.type == chat.PRIVATE:
            await context.sender.send(chat.id, incident(t, incident_id))
    except TelegramError as error:
        logger.warning("incident %s could not be told: %s", incident_id, error.message)
