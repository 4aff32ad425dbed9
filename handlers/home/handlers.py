"""Greeting, help, language; leaving whatever is under way."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.home import ChooseLanguage, ChooseTables, OpenHelp, OpenHome, OpenLanguages
from handlers.context import Context
from handlers.home import views
from handlers.intake import handlers as intake
from handlers.repayment import for_another
from handlers.sharing import handlers as sharing
from handlers.ui.callback_data import Ignore
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


async def start(update: Update, context: Context) -> Reply:
    """Show home; an invitation, where a link brought one along with /start."""
    invited = await asked_by_link(context)
    return (await greet(context)).drawn_anew(OpenHome()) if invited is None else invited


async def asked_by_link(context: Context) -> Reply | None:
    """Return what a link asks that was followed here; None where /start brought none along."""
    for asked in (sharing.invited, intake.invited, for_another.asked):
        reply = await asked(context, context.args)
        if reply is not None:
            return reply
    return None


async def greet(context: Context) -> Reply:
    if context.customer.was_unreachable:
        await context.desk.to_customers(context.customer.id)
        return await welcome_back(context)
    return await show_home(context, is_new=context.customer.is_new)


async def show_home(context: Context, *, is_new: bool = False) -> Reply:
    draft = await context.services.checkout.current(context.customer.id)
    return views.home_screen(
        context.t,
        await context.services.standing.of(context.customer.id),
        is_new=is_new,
        demo=context.conversation_settings.demo,
        open_draft=draft.draft_id if draft else None,
    )


async def welcome_back(context: Context) -> Reply:
    """Give one summary to who had stopped the assistant, instead of all that was not sent."""
    return views.welcome_back(context.t, await context.services.standing.of(context.customer.id))


async def open_home(context: Context, action: OpenHome) -> Reply:
    return await show_home(context)


@shows(OpenHelp())
async def help_words(update: Update, context: Context) -> Reply:
    return views.help_screen(context.t, context.menus.described(context.t))


async def open_help(context: Context, action: OpenHelp) -> Reply:
    return views.help_screen(context.t, context.menus.described(context.t))


@shows(OpenLanguages())
async def language_words(update: Update, context: Context) -> Reply:
    return views.languages(context.t, plain=context.customer.plain_text)


async def open_languages(context: Context, action: OpenLanguages) -> Reply:
    return views.languages(context.t, plain=context.customer.plain_text)


async def choose_language(context: Context, action: ChooseLanguage) -> Reply:
    await context.services.customers.choose_locale(context.customer.id, action.locale)
    await context.menus.show_to(context.customer.telegram_id, action.locale)
    return views.language_chosen(texts_for(action.locale))


async def choose_tables(context: Context, action: ChooseTables) -> Reply:
    plain = bool(action.plain)
    await context.services.customers.choose_plain_text(context.customer.id, plain=plain)
    shown = views.languages(context.t, plain=plain)
    return shown.with_toast(
        context.t("账单和方案以后用纯文字显示。") if plain else context.t("账单和方案以后用表格显示。")
    )


async def ignore(context: Context, action: Ignore) -> None:
    """Answer the tap on a button that only shows a number; nothing changes."""


TAPS: Taps = (
    on_button(OpenHome, open_home),
    on_button(OpenHelp, open_help),
    on_button(OpenLanguages, open_languages),
    on_button(ChooseLanguage, choose_language),
    on_button(ChooseTables, choose_tables),
    on_button(Ignore, ignore),
)
PHRASES: Phrases = {
    help_words: ("帮助", "幫助", "說明", "help", "?", "怎么用"),
    language_words: ("语言", "語言", "language", "english", "繁體中文", "简体中文", "中文"),
    start: (
        "开始", "開始", "首页", "首頁", "回首页", "回首頁", "你好", "您好", "hi", "hello", "start", "home",
    ),
}  # fmt: skip
