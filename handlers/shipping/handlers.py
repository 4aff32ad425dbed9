"""The address goods are sent to (收货地址); `conversation` takes what is typed."""

from __future__ import annotations

from telegram import Update

from handlers.buttons.shipping import OpenDeliveryAddress
from handlers.context import Context
from handlers.shipping import views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenDeliveryAddress())
async def address_words(update: Update, context: Context) -> Reply:
    return await show_address(context)


async def show_address(context: Context) -> Reply:
    return views.address_screen(context.t, await context.services.shipping.view(context.customer.id))


async def open_address(context: Context, action: OpenDeliveryAddress) -> Reply:
    return await show_address(context)


TAPS: Taps = (on_button(OpenDeliveryAddress, open_address),)
PHRASES: Phrases = {
    address_words: (
        "收货地址", "收貨地址", "我的地址", "改地址", "换地址", "換地址", "改收货地址", "改收貨地址", "填收货地址",
        "填收貨地址", "收件地址", "delivery address", "my address", "change my address",
    ),
}  # fmt: skip
