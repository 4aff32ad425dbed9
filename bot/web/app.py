"""Routes: Telegram's webhook, those of gateways, the identity service and lenders, the form, health and metrics.

POST {path of WEBHOOK_URL}   an update from Telegram, with the secret in its header; answered when written down
POST /payments/{gateway}     a payment gateway's webhook, signed; answered when written down
POST /identity               the identity service's verdict, signed; answered when written down
POST /handoff                a lender's webhook, signed (bot/web/handoff.py)
GET, POST /identity/form     the form for one's identity (bot/web/identity_form.py)
GET  /healthz                200 while the process lives
GET  /readyz                 200 while it receives, 503 while it starts, stands by or stops
GET  /metrics                Prometheus' text format
"""

from __future__ import annotations

import hmac
import json
import logging
from typing import Any

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.handoff import handoff_routes
from bot.web.identity_form import form_routes
from bot.web.metrics import PrometheusObserver
from bot.web.webhook_handlers import WebhookHandlers
from domain.ports import InvalidSignature

logger = logging.getLogger(__name__)
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
# Telegram's updates are a few kilobytes.
LARGEST_BODY = 1_000_000


def web_app(
    webhook_handlers: WebhookHandlers, observer: PrometheusObserver, webhook_path: str | None, secret: str
) -> Starlette:
    desk = _Desk(webhook_handlers, observer, secret)
    routes = [
        Route("/healthz", desk.health),
        Route("/readyz", desk.ready),
        Route("/metrics", desk.metrics),
        Route("/payments/{gateway}", desk.notified, methods=["POST"]),
        Route("/identity", desk.identified, methods=["POST"]),
        *form_routes(webhook_handlers),
        *handoff_routes(webhook_handlers),
    ]
    if webhook_path is not None:
        routes.append(Route(webhook_path, desk.updated, methods=["POST"]))
    return Starlette(routes=routes)


class _Desk:
    """One method a route."""

    def __init__(self, webhook_handlers: WebhookHandlers, observer: PrometheusObserver, secret: str) -> None:
        self._webhook_handlers = webhook_handlers
        self._observer = observer
        self._secret = secret

    async def health(self, _: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(self, _: Request) -> Response:
        open_now = self._webhook_handlers.receive is not None
        return JSONResponse({"ready": open_now}, status_code=200 if open_now else 503)

    async def metrics(self, _: Request) -> Response:
        return Response(self._observer.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def updated(self, request: Request) -> Response:
        """Answer 200 only when the update is written down; otherwise Telegram comes again."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response(status_code=403)
        update = await _update(request)
        if update is None:
            return Response(status_code=400)
        if self._webhook_handlers.receive is None:
            return Response(status_code=503)
        try:
            await self._webhook_handlers.receive([update])
        except DBAPIError as error:
            logger.error("an update could not be written down: %s", error.orig)
            return Response(status_code=503)
        return Response(status_code=200)

    async def notified(self, request: Request) -> Response:
        """Answer 503 until it can be written down: the gateway comes again."""
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
        except DBAPIError as error:
            logger.error("a notification could not be written down: %s", error.orig)
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
        except DBAPIError as error:
            logger.error("word of an identity check could not be written down: %s", error.orig)
            return Response(status_code=503)
        return Response(status_code=200 if known else 404)


async def _body(request: Request) -> bytes | None:
    """Return the body; None where it is larger than anything we expect."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return body


async def _update(request: Request) -> dict[str, Any] | None:
    """Return the update in the body; None for anything else."""
    body = await _body(request)
    if body is None:
        return None
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) and type(update.get("update_id")) is int else None
