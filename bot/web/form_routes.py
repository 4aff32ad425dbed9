"""Where the forms are: their pages, what is sent from them, and what they load."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bot.web import identity_form, move_form
from bot.web.forms import routes_of, static_routes
from bot.web.webhook_handlers import WebhookHandlers


def form_routes(webhook_handlers: WebhookHandlers) -> list[BaseRoute]:
    return [
        *routes_of(identity_form.FORM, webhook_handlers),
        *routes_of(move_form.FORM, webhook_handlers),
        *static_routes(),
    ]
