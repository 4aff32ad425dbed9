"""The form that names the account which is to move here: neither number enters the chat, and the code is typed there."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import expect

from tests.e2e.test_moves import MOVED, codes_of
from tests.support.browser import WAIT_MS, chromium
from tests.support.builders import ADULT, PHONE
from tests.support.forms import MOVE, opened, send
from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen
from tests.support.sms_server import SECRET, sms_server

FORM = "在安全页面填写"
STRANGE_PHONE = "13911112222"
ASKED = "验证码已经发到您填的手机号"


@pytest.fixture
async def new(sandbox: SandboxClient, person: Person) -> Person:
    """Whoever bought something, under another account."""
    newcomer = Person(sandbox, 77)
    await newcomer.arrive()
    return newcomer


async def begin(new: Person) -> Seen:
    await new.say("把原来的账号搬过来")
    return await new.press("开始")


async def fill_in(new: Person, phone: str = PHONE) -> str:
    """Fill in the form that was offered, until the chat asks for the code; answers what the page said."""
    said = (await send(new, await opened(new, MOVE), MOVE, id_number=ADULT, phone=phone)).json()
    assert said["done"], said
    await new.sandbox.wait_for(new.id, ASKED)
    return str(said["said"])


@pytest.mark.bought(3)
async def test_filled_in_on_the_page_and_with_the_code_typed_in_the_chat_it_moves(
    person: Person, new: Person, sandbox: SandboxClient
) -> None:
    asked = await begin(new)
    assert asked.labels[0] == FORM
    assert "回到聊天里输入" in await fill_in(new)
    (sent,) = await codes_of(sandbox)
    assert sent["phone"] == PHONE
    assert (await new.last()).labels == ("输入验证码", "没收到，再发一次", "收不到短信，请客服核实", "取消")
    wrong = f"{(int(sent['code']) + 1) % 1_000_000:06}"
    assert "验证码不对" in (await new.say(wrong)).text
    assert "账号搬过来了" in (await new.say(sent["code"])).text
    assert "¥1,333.00" in (await new.say("账单")).text
    everything = json.dumps([seen.raw for seen in await new.messages()], ensure_ascii=False)
    for secret in (ADULT, PHONE, PHONE[-4:]):
        assert secret not in everything
    await sandbox.move_to("2026-01-05T11:00")
    assert len([seen for seen in await person.heard() if MOVED in seen.text]) == 1
    assert "¥" not in (await person.say("账单")).text


@pytest.mark.bought(3)
async def test_who_did_something_else_meanwhile_is_asked_for_the_code_again_by_the_button(
    new: Person, sandbox: SandboxClient
) -> None:
    await begin(new)
    init_data = await opened(new, MOVE)
    assert "购物车" in (await new.say("购物车")).text
    assert (await send(new, init_data, MOVE, id_number=ADULT, phone=PHONE)).json()["done"]
    await sandbox.wait_for(new.id, ASKED)
    assert "请输入 6 位验证码" in (await new.press("输入验证码")).text
    (sent,) = await codes_of(sandbox)
    assert "账号搬过来了" in (await new.say(sent["code"])).text


@pytest.mark.bought(3)
async def test_the_form_stands_also_where_the_phone_is_asked_for_and_the_code_it_sent_is_taken_there(
    new: Person, sandbox: SandboxClient
) -> None:
    await begin(new)
    await fill_in(new)
    again = await new.press("没收到，再发一次")
    assert again.labels[0] == FORM
    (sent,) = await codes_of(sandbox)
    assert "账号搬过来了" in (await new.say(sent["code"])).text


@pytest.mark.bought(3)
async def test_another_phone_in_the_form_reads_the_same_and_gets_no_code(
    new: Person, sandbox: SandboxClient
) -> None:
    await begin(new)
    assert "号码对得上的话" in await fill_in(new, STRANGE_PHONE)
    assert (await new.last()).text.startswith("号码对得上的话")
    assert "验证码不对" in (await new.say("000000")).text
    assert await codes_of(sandbox) == []


@pytest.mark.bought(3)
async def test_before_any_form_was_sent_a_short_number_is_no_code(new: Person) -> None:
    await begin(new)
    assert "身份证号应是 18 位" in (await new.say("123456")).text


async def test_without_the_pages_address_there_is_no_button_and_both_are_typed(
    installation: Installation,
) -> None:
    async with sms_server() as service:
        installation.environment |= {"SMS_URL": service.url, "SMS_SECRET": SECRET}
        async with installation.assistant():
            person = Person(installation.sandbox, 77)
            await person.arrive()
            asked = await begin(person)
            assert asked.labels == ("取消",)
            assert "身份证号" in asked.text
            assert "安全页面" not in asked.text
            typed = await person.say(ADULT)
            assert "手机号" in typed.text
            assert FORM not in typed.labels


@pytest.mark.bought(3)
@pytest.mark.browser
async def test_in_the_browser_from_the_chats_button_to_the_question_for_the_code(
    new: Person, sandbox: SandboxClient
) -> None:
    problems: list[str] = []
    await begin(new)
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844})
        page = await context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(f"{sandbox.base_url}/#{new.id}")
        async with context.expect_page() as opening:
            await page.get_by_test_id("key").filter(has_text=FORM).last.click()
        form = await opening.value
        form.on("pageerror", lambda error: problems.append(str(error)))
        await form.get_by_label("身份证号").fill(ADULT)
        await form.get_by_label("手机号").fill("12345")
        await form.get_by_role("button", name="提交").click()
        await expect(form.locator("#phone-problem")).to_contain_text("11 位", timeout=WAIT_MS)
        await form.get_by_label("手机号").fill(PHONE)
        await form.get_by_role("button", name="提交").click()
        await expect(form.get_by_test_id("said")).to_contain_text("回到聊天里输入", timeout=WAIT_MS)
    await sandbox.wait_for(new.id, ASKED)
    assert problems == []
