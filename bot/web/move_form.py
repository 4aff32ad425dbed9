"""The form that names the account which is to move here: its ID number and its phone, instead of typing both in the chat.

The code that it asks for is typed in the chat, where it is asked for as soon as the form was taken.
"""

from __future__ import annotations

from bot.web.forms import Form, Sent, Taken
from domain.errors import InvalidInput, Refused, Stale
from handlers.moves import views
from handlers.services import Services
from handlers.ui.i18n import Texts
from handlers.ui.refusals import sentence

FORM = Form(
    path="/identity/move",
    fields=("id_number", "phone"),
    words=views.form_words,
    handler=lambda webhook_handlers: webhook_handlers.on_move_form,
)


async def take(services: Services, t: Texts, sent: Sent) -> Taken:
    try:
        phone_mask = await services.move_codes.submit_form(
            sent.customer_id, sent["id_number"], sent["phone"], opened_s=sent.opened_s
        )
    except Stale:
        return Taken(views.form_under_way(t))
    except InvalidInput:
        return Taken(views.form_used(t))
    except Refused as error:
        return Taken(sentence(t, error))
    return Taken(views.form_done(t, phone_mask), tell=True)
