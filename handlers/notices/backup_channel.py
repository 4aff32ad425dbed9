"""Another way to be reached (备用渠道): choose one, type the address, type the code that came there.

    提醒设置 -> 备用渠道 -> tap 邮箱 … -> ENTERING_ADDRESS -> ENTERING_CODE -> set

In a group of its own before the others: see handlers/ui/question.py. Which channel is meant, and the code, stand in the
database.
"""

from __future__ import annotations

from enum import IntEnum

from telegram import Update
from telegram.ext import ConversationHandler

from domain.errors import InvalidInput
from domain.notices.errors import TooManyCodes
from handlers.buttons.notices import OpenBackupChannel, RemoveBackupChannel, TypeAddress
from handlers.context import Context
from handlers.notices import backup_channel_views as views
from handlers.ui.question import question
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step, on_button, on_message

GROUP = -7  # after the guards, before everything else


class State(IntEnum):
    ENTERING_ADDRESS = 1
    ENTERING_CODE = 2


async def show_backup_channel(context: Context) -> Reply:
    return views.overview(context.t, await context.services.backup_channels.view(context.customer.id))


async def open_backup_channel(context: Context, action: OpenBackupChannel) -> Reply:
    return await show_backup_channel(context)


async def remove_backup_channel(context: Context, action: RemoveBackupChannel) -> Reply:
    return views.overview(context.t, await context.services.backup_channels.remove(context.customer.id))


async def type_address(context: Context, action: TypeAddress) -> Step:
    kind = await context.services.backup_channels.choose(context.customer.id, action.channel)
    return Step(views.ask_address(context.t, kind), State.ENTERING_ADDRESS)


async def address_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    t, service = context.t, context.services.backup_channels
    try:
        mask = await service.ask(
            context.customer.id,
            update.message.text or "",
            title=views.code_title(t),
            body=views.code_body(t),
        )
    except InvalidInput as error:
        return Step(views.address_problem(t, error.reason), State.ENTERING_ADDRESS)
    except TooManyCodes:
        return Step(views.too_many_codes(t), ConversationHandler.END)
    return Step(views.ask_code(t, mask), State.ENTERING_CODE)


async def code_typed(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    try:
        view = await context.services.backup_channels.confirm(context.customer.id, update.message.text or "")
    except InvalidInput as error:
        over = error.reason == "over"
        return Step(
            views.code_problem(context.t, over=over), ConversationHandler.END if over else State.ENTERING_CODE
        )
    return Step(views.chosen(context.t, view), ConversationHandler.END)


def address_conversation() -> ConversationHandler[Context]:
    return question(
        "address",
        on_button(TypeAddress, type_address, show_backup_channel),
        {
            State.ENTERING_ADDRESS: on_message(address_typed, show_backup_channel),
            State.ENTERING_CODE: on_message(code_typed, show_backup_channel),
        },
    )
