"""The safety of the account (账号安全): its word (防钓鱼码), and freezing it (不是我办的).

handlers/security/conversation.py takes the word.
"""

from __future__ import annotations

from telegram import Update

from handlers.buttons.security import AskFreeze, Freeze, OpenSafety, RemoveWord
from handlers.context import Context, staff_hours
from handlers.security import views
from handlers.ui.reply import Reply


async def safety_words(update: Update, context: Context) -> Reply:
    return await show_safety(context)


async def freeze_words(update: Update, context: Context) -> Reply:
    return views.ask_freeze(context.t)


async def show_safety(context: Context) -> Reply:
    return views.overview(context.t, await context.services.safety.view(context.customer.id), context.today)


async def open_safety(context: Context, action: OpenSafety) -> Reply:
    return await show_safety(context)


async def remove_word(context: Context, action: RemoveWord) -> Reply:
    view = await context.services.safety.remove_word(context.customer.id)
    return views.overview(context.t, view, context.today)


async def ask_freeze(context: Context, action: AskFreeze) -> Reply:
    return views.ask_freeze(context.t)


async def freeze(context: Context, action: Freeze) -> Reply:
    case = await context.services.safety.freeze(context.customer.id)
    await context.desk.to_staff()
    return views.frozen(context.t, case, staff_hours(context))
