"""Forms (Mini Apps) for what is not to enter the chat. Nothing is loaded from elsewhere, nothing is said of the answers.

GET  {path}?lang=zh_CN    the page
POST {path}               {"init_data", "lang", each field} -> {"done", "said", "problems"?}
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.adapters.outside_json import read_json
from bot.db.engine import UNAVAILABLE
from bot.supervision.failure import described
from bot.web.body import read_body
from bot.web.init_data import read_init_data
from bot.web.webhook_handlers import FormHandler, WebhookHandlers
from domain.customers.errors import AccountRefused
from domain.customers.service import LOCALES
from domain.identity.types import FormProblems
from domain.ports import InvalidSignature
from domain.value import Value
from handlers.identity import views
from handlers.services import Services
from handlers.ui.i18n import Texts, texts_for
from handlers.ui.refusals import account_refused
from handlers.ui.throttle import Throttle, ThrottleVerdict

logger = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 20_000
A_MINUTE = 10  # submissions of one person
_HEADERS = {
    # Telegram's own clients may frame it; nothing is loaded from, or sent, elsewhere.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self' https://web.telegram.org",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Form(Value):
    """A page: where it is, its fields, its words by name (title, why, note, send, busy, failed and each field), and who
    takes what was filled in.
    """

    path: str
    fields: tuple[str, ...]
    words: Callable[[Texts], dict[str, str]]
    handler: Callable[[WebhookHandlers], FormHandler | None]


class Sent(Value):
    """What a customer filled in, and when they had opened the form, in seconds of Telegram's clock."""

    customer_id: str
    opened_s: int
    _said: Mapping[str, Any]

    def __getitem__(self, field: str) -> str:
        return str(self._said.get(field, ""))


class Taken(Value):
    """What the page says. `done`: there is nothing more to fill in. `tell`: the chat goes on with it."""

    said: str
    done: bool = True
    tell: bool = False


class FormDesk(Value):
    """Takes what was filled in. `token` is the bot's; `notify`: the customer is to hear of it in the chat; `take` raises
    `FormProblems`.
    """

    services: Services
    token: str
    notify: Callable[[], None]
    throttle: Throttle
    take: Callable[[Services, Texts, Sent], Awaitable[Taken]]
    now: Callable[[], float] = time.time

    async def submit(self, said: dict[str, Any]) -> dict[str, Any]:
        """Take in the form: of each opening once, with problems as often as it takes. Raises `InvalidSignature`."""
        opener = read_init_data(str(said.get("init_data", "")), self.token, self.now())
        t = _texts(said.get("lang"))
        if self.throttle.pace(opener.telegram_id) is not ThrottleVerdict.FINE:
            return {"done": False, "said": views.form_too_often(t)}
        try:
            customer = await self.services.customers.find(opener.telegram_id)
            if (
                customer is None
            ):  # the chat in which it was opened made one: it is deleted since, or has moved
                return {"done": True, "said": views.form_outlived(t)}
            taken = await self.take(self.services, t, Sent(customer.id, opener.opened_s, said))
        except AccountRefused:
            return {"done": True, "said": account_refused(t).html()}
        except FormProblems as error:
            problems = {field: views.form_problem(t, field, why) for field, why in error.reasons.items()}
            return {"done": False, "said": "", "problems": problems}
        if taken.tell:
            self.notify()
        return {"done": taken.done, "said": taken.said}


def routes_of(form: Form, webhook_handlers: WebhookHandlers) -> list[BaseRoute]:
    async def page(request: Request) -> Response:
        t = _texts(request.query_params.get("lang"))
        return HTMLResponse(_page(form, t), headers=_HEADERS)

    async def submit(request: Request) -> Response:
        return await _submit(form.handler(webhook_handlers), request)

    return [Route(form.path, page, methods=["GET"]), Route(form.path, submit, methods=["POST"])]


def static_routes() -> list[BaseRoute]:
    """Build the routes of what every page loads."""

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in {"form.js", "form.css"}:
            return Response(status_code=404)
        return FileResponse(STATIC / name, headers=_HEADERS)

    return [Route("/identity/{name:str}", file, methods=["GET"])]


async def _submit(handler: FormHandler | None, request: Request) -> Response:
    """Answer 503 while nobody takes it; the page says that it did not work, and what was typed stays in it."""
    if handler is None:
        return Response(status_code=503)
    body, whole = await read_body(request, LARGEST_BODY)
    if not whole:
        return Response(status_code=413)
    try:
        said = read_json(body)
        if not isinstance(said, dict):
            raise ValueError
    except ValueError:
        return Response(status_code=400)
    try:
        return JSONResponse(await handler(said), headers=_HEADERS)
    except InvalidSignature:
        logger.warning("a form was sent that Telegram did not open; refused")
        return Response(status_code=403)
    except UNAVAILABLE as error:
        logger.error("a form could not be written down: %s", described(error))
        return Response(status_code=503)


def _texts(lang: object) -> Texts:
    return texts_for(lang if isinstance(lang, str) and lang in LOCALES else LOCALES[0])


def _page(form: Form, t: Texts) -> str:
    words = form.words(t)
    fields = "".join(
        f'<label for="{name}">{escape(words[name])}</label>'
        f'<input id="{name}" name="{name}" required maxlength="64" autocomplete="off" spellcheck="false"'
        f' inputmode="{"tel" if name == "phone" else "text"}" aria-describedby="{name}-problem">'
        f'<div class="problem" id="{name}-problem" role="alert"></div>'
        for name in form.fields
    )
    return (
        f'<!doctype html><html lang="{t.locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words['title'])}</title>"
        '<link rel="stylesheet" href="/identity/form.css"><script type="module" src="/identity/form.js"></script></head>'
        f"<body><h1>{escape(words['title'])}</h1><p>{escape(words['why'])}</p>"
        f'<form action="{form.path}" novalidate data-failed="{escape(words["failed"])}">{fields}'
        f'<p class="small">{escape(words["note"])}</p>'
        f'<button data-label="{escape(words["send"])}" data-busy="{escape(words["busy"])}">{escape(words["send"])}</button>'
        '</form><p data-testid="said" role="status"></p></body></html>'
    )
