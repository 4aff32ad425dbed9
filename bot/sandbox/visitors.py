"""Whom the sandbox answers: whoever came to it by its own name, and no page of somebody else's in the same browser.

It listens on this machine only, but every page a browser here shows can send requests to it: under a name of their own that
leads here (DNS rebinding), or as a form, a picture or a script of theirs. Clients that are no browsers send neither `Origin`
nor `Sec-Fetch-Site`, and are answered as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL = ("127.0.0.1", "localhost")
_OTHERS = ("cross-site", "same-site")


class KnownVisitors:
    """ASGI middleware. `hosts`: names under which it is reached beside its own, as a `Host` header says them."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = tuple(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        reason = self._refusal(scope)
        if reason is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason[:100]})
        else:
            await JSONResponse({"error": reason}, status_code=403)(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        """Return why whoever asks is not answered; None where they are."""
        headers, names = Headers(scope=scope), self._names(scope)
        if headers.get("host", "").lower() not in names:
            return f"the sandbox answers to {', '.join(names)} only; SANDBOX_HOSTS names more"
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in _origins(names):
            return "a page of another origin may not speak to the sandbox"
        if headers.get("sec-fetch-site") in _OTHERS and not _is_visit(scope, headers):
            return "a page of another origin may not speak to the sandbox"
        return None

    def _names(self, scope: Scope) -> list[str]:
        server = scope.get("server")
        port = server[1] if server else None
        own = LOCAL if port in (None, 80) else ()
        return [*own, *(f"{host}:{port}" for host in LOCAL), *self._hosts]


def _origins(names: Collection[str]) -> set[str]:
    return {f"{scheme}://{name}" for scheme in ("http", "https") for name in names}


def _is_visit(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Return whether somebody follows a link to a page. The Bot API is no page, and does things for a GET, too."""
    is_link = headers.get("sec-fetch-mode") == "navigate" and scope.get("method") == "GET"
    return is_link and not scope["path"].startswith("/bot")
