"""Typing the word of one's account (防钓鱼码).

    账号安全 -> tap 设置防钓鱼码 -> ENTERING_WORD -> set

In a group of its own before the others: see handlers/ui/question.py.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from handlers.buttons.security import TypeWord
from handlers.context import Context
from handlers.security import views
from handlers.security.handlers import overview, show_security
from handlers.ui.question import question
from handlers.ui.redaction import delete_typed
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -6  # after the guards, before everything else


class State(IntEnum):
    ENTERING_WORD = 1


async def type_word(context: Context, action: TypeWord) -> Step:
    return Step(views.ask_word(context.t), State.ENTERING_WORD)


async def word_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        view = await context.services.security.set_word(context.customer.id, update.message.text or "")
    except InvalidInput:
        return Step(views.word_problem(context.t), State.ENTERING_WORD)
    deleted = await delete_typed(update.message)  # who looks over the shoulder later does not find it
    shown = await overview(context, view)
    return Step(views.word_set(context.t, shown, deleted=deleted), ConversationHandler.END)


def word_conversation() -> ConversationHandler[Context]:
    return question(
        "safe_word",
        on_button(TypeWord, type_word, show_security),
        {State.ENTERING_WORD: on_message(word_typed, show_security)},
    )
