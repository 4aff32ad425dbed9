"""The sandbox's own members, so that a newcomer can look into the console: made, or made anew, when their page is opened.

Their passwords are drawn for each run of the sandbox and kept in memory, as are their authenticators, which the page plays.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.adapters.cipher import make_cipher
from bot.adapters.clock import SystemClock
from bot.console.gate import HEADERS, texts_of
from bot.console.html import link, table, tag, together
from bot.console.visit import ROOT
from bot.console.words import ROLES
from bot.db.store import open_store
from bot.settings import Settings
from domain.staff.members import MemberService
from domain.staff.second_factor import STEP_S, code_at
from domain.staff.types import Enrolment, Role

MEMBERS: Mapping[str, Role] = {"sample-owner": Role.OWNER, "sample-colleague": Role.MONEY}


class SampleMembers:
    """In a demo only: whoever opens the page is the owner."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = asyncio.Lock()
        self._made: dict[str, tuple[str, Enrolment]] = {}

    async def page(self, request: Request) -> Response:
        async with self._turn:
            if not self._made:
                self._made = await self._make()
        t = texts_of(request)
        step = int(SystemClock().now().timestamp()) // STEP_S
        rows = [
            [name, t(ROLES[one.member.role]), tag("code", password), tag("code", code_at(one.secret, step))]
            for name, (password, one) in self._made.items()
        ]
        heads = (t("名字"), t("角色"), t("密码"), t("现在的验证码"))
        body = tag(
            "main",
            tag("h1", t("示例成员")),
            tag("p", t("用其中一位登录后台。办大额的事要两个人，可以用两个浏览器试。")),
            table(t("验证码 30 秒换一个，只能用一次；刷新这一页看新的"), heads, rows),
            tag("p", link(f"{ROOT}/sign-in", t("登录后台"))),
        )
        head = together(
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", t("示例成员")),
            tag("link", rel="stylesheet", href=f"{ROOT}/static/console.css"),
        )
        html = tag("html", tag("head", head), tag("body", body), lang=t.locale.replace("_", "-"))
        return HTMLResponse(f"<!doctype html>{html}", headers=HEADERS)

    async def _make(self) -> dict[str, tuple[str, Enrolment]]:
        made = {}
        async with open_store(self._settings) as store:
            members = MemberService(store, SystemClock(), make_cipher(self._settings))
            known = {one.name for one in await members.members()}
            for name, role in MEMBERS.items():
                password = secrets.token_urlsafe(9)
                if name in known:
                    made[name] = password, await members.reset(name, password)
                else:
                    made[name] = password, await members.add(name, role, password)
        return made
