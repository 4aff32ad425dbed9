"""Words for a person of the shop.

    tap 直接写给客服 / 补充说明 / 回复 -> WRITING -> each message goes to the staff, until something else is asked for

In a group of its own before the others: known phrases, any other button and any command end the writing and go on to
whoever they are meant for. Words sent as a reply to the staff's go to that case at any time. Which case is meant stands in
the database: the one the customer last turned to.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    ConversationHandler,
    MessageHandler,
    filters,
)

from domain.errors import InvalidInput
from handlers.buttons.support import ANY_LOAN, WriteToPerson
from handlers.context import Context, staff_hours
from handlers.support import views
from handlers.support.handlers import show_agent
from handlers.ui.languages import speak
from handlers.ui.question import question
from handlers.ui.redaction import HOLDS_A_CODE, HOLDS_CARD_NUMBER, HOLDS_ID_NUMBER
from handlers.ui.screen import Outcome, Step, on_button, on_message

# After the guards, before everything else.
REPLIES_GROUP, GROUP = -3, -2


class State(IntEnum):
    WRITING = 1


async def write(context: Context, action: WriteToPerson) -> Step:
    case_id = None if action.case_id == ANY_LOAN else action.case_id
    await context.services.support.turn_to(context.customer.id, case_id)
    return Step(views.ask_words(context.t, staff_hours(context)), State.WRITING)


async def words_written(update: Update, context: Context) -> Outcome:
    message = update.message
    assert message is not None
    case = await context.services.support.turned_to(context.customer.id)
    if not message.text or case is None:
        return Step(views.words_only(context.t), State.WRITING)
    return await _sent(context, case.case_id, message.text, message.message_id)


async def _sent(context: Context, case_id: str, words: str, message_id: int) -> Outcome:
    speak(context, words)
    try:
        case = await context.services.support.write(context.customer.id, case_id, words, message_id)
    except InvalidInput as error:
        return Step(views.too_long(context.t, int(str(error.values["most"]))), State.WRITING)
    await context.desk.to_staff()
    brought = await context.desk.has(case.case_id)
    return Step(views.words_taken(context.t, case, staff_hours(context), brought=brought), State.WRITING)


def writing_conversation() -> ConversationHandler[Context]:
    """Build the conversation: what is no known phrase stays here, whatever it is about: it is written to a person."""
    new = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL & ~filters.SUCCESSFUL_PAYMENT
    return question(
        "case",
        on_button(WriteToPerson, write, show_agent),
        {State.WRITING: on_message(words_written, show_agent)},
        leads_away=lambda intent, _: intent.known is not None,
        goes_on=lambda _: False,
        words=new & ~filters.COMMAND & ~HOLDS_ID_NUMBER & ~HOLDS_CARD_NUMBER & ~HOLDS_A_CODE,
    )


# Words under the staff's


async def _reply_written(update: Update, context: Context) -> Outcome:
    message = update.message
    assert message is not None
    case_id = await _case_of_reply(update, context)
    assert case_id is not None
    outcome = await _sent(context, case_id, message.text or "", message.message_id)
    return outcome.reply if isinstance(outcome, Step) else outcome


_REPLY = on_message(_reply_written)


async def _case_of_reply(update: Update, context: Context) -> str | None:
    assert update.message is not None
    assert update.message.reply_to_message is not None
    under = update.message.reply_to_message.message_id
    return await context.services.support.answered_message(context.customer.id, under)


async def _reply(update: Update, context: Context) -> None:
    """Take only what is a reply to the staff's words; any other reply goes on."""
    if await _case_of_reply(update, context) is not None:
        await _REPLY(update, context)
        raise ApplicationHandlerStop


def replies() -> MessageHandler[Context, None]:
    plain = filters.UpdateType.MESSAGE & filters.TEXT & filters.REPLY & ~filters.COMMAND
    return MessageHandler(plain & ~HOLDS_ID_NUMBER & ~HOLDS_CARD_NUMBER & ~HOLDS_A_CODE, _reply)
