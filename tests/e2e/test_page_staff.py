"""The staff chat on the page: opened from the menu, and a message answered as in Telegram."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.support.browser import WAIT_MS, chromium
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["double click", "keyboard"])
async def test_a_customers_words_are_answered_from_the_staffs_window(
    person: Person, sandbox: SandboxClient, by_keyboard: bool
) -> None:
    await person.say("找客服")
    await person.press("直接写给客服")
    await person.say("快递到哪了")
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(f"{sandbox.base_url}/#{person.id}")
        await page.get_by_test_id("person-menu").click()
        await page.get_by_text("打开客服窗口").click()
        await page.get_by_test_id("start-chat").click(timeout=WAIT_MS)
        asked = page.get_by_test_id("message").filter(has_text="快递到哪了").last
        await expect(asked).to_be_visible(timeout=WAIT_MS)
        if by_keyboard:
            await page.get_by_test_id("input").press("Control+ArrowUp")
        else:
            await asked.locator(".bubble").dblclick()
        await expect(page.get_by_test_id("replying")).to_contain_text("编号")
        await page.get_by_test_id("input").fill("明天到")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("message").filter(has_text="已发给客户").last).to_be_visible(
            timeout=WAIT_MS
        )
        await expect(page.get_by_test_id("replying")).to_be_hidden()
    assert (await person.last()).text == "💬 客服小王：\n明天到"
