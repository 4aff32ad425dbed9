"""The form for one's identity, so that no number ever enters the chat."""

from __future__ import annotations

from bot.web.forms import Form, Sent, Taken
from domain.errors import InvalidInput
from domain.identity.errors import TooManyChecks
from handlers.identity import views
from handlers.services import Services
from handlers.ui.i18n import Texts

FORM = Form(
    path="/identity/form",
    fields=("name", "id_number", "phone"),
    words=views.form_words,
    handler=lambda webhook_handlers: webhook_handlers.on_form,
)


async def take(services: Services, t: Texts, sent: Sent) -> Taken:
    try:
        view = await services.identity.submit_form(
            sent.customer_id, sent["name"], sent["id_number"], sent["phone"], opened_s=sent.opened_s
        )
    except TooManyChecks:
        return Taken(views.form_too_many(t), done=False)
    except InvalidInput:
        return Taken(views.form_not_open(t))
    return Taken(views.form_done(t, view), tell=True)
