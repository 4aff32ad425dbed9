"""A request to the console: who makes it, in which language, and what was filled in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console.html import Content, Html, tag
from bot.console.services import ConsoleServices
from domain.staff.types import SignedIn, Verb
from domain.value import Value, field
from handlers.ui.i18n import Texts

ROOT = "/console"
SEE_OTHER = 303
CSRF = "csrf"


class Visit(Value):
    """`who`: None where nobody is signed in, which only the pages of signing in are shown to. `form`: what was filled in, of
    a POST. `token`: of the session. `frame` makes a page of a title and its content.
    """

    request: Request
    services: ConsoleServices
    t: Texts
    frame: Callable[[Visit, str, Content], str]
    who: SignedIn | None = None
    token: str = ""
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def member(self) -> SignedIn:
        """Return who is signed in, on a page that nobody else is shown."""
        assert self.who is not None
        return self.who

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    def path(self, name: str) -> str:
        """Return a part of the address, as the page's path names it."""
        return str(self.request.path_params[name])

    def page(self, title: str, *content: Content, status: int = 200) -> Response:
        return HTMLResponse(self.frame(self, title, content), status_code=status)

    def go(self, path: str) -> Response:
        """Lead on to a page, after something was done."""
        return RedirectResponse(f"{ROOT}{path}", status_code=SEE_OTHER)

    def form_to(self, path: str, *content: Content, **attributes: str) -> Html:
        """Return a form that is sent to `path` of the console, with what proves that it comes from here."""
        proof = tag("input", type="hidden", name=CSRF, value=csrf_of(self.token))
        return tag("form", proof, *content, method="post", action=f"{ROOT}{path}", **attributes)


Answer = Callable[[Visit], Awaitable[Response]]


class Page(Value):
    """A page at `path` under the console. Whoever may `verb` sees it, and its `title` in the menu where it has one. `show`
    answers GET, `take` POST: what a POST does is permitted by the service that does it.
    """

    path: str
    verb: Verb
    show: Answer | None = None
    take: Answer | None = None
    title: str = ""


def csrf_of(token: str) -> str:
    """Return what a form of this session carries; no page of another origin can know it."""
    return hmac.new(token.encode(), b"form of the console", hashlib.sha256).hexdigest()[:32]
