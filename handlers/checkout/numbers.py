"""Checkout: numbers."""

from __future__ import annotations

from telegram import Update

from handlers.autopay import views as debit_views
from handlers.context import Context
from handlers.identity import views
from handlers.ui.reply import Reply


async def say_removed(update: Update, context: Context) -> Reply:
    """The answer to a number that nobody asked for."""
    view = await context.services.checkout.current(context.customer.id)
    return views.number_removed(
        context.t, deleted=bool(context.number_deleted), open_draft=view.draft_id if view else None
    )


async def say_card_removed(update: Update, context: Context) -> Reply:
    """The same, of a card number."""
    return debit_views.card_removed(context.t, deleted=bool(context.number_deleted))
