"""Typing the last digits, after a personal link was opened.

    /start join_… -> 开始核对 -> ENTERING_DIGITS -> the loans are here

In a group of its own before the others: see handlers/ui/question.py.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from domain.intake.errors import DigitsWrong
from handlers.buttons.intake import TypeLastDigits
from handlers.context import Context
from handlers.intake import views
from handlers.ui.question import is_no_number, question
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -10  # after the guards, before everything else
_END = ConversationHandler.END


class State(IntEnum):
    ENTERING_DIGITS = 1


async def ask(context: Context, action: TypeLastDigits) -> Outcome:
    return Step(views.ask_digits(context.t), State.ENTERING_DIGITS)


async def digits_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        joined = await context.services.invitations.join(context.customer.id, update.message.text or "")
    except InvalidInput:
        return Step(views.no_digits(context.t), State.ENTERING_DIGITS)
    except DigitsWrong as error:
        if not error.left:
            return Step(views.ask_staff(context.t), _END)
        return Step(views.wrong_digits(context.t, error.left), State.ENTERING_DIGITS)
    return Step(views.joined(context.t, joined), _END)


def digits_conversation() -> ConversationHandler[Context]:
    return question(
        "last_digits",
        on_button(TypeLastDigits, ask),
        {int(State.ENTERING_DIGITS): on_message(digits_typed)},
        leads_away=is_no_number,
    )
