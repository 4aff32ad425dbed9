"""Typing what proves whose the old account is.

    换 Telegram 账号 -> tap 开始 -> ENTERING_NUMBER -> a case for the staff
    with SMS, an ID number:      -> ENTERING_PHONE -> ENTERING_CODE -> moved
    … or both on a page (bot/web/move_form.py), which the chat hears of by what it says: six digits are the code then

In a group of its own before the others: see handlers/ui/question.py. An ID number is out of the chat before it is read.
"""

from __future__ import annotations

from enum import IntEnum
from functools import partial

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from domain.identity.codes import read_code
from domain.moves.errors import SeveralAccounts, StaffOnly
from domain.moves.results import MoveStatus
from domain.value import replace
from handlers.buttons.moves import NameOldAccount, TypeCode, TypePhone
from handlers.context import Context, staff_hours
from handlers.moves import views
from handlers.moves.handlers import show_move
from handlers.ui.question import is_no_number, question
from handlers.ui.redaction import delete_number
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -8  # after the guards, before everything else
_END = ConversationHandler.END


class State(IntEnum):
    ENTERING_NUMBER = 1
    ENTERING_PHONE = 2
    ENTERING_CODE = 3


async def name_old_account(context: Context, action: NameOldAccount) -> Outcome:
    view = await context.services.moves.view(context.customer.id)
    if view.is_asked:
        return await show_move(context)
    by_code = context.services.move_codes.offered
    form_url = context.conversation_settings.move_form_url
    return Step(views.ask_number(context.t, by_code=by_code, form_url=form_url), State.ENTERING_NUMBER)


async def type_phone(context: Context, action: TypePhone) -> Outcome:
    await context.services.move_codes.require_named(context.customer.id)
    form_url = context.conversation_settings.move_form_url
    return Step(views.ask_phone(context.t, form_url=form_url), State.ENTERING_PHONE)


async def type_code(context: Context, action: TypeCode) -> Outcome:
    if not await context.services.move_codes.awaits_code(context.customer.id):
        return await show_move(context)
    return Step(views.ask_code_again(context.t), State.ENTERING_CODE)


async def _is_code(context: Context, typed: str) -> bool:
    """Return whether it is a code, though a number was asked for last: the form was handed in meanwhile, or the code that
    was sent first has come. Neither number is as short.
    """
    if read_code(typed) is None:
        return False
    return await context.services.move_codes.awaits_code(context.customer.id)


async def number_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    typed, left_behind = update.message.text or "", context.number_deleted is False
    if await _is_code(context, typed):
        return await code_typed(update, context)
    staff_only = False
    if context.services.move_codes.takes(typed):
        try:
            await context.services.move_codes.name(context.customer.id, typed)
        except StaffOnly:
            staff_only = True
        else:
            return Step(views.ask_phone(context.t, left_behind=left_behind), State.ENTERING_PHONE)
    try:
        case = await context.services.moves.ask(context.customer.id, typed)
    except InvalidInput as error:
        await delete_number(update.message)
        return Step(views.number_problem(context.t, error), State.ENTERING_NUMBER)
    await context.desk.to_staff()
    shown = views.asked(context.t, case, staff_hours(context), left_behind=left_behind, staff_only=staff_only)
    return Step(shown, _END)


async def phone_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    if await _is_code(context, update.message.text or ""):
        return await code_typed(update, context)
    await delete_number(update.message)
    try:
        mask = await context.services.move_codes.send(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.phone_problem(context.t, error), State.ENTERING_PHONE)
    return Step(views.ask_code(context.t, mask), State.ENTERING_CODE)


async def code_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        status = await context.services.move_codes.enter(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.code_problem(context.t, error.reason), State.ENTERING_CODE)
    except SeveralAccounts:
        return Step(views.which_one(context.t), State.ENTERING_NUMBER)
    await context.desk.to_staff()
    if status is MoveStatus.ANNOUNCED:
        return Step(views.leaving(context.t), _END)
    if status is MoveStatus.STOPPED:
        return Step(views.not_moved(context.t), _END)
    user = update.effective_user
    assert user is not None
    context.set_customer(await context.services.customers.arrive(user.id, user.language_code))
    told = partial(context.services.moves.was_told, context.customer.id)
    return Step(replace(views.moved(context.t), afterwards=told), _END)


def number_conversation() -> ConversationHandler[Context]:
    answers = {
        State.ENTERING_NUMBER: on_message(number_typed, show_move),
        State.ENTERING_PHONE: on_message(phone_typed, show_move),
        State.ENTERING_CODE: on_message(code_typed, show_move),
    }
    return question(
        "old_account",
        on_button(NameOldAccount, name_old_account, show_move),
        {int(state): answer for state, answer in answers.items()},
        leads_away=is_no_number,
        others=(on_button(TypePhone, type_phone, show_move), on_button(TypeCode, type_code, show_move)),
    )
