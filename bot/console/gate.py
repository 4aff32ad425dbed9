"""What every request to the console goes through: who it is, whether they may, whether a form is ours; and the headers.

Nothing is loaded from elsewhere, no script runs, nobody frames a page, and no answer is kept on the way.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.console.refusals import said_of
from bot.console.services import ConsoleServices
from bot.console.shell import Shell
from bot.console.visit import CSRF, ROOT, SEE_OTHER, Page, Visit, csrf_of
from bot.db.engine import UNAVAILABLE
from bot.supervision.failure import described
from bot.web.body import read_body
from domain.customers.service import LOCALES
from domain.errors import DomainError, NotFound
from domain.staff.errors import MayNot
from domain.staff.rules import may
from domain.staff.types import Verb
from domain.unit_of_work import Conflict
from domain.value import replace
from handlers.ui.i18n import Texts, texts_for

logger = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
COOKIE, LANGUAGE = "fenqi_console", "fenqi_console_lang"
LARGEST_FORM = 40_000
A_YEAR_S = 365 * 86400
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    # Without a referrer at all a browser would not say either where a form comes from.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}


class Gate:
    """Makes routes of pages."""

    def __init__(self, services: ConsoleServices, pages: Sequence[Page], open_pages: Sequence[Page]) -> None:
        """`open_pages`: those that whoever is not signed in is shown, too: of signing in, and no others."""
        self._services = services
        self._pages = pages
        self._open = open_pages
        self._shell = Shell(pages)

    def app(self) -> Starlette:
        """Build what answers everything under the console's path."""
        return Starlette(routes=self._routes(), exception_handlers={ClientDisconnect: _gone})

    def _routes(self) -> list[BaseRoute]:
        return [
            Route(f"{ROOT}/static/{{name:str}}", _file),
            *(self._route(page, is_open=True) for page in self._open),
            *(self._route(page, is_open=False) for page in (*self._pages, _NOWHERE)),
        ]

    def _route(self, page: Page, *, is_open: bool) -> Route:
        async def answer(request: Request) -> Response:
            visit = Visit(request, self._services, texts_of(request), self._shell.frame)
            try:
                answered = await self._answered(visit, page, is_open=is_open)
            except UNAVAILABLE as error:
                logger.error("a page of the console could not be made: %s", described(error))
                answered = visit.page(
                    visit.t("暂时打不开"), visit.t("数据库暂时连不上，请稍后再试。"), status=503
                )
            return _dressed(request, answered)

        methods = [name for name, one in (("GET", page.show), ("POST", page.take)) if one is not None]
        return Route(ROOT + page.path, answer, methods=methods)

    async def _answered(self, visit: Visit, page: Page, *, is_open: bool) -> Response:
        request = visit.request
        token = request.cookies.get(COOKIE, "")
        who = await self._services.doors.current(token) if token else None
        form: Mapping[str, str] = {}
        if request.method == "POST":
            sent = await _form(request)
            if sent is None:
                return visit.page(visit.t("太长了"), visit.t("填的内容太长，没有处理。"), status=413)
            form = sent
        visit = replace(visit, who=who, token=token if who else "", form=form)
        if who is None and not is_open:
            return _to_sign_in(request)
        if request.method == "POST" and not _is_ours(visit):
            told = visit.t("这一页放得太久了，或者不是从后台打开的。什么都没有改，请再试一次。")
            return visit.page(visit.t("没有处理"), told, status=403)
        return await _done(visit, page, is_open=is_open)


async def _done(visit: Visit, page: Page, *, is_open: bool) -> Response:
    """Let the page answer; what is refused is said on a page of its own."""
    answer = page.take if visit.request.method == "POST" else page.show
    assert answer is not None  # else there is no route
    try:
        if not is_open and not may(visit.member.member.role, page.verb):
            await visit.services.log.permit(visit.member.member, page.verb)
        return await answer(visit)
    except (DomainError, Conflict) as error:
        status = 403 if isinstance(error, MayNot) else 404 if isinstance(error, NotFound) else 409
        return visit.page(visit.t("没有办成"), said_of(visit.t, error), status=status)


async def _not_there(visit: Visit) -> Response:
    raise NotFound()


_NOWHERE = Page("/{rest:path}", Verb.SIGN_IN, show=_not_there)


def _to_sign_in(request: Request) -> Response:
    """Lead to signing in, and from there back to what was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(wanted)}" if request.method == "GET" and wanted not in (ROOT, f"{ROOT}/") else ""
    return RedirectResponse(f"{ROOT}/sign-in{back}", status_code=SEE_OTHER)


async def _form(request: Request) -> Mapping[str, str] | None:
    """Return what was filled in, the last of each name; None where it is more than any form of ours."""
    body, whole = await read_body(request, LARGEST_FORM)
    if not whole:
        return None
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=100))


def _is_ours(visit: Visit) -> bool:
    """Return whether a form was sent from a page of ours: browsers say from where, and it knows the session."""
    headers = visit.request.headers
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != headers.get("host", ""):
        return False
    return hmac.compare_digest(visit.form.get(CSRF, "").encode(), csrf_of(visit.token).encode())


def texts_of(request: Request) -> Texts:
    """Return the language that was asked for, now or before; else the browser's."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE)):
        if asked in LOCALES:
            return texts_for(asked)
    first = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    if first.startswith("en"):
        return texts_for("en")
    return texts_for("zh_TW" if first in ("zh-tw", "zh-hk", "zh-mo") or "hant" in first else LOCALES[0])


def _dressed(request: Request, answered: Response) -> Response:
    answered.headers.update(HEADERS)
    if (asked := request.query_params.get("lang")) in LOCALES:
        assert asked is not None
        answered.set_cookie(
            LANGUAGE,
            asked,
            max_age=A_YEAR_S,
            path=ROOT,
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )
    return answered


def is_secure(request: Request) -> bool:
    """Return whether cookies go over HTTPS only: everywhere but on this very machine."""
    return request.url.hostname not in ("127.0.0.1", "localhost", "::1") or request.url.scheme == "https"


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ("console.css", "icon.svg"):
        return Response(status_code=404, headers=HEADERS)
    return FileResponse(STATIC / name, headers={**HEADERS, "cache-control": "no-cache"})


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=408)
