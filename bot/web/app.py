"""Routes: Telegram's webhook, those of gateways, the identity service and lenders, the forms, and health.

POST {path of WEBHOOK_URL}   an update from Telegram, with the secret in its header; answered when written down
POST /payments/{gateway}     a payment gateway's webhook, signed; answered when written down
POST /identity               the identity service's verdict, signed; answered when written down
POST /handoff                a lender's webhook, signed (bot/web/handoff.py)
GET, POST /identity/form     the form for one's identity (bot/web/forms.py, bot/web/identity_form.py)
GET, POST /identity/move     the form that names the account to be moved (bot/web/move_form.py)
GET  /calendar/{secret}.ics  a calendar to subscribe to, and its page without .ics (bot/web/calendars.py)
     /console…               with CONSOLE, the pages for the shop's people (bot/console)
GET  /healthz                200 while the process lives
GET  /readyz                 200 while it does what it is for; 503 while it starts, stands by or stops, or something is not
                             well, by name (bot/readiness.py)
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.adapters.outside_json import NotJson, read_json
from bot.db.engine import UNAVAILABLE
from bot.receiving.refused_updates import sorted_batch
from bot.supervision.failure import described
from bot.web.body import gone, read_body
from bot.web.calendars import calendar_routes
from bot.web.form_routes import form_routes
from bot.web.handoff import handoff_routes
from bot.web.health import health_routes
from bot.web.webhook_handlers import WebhookHandlers
from domain.payments.errors import PaymentUncertain
from domain.ports import InvalidSignature

logger = logging.getLogger(__name__)
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
# Telegram's updates are a few kilobytes.
LARGEST_BODY = 1_000_000
CONSOLE_PATHS = "/console{rest:path}"


def web_app(
    webhook_handlers: WebhookHandlers, webhook_path: str | None, secret: str, *, console: bool = False
) -> Starlette:
    """Build the application. `secret`: what Telegram shows at `webhook_path`, which takes nothing without one. `console`:
    whether the pages for the shop's people are here.
    """
    desk = _Desk(webhook_handlers, secret)
    routes = [
        *health_routes(webhook_handlers.not_ready),
        Route("/payments/{gateway}", desk.notified, methods=["POST"]),
        Route("/identity", desk.identified, methods=["POST"]),
        *form_routes(webhook_handlers),
        *calendar_routes(webhook_handlers),
        *handoff_routes(webhook_handlers),
    ]
    if webhook_path is not None:
        routes.append(Route(webhook_path, desk.updated, methods=["POST"]))
    if console:
        routes.append(Route(CONSOLE_PATHS, ConsoleEntry(webhook_handlers)))
    return Starlette(routes=routes, exception_handlers={ClientDisconnect: gone})


class ConsoleEntry:
    """Hands on to the console, as long as there is one, which is made with the first request."""

    def __init__(self, webhook_handlers: WebhookHandlers) -> None:
        self._webhook_handlers = webhook_handlers
        self._made: tuple[Callable[[], ASGIApp], ASGIApp] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        make = self._webhook_handlers.console
        if make is None:
            await Response(status_code=503)(scope, receive, send)
            return
        if self._made is None or self._made[0] is not make:
            self._made = make, make()
        await self._made[1](scope, receive, send)


class _Desk:
    """One method a route."""

    def __init__(self, webhook_handlers: WebhookHandlers, secret: str) -> None:
        self._webhook_handlers = webhook_handlers
        self._secret = secret

    async def updated(self, request: Request) -> Response:
        """Answer 200 only when the update is written down; otherwise Telegram comes again. What cannot be read will not be
        readable then, either: it is put aside.
        """
        given = request.headers.get(SECRET_HEADER, "")
        if not self._secret or not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response(status_code=403)
        handlers = self._webhook_handlers
        body, whole = await read_body(request, LARGEST_BODY)
        if handlers.receive is None or handlers.put_aside is None:
            return Response(status_code=503)
        update = _update(body) if whole else "too long"
        try:
            if isinstance(update, str):
                await handlers.put_aside(body, update)
            else:
                await handlers.receive([update])
        except UNAVAILABLE as error:
            logger.error("an update could not be written down: %s", described(error))
            return Response(status_code=503)
        return Response(status_code=200)

    async def notified(self, request: Request) -> Response:
        """Answer 503 until it can be confirmed, where that is needed, and written down: the gateway comes again."""
        if self._webhook_handlers.on_payment is None:
            return Response(status_code=503)
        body = await _body(request)
        if body is None:
            return Response(status_code=400)
        try:
            answer = await self._webhook_handlers.on_payment(
                request.path_params["gateway"], dict(request.headers), body
            )
        except InvalidSignature:
            return Response(status_code=403)
        except NotJson:
            return Response(status_code=400)
        except UNAVAILABLE as error:
            logger.error("a notification could not be written down: %s", described(error))
            return Response(status_code=503)
        except PaymentUncertain:
            logger.warning("word of a payment that was called off could not be confirmed yet")
            return Response(status_code=503)
        return Response(status_code=404) if answer is None else Response(answer, media_type="text/plain")

    async def identified(self, request: Request) -> Response:
        """Answer 503 until it can be written down: the service comes again. 404 where there is no service, or no such
        check.
        """
        if self._webhook_handlers.on_identity is None:
            return Response(status_code=404 if self._webhook_handlers.attached else 503)
        body = await _body(request)
        if body is None:
            return Response(status_code=400)
        try:
            known = await self._webhook_handlers.on_identity(dict(request.headers), body)
        except InvalidSignature:
            return Response(status_code=403)
        except NotJson:
            return Response(status_code=400)
        except UNAVAILABLE as error:
            logger.error("word of an identity check could not be written down: %s", described(error))
            return Response(status_code=503)
        return Response(status_code=200 if known else 404)


async def _body(request: Request) -> bytes | None:
    """Return the body; None where it is larger than anything we expect."""
    body, whole = await read_body(request, LARGEST_BODY)
    return body if whole else None


def _update(body: bytes) -> dict[str, Any] | str:
    """Return the update in the body, or why there is none."""
    try:
        came = read_json(body)
    except NotJson as error:
        return str(error)
    batch = sorted_batch([came])
    return batch.readable[0] if batch.readable else batch.refused[0][1]
