"""Typing what changes the phone number on file.

    换手机号 -> ENTERING_PHONE -> ENTERING_NEW_CODE -> tap -> ENTERING_OLD_CODE -> changed
                                                    -> tap -> ENTERING_LAST_DIGITS -> a case for the staff
    without SMS: ENTERING_PHONE -> ENTERING_LAST_DIGITS

In a group of its own before the others: see handlers/ui/question.py. What is personal is taken out of the chat.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from domain.identity.errors import IdentityMissing
from domain.phones.results import CodeTo
from handlers.buttons.phones import ProvePhoneByStaff, SendToOldPhone, TypeNewPhone, TypePhoneCode
from handlers.context import Context, staff_hours
from handlers.phones import views
from handlers.phones.handlers import show_phone
from handlers.ui.question import is_no_number, question
from handlers.ui.redaction import delete_number
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -9  # after the guards, before everything else
_END = ConversationHandler.END


class State(IntEnum):
    ENTERING_PHONE = 1
    ENTERING_NEW_CODE = 2
    ENTERING_OLD_CODE = 3
    ENTERING_LAST_DIGITS = 4


async def type_new(context: Context, action: TypeNewPhone) -> Outcome:
    try:
        view = await context.services.phones.view(context.customer.id)
    except IdentityMissing:
        return views.not_verified(context.t)
    if view.number is not None:
        return views.overview(context.t, view)
    return Step(views.ask_new(context.t), State.ENTERING_PHONE)


async def type_code(context: Context, action: TypePhoneCode) -> Outcome:
    view = await context.services.phones.view(context.customer.id)
    if view.takes_code is None:
        return views.overview(context.t, view)
    state = State.ENTERING_NEW_CODE if view.takes_code is CodeTo.NEW else State.ENTERING_OLD_CODE
    return Step(views.ask_code_again(context.t), state)


async def send_to_old(context: Context, action: SendToOldPhone) -> Outcome:
    mask = await context.services.phones.send_to_old(context.customer.id)
    return Step(views.ask_code(context.t, mask), State.ENTERING_OLD_CODE)


async def prove_by_staff(context: Context, action: ProvePhoneByStaff) -> Outcome:
    return Step(views.ask_last_digits(context.t), State.ENTERING_LAST_DIGITS)


async def phone_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    phones, customer_id = context.services.phones, context.customer.id
    await delete_number(update.message)
    try:
        mask = await phones.type_new(customer_id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.new_problem(context.t, error), State.ENTERING_PHONE)
    if (await phones.view(customer_id)).by_code:
        return Step(views.ask_code(context.t, mask), State.ENTERING_NEW_CODE)
    return Step(views.ask_last_digits(context.t), State.ENTERING_LAST_DIGITS)


async def new_code_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        view = await context.services.phones.enter_new_code(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.code_problem(context.t, error.reason), State.ENTERING_NEW_CODE)
    return Step(views.choose_proof(context.t, view), _END)


async def old_code_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        view = await context.services.phones.enter_old_code(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.code_problem(context.t, error.reason), State.ENTERING_OLD_CODE)
    return Step(views.done(context.t, view), _END)


async def last_digits_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    await delete_number(update.message)
    try:
        case = await context.services.phones.ask_staff(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        return Step(views.last_digits_problem(context.t, error.reason), State.ENTERING_LAST_DIGITS)
    await context.desk.to_staff()
    return Step(views.asked(context.t, case, staff_hours(context)), _END)


def phone_conversation() -> ConversationHandler[Context]:
    answers = {
        State.ENTERING_PHONE: phone_typed,
        State.ENTERING_NEW_CODE: new_code_typed,
        State.ENTERING_OLD_CODE: old_code_typed,
        State.ENTERING_LAST_DIGITS: last_digits_typed,
    }
    return question(
        "phone",
        on_button(TypeNewPhone, type_new, show_phone),
        {int(state): on_message(answer, show_phone) for state, answer in answers.items()},
        leads_away=is_no_number,
        others=(
            on_button(TypePhoneCode, type_code, show_phone),
            on_button(SendToOldPhone, send_to_old, show_phone),
            on_button(ProvePhoneByStaff, prove_by_staff, show_phone),
        ),
    )
