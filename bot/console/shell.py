"""The frame of every page: what there is, who is signed in, and in which language."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from bot.console.html import Content, Html, link, tag, together
from bot.console.visit import ROOT, Page, Visit
from bot.console.words import ROLES
from domain.staff.rules import may

LANGUAGES = (("zh_CN", "简体"), ("zh_TW", "繁體"), ("en", "English"))


class Shell:
    """Frames pages; `pages`: those that the menu may lead to."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._menu = [page for page in pages if page.title]

    def frame(self, visit: Visit, title: str, content: Content) -> str:
        t = visit.t
        head = together(
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="robots", content="noindex"),
            tag("title", t("%(title)s · 后台", title=title)),
            tag("link", rel="icon", href=f"{ROOT}/static/icon.svg"),
            tag("link", rel="stylesheet", href=f"{ROOT}/static/console.css"),
        )
        body = together(
            tag("a", t("跳到内容"), href="#content", class_="skip"),
            tag(
                "header",
                link(f"{ROOT}/", t("分期管家后台"), class_="brand"),
                self._menu_of(visit),
                _me(visit),
            ),
            tag("main", tag("h1", title), content, id="content", tabindex="-1"),
            tag("footer", _languages(visit)),
        )
        html = tag("html", tag("head", head), tag("body", body), lang=t.locale.replace("_", "-"))
        return f"<!doctype html>{html}"

    def _menu_of(self, visit: Visit) -> Html | None:
        if visit.who is None:
            return None
        role, here = visit.who.member.role, visit.request.url.path
        entries = [
            tag(
                "li",
                link(
                    f"{ROOT}{page.path}",
                    visit.t(page.title),
                    aria_current="page" if here == f"{ROOT}{page.path}" else None,
                ),
            )
            for page in self._menu
            if may(role, page.verb)
        ]
        return tag("nav", tag("ul", entries), aria_label=visit.t("菜单"))


def _me(visit: Visit) -> Html | None:
    if visit.who is None:
        return None
    t, member = visit.t, visit.who.member
    return tag(
        "div",
        link(f"{ROOT}/sessions", t("%(name)s（%(role)s）", name=member.name, role=t(ROLES[member.role]))),
        visit.form_to("/sign-out", tag("button", t("退出登录"), class_="quiet")),
        class_="me",
    )


def _languages(visit: Visit) -> Html:
    """Return the way to each other language, on this very page; of what was sent, on the first."""
    asked = visit.request
    path, kept = f"{ROOT}/", []
    if asked.method == "GET":
        path, kept = asked.url.path, [one for one in asked.query_params.multi_items() if one[0] != "lang"]
    links = [
        link(f"{path}?{urlencode([*kept, ('lang', code)])}", name, lang=code.replace("_", "-"))
        if code != visit.t.locale
        else tag("span", name, aria_current="true")
        for code, name in LANGUAGES
    ]
    return tag("nav", links, aria_label=visit.t("语言"), class_="languages")
