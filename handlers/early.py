"""Early settlement (提前结清), asked for in words: not to be had here yet, and said so instead of opening something else."""

from __future__ import annotations

from telegram import Update

from handlers.context import Context
from handlers.orders import show_bills
from handlers.reply import Reply
from handlers.views.early import not_here_yet


async def early_words(update: Update, context: Context) -> Reply:
    return not_here_yet(context.t, await show_bills(context))
