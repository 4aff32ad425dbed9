"""Typing where goods are sent to.

    填收货地址 -> ENTERING_ADDRESS: all of it in one message, then what is missing one by one -> kept

What was said so far and what is asked next stands in the database, sealed, so one state is enough and a restart loses
nothing. In a group of its own before the others: see handlers/ui/question.py. What is typed is taken out of the chat.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from domain.patterns import pattern
from domain.text import ascii_digits
from domain.understanding.normalize import plain
from domain.understanding.sensitive import is_an_address
from handlers.buttons.shipping import TypeDeliveryAddress
from handlers.context import Context
from handlers.shipping import views
from handlers.shipping.handlers import show_address
from handlers.ui.intent import Intent
from handlers.ui.question import asks_something, question
from handlers.ui.redaction import delete_typed
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -11  # after the guards, before everything else

_LONG_NUMBER = pattern("[0-9]{7}")


class State(IntEnum):
    ENTERING_ADDRESS = 1


async def type_address(context: Context, action: TypeDeliveryAddress) -> Outcome:
    await context.services.shipping.begin(context.customer.id)
    return Step(views.ask_all(context.t), State.ENTERING_ADDRESS)


async def address_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    await delete_typed(update.message)
    try:
        answer = await context.services.shipping.enter(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.problem(context.t, error.reason), State.ENTERING_ADDRESS)
    if answer.missing is not None:
        return Step(views.ask_missing(context.t, answer.missing, answer.known), State.ENTERING_ADDRESS)
    return Step(views.kept(context.t, answer.view), ConversationHandler.END)


def _asks_something(intent: Intent, words: str) -> bool:
    """Return whether words are a question: an address is as long as one, and may well sound like one about itself."""
    if intent.known is not None:
        return True
    is_answer = _LONG_NUMBER.search(ascii_digits(words)) or is_an_address(plain(words))
    return not is_answer and asks_something(intent, words)


def address_conversation() -> ConversationHandler[Context]:
    return question(
        "delivery",
        on_button(TypeDeliveryAddress, type_address, show_address),
        {State.ENTERING_ADDRESS: on_message(address_typed, show_address)},
        leads_away=_asks_something,
    )
