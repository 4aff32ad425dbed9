"""The form for one's identity: filled in on a page, so that the number never enters the chat."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import expect

from tests.support.browser import WAIT_MS, chromium
from tests.support.builders import ADULT, MINOR, NAME, PHONE
from tests.support.forms import opened, send
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

ANSWERS = {"name": NAME, "id_number": ADULT, "phone": PHONE}


async def test_what_is_filled_in_verifies_and_the_chat_goes_on(
    applicant: Person, sandbox: SandboxClient
) -> None:
    assert "在安全页面填写" in (await applicant.last()).labels
    answer = await send(applicant, await opened(applicant), **ANSWERS)
    assert answer.json() == {
        "done": True,
        "said": "✅ 实名认证通过了。可以关掉这个页面，回到聊天里接着下单。",
    }
    await sandbox.idle()
    while "实名认证通过了" not in (await applicant.last()).text:
        await sandbox.idle()
    assert "选哪家机构" in (await applicant.press("继续下单")).text
    everything = json.dumps([seen.raw for seen in await applicant.messages()], ensure_ascii=False)
    for secret in (ADULT, PHONE, NAME):
        assert secret not in everything
    again = await send(applicant, await opened(applicant), **ANSWERS)
    assert "已经提交过了" in again.json()["said"]


async def test_every_wrong_answer_is_named_at_once_and_nothing_is_kept(applicant: Person) -> None:
    init_data = await opened(applicant)
    answer = await send(applicant, init_data, name="张*", id_number=ADULT[:-1] + "2", phone="12345")
    assert set(answer.json()["problems"]) == {"name", "id_number", "phone"}
    assert "校验不对" in answer.json()["problems"]["id_number"]
    minor = await send(applicant, init_data, **{**ANSWERS, "id_number": MINOR})
    assert "不满 18 周岁" in minor.json()["problems"]["id_number"]
    assert "请输入您的姓名" in (await applicant.last()).text


@pytest.mark.parametrize("init_data", ["", "hash=1&user=%7B%22id%22%3A21%7D", "x" * 9000])
async def test_who_telegram_did_not_send_is_refused(applicant: Person, init_data: str) -> None:
    assert (await send(applicant, init_data, **ANSWERS)).status_code == 403


async def test_what_is_no_form_is_refused_and_the_page_loads_nothing_from_elsewhere(
    applicant: Person,
) -> None:
    http = applicant.sandbox.http
    assert (await http.post("/identity/form", content=b"[]")).status_code == 400
    assert (await http.post("/identity/form", content=b"{")).status_code == 400
    assert (await http.post("/identity/form", content=b"x" * 30_000)).status_code == 413
    assert (await http.get("/identity/../secret")).status_code == 404
    assert (await http.get("/identity/field.key")).status_code == 404
    page = await http.get("/identity/form", params={"lang": "en"})
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http" not in page.text
    assert "ID number" in page.text


async def test_too_many_submissions_are_slowed_down(applicant: Person) -> None:
    init_data = await opened(applicant)
    said = [(await send(applicant, init_data, **{**ANSWERS, "name": "x"})).json()["said"] for _ in range(12)]
    assert "太频繁" in said[-1]


@pytest.mark.browser
async def test_in_the_browser_from_the_chats_button_to_the_next_step(
    applicant: Person, sandbox: SandboxClient
) -> None:
    problems: list[str] = []
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844})
        page = await context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(f"{sandbox.base_url}/#{applicant.id}")
        async with context.expect_page() as opening:
            await page.get_by_test_id("key").filter(has_text="在安全页面填写").last.click()
        form = await opening.value
        form.on("pageerror", lambda error: problems.append(str(error)))
        await form.get_by_label("姓名").fill(NAME)
        await form.get_by_label("身份证号").fill("110101199003070012")
        await form.get_by_label("手机号").fill(PHONE)
        await form.get_by_role("button", name="提交").click()
        await expect(form.locator("#id_number-problem")).to_contain_text("校验不对", timeout=WAIT_MS)
        await expect(form.get_by_label("身份证号")).to_be_focused()
        await form.get_by_label("身份证号").fill(ADULT)
        await form.get_by_role("button", name="提交").click()
        await expect(form.get_by_test_id("said")).to_contain_text("实名认证通过了", timeout=WAIT_MS)
    assert problems == []
