"""Changing the phone number on file (换手机号), from the screen of one's data; `conversation` takes what is typed."""

from __future__ import annotations

from telegram import Update

from domain.errors import Refused
from domain.identity.errors import IdentityMissing
from handlers.buttons.phones import OpenPhone
from handlers.context import Context
from handlers.phones import views
from handlers.ui.refusals import refusal
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def phone_words(update: Update, context: Context) -> Reply:
    return await show_phone(context)


async def show_phone(context: Context) -> Reply:
    """Show what is on file, or why nothing can be changed: in the place of a stale screen a refusal would be lost."""
    try:
        return views.overview(context.t, await context.services.phones.view(context.customer.id))
    except IdentityMissing:
        return views.not_verified(context.t)
    except Refused as error:
        return refusal(context.t, error)


async def open_phone(context: Context, action: OpenPhone) -> Reply:
    return await show_phone(context)


TAPS: Taps = (on_button(OpenPhone, open_phone),)
PHRASES: Phrases = {
    phone_words: (
        "换手机号", "換手機號", "换手机", "換手機", "换号码", "換號碼", "改手机号", "改手機號", "更换手机号", "更換手機號",
        "change my phone number", "new phone number",
    ),
}  # fmt: skip
