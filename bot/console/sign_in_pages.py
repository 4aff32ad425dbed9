"""Signing in, by password or by Telegram's word, each with a code of the authenticator; signing out; one's own sessions."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.console.gate import COOKIE, is_secure
from bot.console.html import Content, Html, field, table, tag
from bot.console.refusals import said_of
from bot.console.visit import ROOT, SEE_OTHER, Page, Visit
from bot.console.words import WAYS, moment
from domain.ports import InvalidSignature
from domain.staff.errors import SignInRefused
from domain.staff.rules import LONGEST_SESSION
from domain.staff.types import Verb
from handlers.ui.i18n import N_

TELEGRAM_FIELD = "telegram"


async def _sign_in_page(visit: Visit) -> Response:
    return visit.go("/") if visit.who is not None else _asked(visit)


def _asked(visit: Visit, error: str | None = None, status: int = 200) -> Response:
    t = visit.t
    name = visit.form.get("name", "")
    form = visit.form_to(
        "/sign-in",
        _problem(error),
        _hidden("next", _back(visit)),
        field(
            t("名字"),
            "name",
            value=name,
            required=True,
            maxlength=64,
            autocomplete="username",
            autofocus=not name,
        ),
        field(
            t("密码"),
            "password",
            type="password",
            required=True,
            maxlength=128,
            autocomplete="current-password",
        ),
        _code_field(visit),
        tag("button", t("登录")),
        class_="narrow",
    )
    by_telegram = None
    if visit.services.by_telegram:
        words = t("也可以从 Telegram 登录：在客服群里发 /console，点「登录后台」。")
        by_telegram = tag("p", words, class_="hint")
    return visit.page(t("登录"), form, by_telegram, status=status)


async def _sign_in(visit: Visit) -> Response:
    form, agent = visit.form, visit.request.headers.get("user-agent", "")
    try:
        token = await visit.services.doors.by_password(
            form.get("name", ""), form.get("password", ""), form.get("code", ""), agent
        )
    except SignInRefused as error:
        return _asked(visit, said_of(visit.t, error), status=403)
    return _entered(visit, token)


async def _telegram_page(visit: Visit) -> Response:
    """Ask whom Telegram names for the code: what Telegram says stands in the address, as its log-in buttons put it there."""
    said = urlencode([one for one in visit.request.query_params.multi_items() if one[0] != "lang"])
    try:
        visit.services.telegram_id(said)
    except InvalidSignature:
        return visit.page(
            visit.t("没有登录"), visit.t("Telegram 的登录信息过期了，请从客服群里再点一次。"), status=403
        )
    return _code_asked(visit, said)


def _code_asked(visit: Visit, said: str, error: str | None = None, status: int = 200) -> Response:
    form = visit.form_to(
        "/telegram",
        _problem(error),
        _hidden(TELEGRAM_FIELD, said),
        _code_field(visit, autofocus=True),
        tag("button", visit.t("登录")),
        class_="narrow",
    )
    return visit.page(visit.t("用 Telegram 登录"), form, status=status)


async def _sign_in_by_telegram(visit: Visit) -> Response:
    said, agent = visit.form.get(TELEGRAM_FIELD, ""), visit.request.headers.get("user-agent", "")
    try:
        telegram_id = visit.services.telegram_id(said)
        token = await visit.services.doors.by_telegram(telegram_id, visit.form.get("code", ""), agent)
    except InvalidSignature:
        return _asked(visit, visit.t("Telegram 的登录信息过期了，请从客服群里再点一次。"), status=403)
    except SignInRefused as error:
        return _code_asked(visit, said, said_of(visit.t, error), status=403)
    return _entered(visit, token)


def _entered(visit: Visit, token: str) -> Response:
    answered = RedirectResponse(_back(visit) or f"{ROOT}/", status_code=SEE_OTHER)
    answered.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST_SESSION.total_seconds()),
        path=ROOT,
        secure=is_secure(visit.request),
        httponly=True,
        samesite="lax",
    )
    return answered


def _back(visit: Visit) -> str:
    """Return the page of the console that was asked for before signing in; nothing where it is none."""
    wanted = visit.form.get("next") or visit.query.get("next", "")
    plain = wanted.isprintable() and "\\" not in wanted and "//" not in wanted and ".." not in wanted
    return wanted if plain and wanted.startswith(f"{ROOT}/") else ""


async def _sign_out(visit: Visit) -> Response:
    await visit.services.doors.end(visit.member)
    answered = visit.go("/sign-in")
    answered.delete_cookie(COOKIE, path=ROOT)
    return answered


async def _sessions(visit: Visit) -> Response:
    t = visit.t
    found = await visit.services.doors.own_sessions(visit.member)
    rows: list[list[Content]] = [
        [
            one.agent or t("没有说是什么浏览器"),
            t(WAYS[one.way]),
            moment(one.started_at),
            moment(one.seen_at),
            t("就是这里")
            if one.is_this
            else visit.form_to(f"/sessions/{one.id}", tag("button", t("结束"), class_="quiet")),
        ]
        for one in found
    ]
    heads = (t("浏览器"), t("怎么登录的"), t("登录时间"), t("最近一次"), t("操作"))
    return visit.page(
        t("我登录的地方"),
        table(t("现在登录着的，北京时间"), heads, rows),
        tag(
            "p",
            t("半小时没有操作，或者登录满 12 小时，要重新登录。看到不认识的，请结束它，并告诉负责人。"),
            class_="hint",
        ),
    )


async def _end_session(visit: Visit) -> Response:
    await visit.services.doors.end(visit.member, visit.path("session_id"))
    return visit.go("/sessions")


def _code_field(visit: Visit, *, autofocus: bool = False) -> Html:
    return field(
        visit.t("验证码"),
        "code",
        required=True,
        maxlength=10,
        inputmode="numeric",
        autocomplete="one-time-code",
        autofocus=autofocus,
        hint=visit.t("验证器里显示的 6 位数字"),
    )


def _problem(error: str | None) -> Html | None:
    return tag("p", error, class_="problem", role="alert") if error else None


def _hidden(name: str, value: str) -> Html | None:
    return tag("input", type="hidden", name=name, value=value) if value else None


OPEN_PAGES = (
    Page("/sign-in", Verb.SIGN_IN, _sign_in_page, _sign_in),
    Page("/telegram", Verb.SIGN_IN, _telegram_page, _sign_in_by_telegram),
)
PAGES = (
    Page("/sign-out", Verb.SIGN_OUT, take=_sign_out),
    Page("/sessions", Verb.SIGN_IN, _sessions, title=N_("我登录的地方")),
    Page("/sessions/{session_id:str}", Verb.SIGN_OUT, take=_end_session),
)
