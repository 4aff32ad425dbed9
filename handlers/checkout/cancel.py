"""Checkout: cancel."""

from __future__ import annotations

from telegram import Update

from handlers.checkout import views as checkout_views
from handlers.context import Context
from handlers.home import views
from handlers.ui.reply import Reply


async def nothing_to_cancel(update: Update, context: Context) -> Reply:
    """/cancel outside a conversation: an open checkout is given up all the same."""
    if await context.services.checkout.cancel_current(context.customer.id):
        return checkout_views.cancelled(context.t)
    return views.nothing_to_cancel(context.t)
