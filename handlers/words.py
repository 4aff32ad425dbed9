"""What is typed outside any flow: known words open a screen, the rest gets a helpful answer."""

from __future__ import annotations

from telegram import Update
from telegram.error import TelegramError

from domain.rules.identity import contains_id_number
from handlers.context import Context
from handlers.intents import guess
from handlers.reply import Reply
from handlers.screen import Outcome
from handlers.views import home as views


async def any_words(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    words = update.message.text or ""
    if contains_id_number(words):
        return await _remove_number(update, context)
    handler = guess(words)
    return await handler(update, context) if handler is not None else views.not_understood(context.t)


async def _remove_number(update: Update, context: Context) -> Reply:
    """An ID number where none was asked for does not stay in the chat."""
    assert update.message is not None
    try:
        deleted = await update.message.delete()
    except TelegramError:
        deleted = False
    return views.number_removed(context.t, deleted=deleted)


async def unknown_command(update: Update, context: Context) -> Reply:
    return views.not_understood(context.t)


async def no_words(update: Update, context: Context) -> Reply:
    """Pictures, files, stickers, places: nothing here asks for them."""
    return views.words_only(context.t)


async def edited(update: Update, context: Context) -> Reply:
    return views.edited_words(context.t)
