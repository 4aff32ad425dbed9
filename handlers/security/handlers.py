"""The safety of the account (账号安全): its word (防钓鱼码), and freezing it (不是我办的).

handlers/security/conversation.py takes the word.
"""

from __future__ import annotations

from telegram import Update

from domain.errors import Refused
from domain.security.results import SecurityView
from handlers.buttons.security import AskFreeze, Freeze, OpenSecurity, RemoveWord
from handlers.context import Context, staff_hours
from handlers.security import views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def security_words(update: Update, context: Context) -> Reply:
    return await show_security(context)


async def freeze_words(update: Update, context: Context) -> Reply:
    return views.ask_freeze(context.t)


async def show_security(context: Context) -> Reply:
    return await overview(context, await context.services.security.view(context.customer.id))


async def overview(context: Context, view: SecurityView) -> Reply:
    """Offer a move only where one could be asked for."""
    try:
        await context.services.moves.view(context.customer.id)
    except Refused:
        return views.overview(context.t, view, context.today, may_move=False)
    return views.overview(context.t, view, context.today, may_move=True)


async def open_security(context: Context, action: OpenSecurity) -> Reply:
    return await show_security(context)


async def remove_word(context: Context, action: RemoveWord) -> Reply:
    return await overview(context, await context.services.security.remove_word(context.customer.id))


async def ask_freeze(context: Context, action: AskFreeze) -> Reply:
    return views.ask_freeze(context.t)


async def freeze(context: Context, action: Freeze) -> Reply:
    case = await context.services.security.freeze(context.customer.id)
    await context.desk.to_staff()
    return views.frozen(context.t, case, staff_hours(context))


TAPS: Taps = (
    on_button(OpenSecurity, open_security),
    on_button(RemoveWord, remove_word, show_security),
    on_button(AskFreeze, ask_freeze),
    on_button(Freeze, freeze, show_security),
)
PHRASES: Phrases = {
    security_words: (
        "账号安全", "帳號安全", "防钓鱼码", "防釣魚碼", "安全设置", "安全設定", "safety", "account safety", "security",
    ),
    freeze_words: (
        "不是我办的", "不是我辦的", "冻结账号", "凍結帳號", "账号被盗", "帳號被盜", "不是我办的分期", "不是我辦的分期",
        "盗用", "盜用",
        "freeze my account", "it was not me",
    ),
}  # fmt: skip
