"""Who gets in, what a form has to carry, and what every answer says to the browser."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.console.gate import COOKIE
from bot.console.pages import PAGES
from bot.web.init_data import signed, signed_login
from domain.staff.types import LogFilter, Outcome, Role, Verb
from tests.bot.console.conftest import TOKEN, Browser
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.staff import PASSWORD

pytestmark = on_sqlite


async def test_without_a_session_every_page_leads_to_signing_in_and_back(browser: Browser) -> None:
    for page in PAGES:
        path = page.path.replace("{", "").replace(":str}", "").replace(":path}", "")
        if page.show is not None:
            answer = await browser.get(path)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/console/sign-in"), path
        if page.take is not None:
            answer = await browser.http.post(f"/console{path}", data={"csrf": ""})
            assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in"), path
    assert (await browser.get("/log?by=x")).headers[
        "location"
    ] == "/console/sign-in?next=/console/log%3Fby%3Dx"


async def test_signing_in_leads_back_and_the_cookie_is_for_the_console_alone(browser: Browser) -> None:
    added = await browser.people.add("王丽")
    answer = await browser.sign_in(added, next="/console/log?by=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/log?by=x")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for said in ("HttpOnly", "Path=/console", "SameSite=lax"):
        assert said in cookie
    shown = await browser.get("/")
    assert shown.status_code == 200
    assert "王丽（负责人）" in shown.text
    out = await browser.post("/sign-out")
    assert out.headers["location"] == "/console/sign-in"
    assert (await browser.get("/")).status_code == 303


async def test_over_another_name_than_this_machines_the_cookie_goes_over_https_only(browser: Browser) -> None:
    added = await browser.people.add("Li Lei")
    browser.http.headers["host"] = "console.example.com"
    assert "Secure" in (await browser.sign_in(added)).headers["set-cookie"]


async def test_nobody_is_led_elsewhere_after_signing_in(browser: Browser) -> None:
    added = await browser.people.add("Li Lei")
    for number, bad in enumerate(("https://evil.example", "//evil.example", "/console/..//evil")):
        answer = await browser.sign_in(added, later=number - 1, next=bad)
        assert answer.headers["location"] == "/console/"
        browser.http.cookies.clear()


async def test_a_wrong_attempt_says_one_sentence_and_keeps_no_password_on_the_page(browser: Browser) -> None:
    added = await browser.people.add("Li Lei")
    texts = set()
    wrong: list[dict[str, Any]] = [{"password": "wrong words"}, {"name": "Nobody"}, {"code": "000"}]
    for changed in wrong:
        answer = await browser.sign_in(added, **changed)
        assert answer.status_code == 403
        assert "名字、密码或验证码不对" in answer.text
        assert PASSWORD not in answer.text
        texts.add(answer.text.replace("Nobody", "Li Lei"))
    assert len(texts) == 1


async def test_telegrams_word_and_a_code_let_in_and_no_other_word(
    browser: Browser, clock: MovableClock
) -> None:
    added = await browser.people.add("Li Lei", telegram_id=711)
    now = int(clock.now().timestamp())
    fields = {"id": "711", "first_name": "雷", "auth_date": str(now)}
    asked = await browser.get(f"/telegram?{signed_login(fields, TOKEN)}&lang=en")
    assert (asked.status_code, "Sign in by Telegram" in asked.text) == (200, True)
    forged = (
        signed_login(fields, "1:another"),
        signed_login(fields | {"auth_date": str(now - 301)}, TOKEN),
        signed(fields, TOKEN),  # of a Mini App, which is another word
        f"{signed_login(fields, TOKEN)}&id=712",
        "",
    )
    for said in forged:
        assert (await browser.get(f"/telegram?{said}")).status_code == 403
        entered = await browser.post(
            "/telegram", seen="/sign-in", telegram=said, code=browser.people.code(added)
        )
        assert entered.status_code == 403
    entered = await browser.post(
        "/telegram",
        seen="/sign-in",
        telegram=signed_login(fields, TOKEN),
        code=browser.people.code(added),
    )
    assert entered.headers["location"] == "/console/"
    assert (await browser.get("/")).status_code == 200


async def test_a_form_from_elsewhere_does_nothing(browser: Browser) -> None:
    await browser.sign_in(await browser.people.add("Li Lei"))
    without = await browser.http.post("/console/sign-out", data={})
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for name, value in headers.items():
        browser.http.headers[name] = value
        assert (await browser.post("/sign-out")).status_code == 403
        del browser.http.headers[name]
    too_long = await browser.post("/sign-out", filling="x" * 50_000)
    assert (without.status_code, too_long.status_code) == (403, 413)
    assert (await browser.get("/")).status_code == 200


async def test_every_answer_forbids_scripts_frames_and_being_kept(browser: Browser) -> None:
    await browser.sign_in(await browser.people.add("Li Lei"))
    for path in ("/", "/sign-in", "/nowhere", "/static/console.css", "/log"):
        headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "script" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] in ("no-store", "no-cache")
    assert (await browser.get("/nowhere")).status_code == 404
    assert "<script" not in (await browser.get("/")).text


async def test_a_role_sees_its_own_menu_and_a_page_beyond_it_is_refused_and_recorded(
    browser: Browser,
) -> None:
    added = await browser.people.add("Li Lei", Role.VIEWING)
    await browser.sign_in(added)
    home = (await browser.get("/")).text
    assert "/console/log" in home
    assert "/console/approvals" not in home
    refused = await browser.get("/approvals")
    assert (refused.status_code, "您的角色没有这个权限" in refused.text) == (403, True)
    newest = (await browser.people.log.read(LogFilter(by=added.member.id))).lines[0]
    assert (newest.verb, newest.outcome) == (Verb.SEE_MONEY, Outcome.NO_RIGHT)


async def test_the_language_is_chosen_once_and_the_browsers_until_then(browser: Browser) -> None:
    for asked, said in (("zh-TW,zh;q=0.8", "登入"), ("en-GB", "Sign in"), ("fr", "登录"), ("", "登录")):
        shown = await browser.http.get("/console/sign-in", headers={"accept-language": asked})
        assert f"<h1>{said}</h1>" in shown.text
    await browser.get("/sign-in?lang=zh_TW")
    again = await browser.http.get("/console/sign-in", headers={"accept-language": "en"})
    assert '<html lang="zh-TW">' in again.text


async def test_what_is_typed_is_shown_as_text(browser: Browser) -> None:
    answer = await browser.post("/sign-in", seen="/sign-in", name='"><b>x', password="x", code="1")
    assert "<b>x" not in answer.text
    assert "&quot;&gt;&lt;b&gt;x" in answer.text


async def test_one_ends_another_session_of_ones_own(browser: Browser, second_browser: Browser) -> None:
    added = await browser.people.add("Li Lei")
    browser.http.headers["user-agent"] = "Firefox <on> a telephone"
    await browser.sign_in(added)
    await second_browser.sign_in(added, later=1)
    page = (await second_browser.get("/sessions")).text
    assert "Firefox &lt;on&gt; a telephone" in page
    (session_id,) = {part.split('"')[0] for part in page.split("/console/sessions/")[1:]}
    await second_browser.post(f"/sessions/{session_id}")
    assert (await browser.get("/")).status_code == 303
    assert (await second_browser.get("/")).status_code == 200


async def test_a_database_that_is_away_is_a_sentence(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    async def away(*_: object) -> httpx.Response:
        raise OperationalError("SELECT", {}, Exception("gone"))

    await browser.sign_in(await browser.people.add("Li Lei"))
    monkeypatch.setattr("domain.staff.sign_in.SignInService.current", away)
    answer = await browser.get("/")
    assert (answer.status_code, "数据库暂时连不上" in answer.text) == (503, True)
