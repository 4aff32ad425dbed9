"""The chat page is usable by everybody: no fault that axe knows, in light and dark, on a phone and on a desktop."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.support.browser import chromium
from tests.support.pages import PERSON, Stage, staged
from tests.support.persons import Person
from tests.support.pictures import a_picture
from tests.support.sandbox_client import SandboxClient

pytestmark = [pytest.mark.long, pytest.mark.browser]

SIZES = {"phone": (390, 844), "desktop": (1280, 800)}


async def _open(browser: Browser, address: str, size: str, scheme: str) -> Page:
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # axe is put into the page by the test
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(address)
    return page


async def _faults(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{v['id']}: {node['html'][:120]}" for v in found.response["violations"] for node in v["nodes"][:3]
    ]


async def test_axe_finds_nothing_on_any_screen(sandbox: SandboxClient) -> None:
    async with chromium() as browser:
        first_visit = await _open(browser, sandbox.base_url + "/", "phone", "light")
        await expect(first_visit.get_by_test_id("start")).to_be_visible()
        assert await _faults(first_visit) == []
        person = Person(sandbox, 1)
        await person.arrive()
        await person.reach_name()
        for size in SIZES:
            for scheme in ("light", "dark"):
                page = await _open(browser, sandbox.base_url + "/#1", size, scheme)
                await expect(page.get_by_test_id("key").last).to_be_visible()
                await page.get_by_test_id("commands").click()
                assert await _faults(page) == [], (size, scheme)
                await page.context.close()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_any_kind_of_bubble_menu_or_dialog(
    browser: Browser, scheme: str, tmp_path: Path
) -> None:
    async with staged(browser, tmp_path, color_scheme=scheme, bypass_csp=True) as stage:
        await _every_bubble(stage)
        assert await _faults(stage.page) == []
        for opener in ("attach", "person-menu", "add-person"):
            await stage.page.get_by_test_id(opener).click()
            assert await _faults(stage.page) == [], opener
            await stage.page.keyboard.press("Escape")
        await stage.people.block(PERSON)
        await expect(stage.page.get_by_text("停用了助手")).to_be_visible()
        assert await _faults(stage.page) == []


async def _every_bubble(stage: Stage) -> None:
    markup = "<b>粗</b><i>轻</i><a href='https://example.com'>链接</a><code>码</code><pre>块</pre>"
    edited = await stage.bot_says("一", "按钮")
    await stage.bot("editMessageText", message_id=edited, parse_mode="HTML", text=f"{markup} /help")
    await stage.bot("editMessageReplyMarkup", message_id=edited, reply_markup=_styled_keyboard())
    await stage.bot_sends_file("photo", "p.png", a_picture(64, 48), "image/png")
    await stage.bot_sends_file("document", "明细.csv", b"1", "text/csv")
    await stage.bot("deleteMessage", message_id=await stage.bot_says("会删掉"))
    await stage.people.say(PERSON, "自己的话 /bills https://example.com")
    await stage.people.user(2, first_name="雅婷", language_code="zh-hant")
    await stage.people.say(2, "來了")
    await expect(stage.page.get_by_role("tab", name="雅婷")).to_be_visible()
    await stage.see("这条消息已删除")
    await stage.bot_says("给另一个人", chat_id=2)
    await expect(stage.page.get_by_test_id("unread")).to_be_visible()
    await stage.page.get_by_test_id("clock-hour").click()
    await stage.page.get_by_test_id("clock-log").locator("summary").click()


def _styled_keyboard() -> dict[str, object]:
    styles = ("primary", "success", "danger")
    return {
        "inline_keyboard": [[{"text": style, "callback_data": style, "style": style}] for style in styles]
    }


async def test_the_whole_page_can_be_used_by_keyboard(sandbox: SandboxClient) -> None:
    await Person(sandbox, 1).arrive()
    async with chromium() as browser:
        page = await _open(browser, sandbox.base_url + "/#1", "desktop", "light")
        await expect(page.get_by_test_id("key").last).to_be_visible()  # whose chat it is is known by then
        await page.get_by_test_id("input").focus()
        await page.keyboard.type("帮助")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("message").filter(has_text="我能帮您做这些")).to_be_visible()
        button = page.get_by_test_id("key").filter(has_text="去逛逛").last
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("message").filter(has_text="想看哪一类")).to_be_visible()
