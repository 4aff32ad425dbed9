"""Typing the word of one's account (防钓鱼码).

    账号安全 -> tap 设置防钓鱼码 -> ENTERING_WORD -> set

In a group of its own before the others: known phrases, any other button and any command end the waiting and go on to
whoever they are meant for.
"""

from __future__ import annotations

import warnings
from enum import IntEnum

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from domain.errors import InvalidInput
from handlers.callback_data import TypeWord
from handlers.context import Context
from handlers.id_numbers import delete_typed
from handlers.intents import meaning
from handlers.safety import show_safety
from handlers.screen import Outcome, Step, on_tap, on_words
from handlers.views import safety as views

GROUP = -5  # after the guards, before everything else


class State(IntEnum):
    ENTERING_WORD = 1


async def type_word(context: Context, action: TypeWord) -> Step:
    return Step(views.ask_word(context.t), State.ENTERING_WORD)


async def word_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        view = await context.services.safety.set_word(context.customer.id, update.message.text or "")
    except InvalidInput:
        return Step(views.word_problem(context.t), State.ENTERING_WORD)
    deleted = await delete_typed(update.message)  # who looks over the shoulder later does not find it
    return Step(views.word_set(context.t, view, context.today, deleted=deleted), ConversationHandler.END)


_ASK = on_tap(TypeWord, type_word, show_safety)
_ANSWER = on_words(word_typed, show_safety)


async def _words(update: Update, context: Context) -> int:
    assert update.message is not None
    if meaning(update.message.text or "") is not None:
        return ConversationHandler.END
    raise ApplicationHandlerStop(await _ANSWER(update, context))


async def _tap(update: Update, context: Context) -> int:
    raise ApplicationHandlerStop(await _ASK.callback(update, context))


async def _leave(update: Update, context: Context) -> int:
    """Something else was begun: it is answered by whoever it is meant for."""
    return ConversationHandler.END


def word_conversation() -> ConversationHandler[Context]:
    words = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
    with warnings.catch_warnings():
        # A tap is not tied to one message on purpose: there is one question only.
        warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
        return ConversationHandler(
            name="safe_word",
            persistent=True,
            allow_reentry=True,
            entry_points=[CallbackQueryHandler(_tap, pattern=TypeWord.matches)],
            states={State.ENTERING_WORD: [MessageHandler(words, _words)]},
            fallbacks=[
                CallbackQueryHandler(_leave),
                MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, _leave),
            ],
        )
