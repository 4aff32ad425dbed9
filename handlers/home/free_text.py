"""What is typed outside any flow: known words open a screen, the rest gets a helpful answer."""

from __future__ import annotations

from telegram import Update

from handlers.context import Context
from handlers.home import views
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome


async def any_words(update: Update, context: Context) -> Outcome:
    assert update.message is not None
    handler = context.classify(update.message.text or "").guessed
    return await (handler or not_understood)(update, context)


async def not_understood(update: Update, context: Context) -> Reply:
    """Say what can be had instead; a checkout that is open may be what the words were meant for."""
    draft = await context.services.checkout.current(context.customer.id)
    return views.not_understood(context.t, open_draft=draft.draft_id if draft else None)


async def no_words(update: Update, context: Context) -> Reply:
    """Pictures, files, stickers, places: nothing here asks for them."""
    return views.words_only(context.t)


async def edited(update: Update, context: Context) -> Reply:
    return views.edited_words(context.t)
