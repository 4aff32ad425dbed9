"""The calendars that customers subscribe to, under addresses that only they have.

GET /calendar/{secret}       a page with the link that a telephone's calendar takes: Telegram's buttons carry http(s) only
GET /calendar/{secret}.ics   the calendar; asked for again, 304 where it is the same

Whoever names a wrong secret hears 404, and so does whoever names one that was taken back. Nothing on the way may keep an
answer without asking again, so that what is taken back is gone at once. Secrets are in no log: requests are not logged.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.db.engine import UNAVAILABLE
from bot.supervision.failure import described
from bot.web.webhook_handlers import WebhookHandlers
from domain.feeds.service import FeedService
from domain.value import Value
from handlers.history.feed_views import page_words, webcal
from handlers.ui.i18n import texts_for
from handlers.ui.throttle import Throttle, ThrottleVerdict

logger = logging.getLogger(__name__)
T = TypeVar("T")
PATH = "/calendar"
SUFFIX = ".ics"
A_MINUTE = 12  # requests for one calendar
WAIT_S = 60
_HEADERS = {
    "cache-control": "private, no-cache",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
_PAGE_HEADERS = {
    **_HEADERS,
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'",
}


class TooOftenError(Exception):
    """Asked for more often than a calendar does."""


class CalendarDesk(Value):
    """Answers what is asked for under a secret; None where that is nobody's. `address`: where calendars are, from outside.

    Raises `TooOftenError`, of secrets that are somebody's only: the others cost no memory.
    """

    feeds: FeedService
    address: str
    throttle: Throttle

    async def file(self, secret: str) -> bytes | None:
        if await self.feeds.page(secret) is None:
            return None
        self._pace(secret)
        return await self.feeds.file(secret)

    async def page(self, secret: str) -> str | None:
        found = await self.feeds.page(secret)
        if found is None:
            return None
        self._pace(secret)
        return _page(page_words(texts_for(found.locale)), f"{self.address}/{secret}{SUFFIX}", found.locale)

    def _pace(self, secret: str) -> None:
        whose = int.from_bytes(hashlib.sha256(secret.encode()).digest()[:8])
        if self.throttle.pace(whose) is not ThrottleVerdict.FINE:
            raise TooOftenError


def calendar_routes(webhook_handlers: WebhookHandlers) -> list[BaseRoute]:
    async def asked(request: Request) -> Response:
        desk, name = webhook_handlers.calendars, request.path_params["name"]
        if desk is None:
            return Response(status_code=404) if webhook_handlers.attached else _busy(503)
        if name.endswith(SUFFIX):
            return await _answer(desk.file(name.removesuffix(SUFFIX)), lambda file: _file(file, request))
        return await _answer(desk.page(name), lambda page: HTMLResponse(page, headers=_PAGE_HEADERS))

    return [Route(PATH + "/{name:str}", asked, methods=["GET"])]


async def _answer(asked: Awaitable[T | None], shown: Callable[[T], Response]) -> Response:
    try:
        found = await asked
    except TooOftenError:
        return _busy(429)
    except UNAVAILABLE as error:
        logger.error("a calendar could not be read: %s", described(error))
        return _busy(503)
    return Response(status_code=404, headers=_HEADERS) if found is None else shown(found)


def _busy(status: int) -> Response:
    return Response(status_code=status, headers={**_HEADERS, "retry-after": str(WAIT_S)})


def _file(file: bytes, request: Request) -> Response:
    tag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    headers = {**_HEADERS, "etag": tag, "content-disposition": 'inline; filename="calendar.ics"'}
    if _is_known(tag, request.headers):
        return Response(status_code=304, headers=headers)
    return Response(file, media_type="text/calendar; charset=utf-8", headers=headers)


def _is_known(tag: str, headers: Mapping[str, str]) -> bool:
    """Return whether who asks has this one already (RFC 9110: compared weakly)."""
    known = [one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")]
    return tag in known or "*" in known


def _page(words: Mapping[str, str], address: str, locale: str) -> str:
    return (
        f'<!doctype html><html lang="{locale.replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(words['title'])}</title>"
        '<link rel="stylesheet" href="/identity/form.css"></head>'
        f"<body><h1>{escape(words['title'])}</h1>"
        f'<p><a class="button" href="{escape(webcal(address))}">{escape(words["subscribe"])}</a></p>'
        f'<p class="small">{escape(words["otherwise"])}</p><p class="small"><code>{escape(address)}</code></p>'
        f'<p class="small">{escape(words["secret"])}</p></body></html>'
    )
