"""Typing by which number the old account is found.

    换 Telegram 账号 -> tap 开始 -> ENTERING_NUMBER -> a case for the staff

In a group of its own before the others: known phrases, any other button and any command end the waiting and go on to
whoever they are meant for. An ID number is out of the chat before it is read.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from handlers.buttons.moves import NameOldAccount
from handlers.context import Context, staff_hours
from handlers.moves import views
from handlers.moves.handlers import show_move
from handlers.ui.question import question
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -7  # after the guards, before everything else


class State(IntEnum):
    ENTERING_NUMBER = 1


async def name_old_account(context: Context, action: NameOldAccount) -> Outcome:
    view = await context.services.moves.view(context.customer.id)
    if view.is_asked:
        return await show_move(context)
    return Step(views.ask_number(context.t), State.ENTERING_NUMBER)


async def number_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        case = await context.services.moves.ask(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.number_problem(context.t, error), State.ENTERING_NUMBER)
    await context.desk.to_staff()
    left_behind = context.number_deleted is False
    shown = views.asked(context.t, case, staff_hours(context), left_behind=left_behind)
    return Step(shown, ConversationHandler.END)


def number_conversation() -> ConversationHandler[Context]:
    return question(
        "old_account",
        on_button(NameOldAccount, name_old_account, show_move),
        {State.ENTERING_NUMBER: on_message(number_typed, show_move)},
        leads_away=lambda intent, _: intent.known is not None,
    )
