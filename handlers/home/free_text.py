"""What is no new text: pictures, files and edited messages."""

from __future__ import annotations

from telegram import Update

from handlers.context import Context
from handlers.home import views
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome


async def no_words(update: Update, context: Context) -> Outcome:
    """Voices, stickers, places: nothing here asks for them."""
    if context.sender.albums.was_read(update.message):
        return None
    return views.words_only(context.t)


async def edited(update: Update, context: Context) -> Reply:
    return views.edited_words(context.t)
