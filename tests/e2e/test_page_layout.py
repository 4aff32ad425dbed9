"""The chat page on a small telephone: the conversation has room, nothing breaks, and nothing is covered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.cli.sandbox import STAFF_PERSON
from tests.support.pages import Stage, staged

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONES = {"small": {"width": 360, "height": 640}, "usual": {"width": 390, "height": 844}}
MOST_ABOVE = 0.15
DAYS = [[str(week * 7 + day) for day in range(1, 8)] for week in range(4)] + [["29●", "[30]", "31✓", *"····"]]


async def above(stage: Stage) -> float:
    """The share of the screen above the conversation."""
    return float(
        await stage.page.evaluate(
            "document.getElementById('scroller').getBoundingClientRect().top / window.innerHeight"
        )
    )


async def sends_month(stage: Stage) -> Locator:
    """A month as the assistant shows it; answers its days."""
    rows = [[{"text": day, "callback_data": day} for day in week] for week in DAYS]
    await stage.bot("sendMessage", text="2026 年 12 月", reply_markup={"inline_keyboard": rows})
    await stage.see("2026 年 12 月")
    return stage.messages("2026 年 12 月").get_by_test_id("key")


@pytest.mark.parametrize("phone", PHONES)
async def test_clock_tabs_and_head_take_no_more_than_their_share_of_a_phone(
    browser: Browser, phone: str, tmp_path: Path
) -> None:
    async with staged(browser, tmp_path, viewport=PHONES[phone]) as stage:
        assert await above(stage) <= MOST_ABOVE
        await stage.page.get_by_test_id("clock-day").click()
        await expect(stage.page.get_by_test_id("clock-log")).to_be_visible()
        assert await above(stage) <= MOST_ABOVE
        await stage.people.user(STAFF_PERSON, first_name="小王")
        await stage.people.say(STAFF_PERSON, "/start")
        await stage.page.get_by_role("tab", name="小王").click()
        await stage.see("/start")
        assert await above(stage) <= MOST_ABOVE
        assert await stage.fits()


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
async def test_the_clock_is_read_and_its_buttons_are_whole_on_the_smallest_phone(
    browser: Browser, language: str, tmp_path: Path
) -> None:
    async with staged(browser, tmp_path, viewport=PHONES["small"]) as stage:
        await stage.page.goto(f"{stage.people.base_url}/?lang={language}#1")
        await stage.page.get_by_test_id("clock-day").click()
        await expect(stage.page.get_by_test_id("clock-log")).to_be_visible()
        for part in (".clock-day", ".clock-hour", "#clock-summary", ".move:not(.stop)"):
            for node in await stage.page.locator(part).all():
                box = await node.bounding_box()
                assert box is not None
                assert box["x"] >= 0 and box["x"] + box["width"] <= PHONES["small"]["width"], part
                assert box["height"] < 44, part
                assert await node.evaluate("node => node.scrollWidth <= node.clientWidth + 1"), part
        assert await stage.fits()


@pytest.mark.parametrize("phone", PHONES)
async def test_no_day_of_a_months_calendar_breaks(browser: Browser, phone: str, tmp_path: Path) -> None:
    async with staged(browser, tmp_path, viewport=PHONES[phone]) as stage:
        days = await sends_month(stage)
        lines = await days.evaluate_all(
            "days => days.map(day => { const text = document.createRange();"
            " text.selectNodeContents(day.querySelector('.key-label'));"
            " return [day.innerText, text.getClientRects().length, day.scrollWidth <= day.clientWidth,"
            " day.getBoundingClientRect().width] })"
        )
        assert len(lines) == 5 * 7
        assert [line for line in lines if line[1] != 1 or not line[2] or line[3] < 36] == []
        assert await stage.fits()


@pytest.mark.parametrize("size", [*PHONES, "desktop"])
async def test_what_is_said_in_passing_covers_nothing(browser: Browser, size: str, tmp_path: Path) -> None:
    viewport = PHONES.get(size, {"width": 1280, "height": 800})
    async with staged(browser, tmp_path, viewport=viewport) as stage:
        await stage.bot_says("您好", "去逛逛", "我的账单")
        await stage.key("我的账单").click()
        (update,) = await stage.bot_hears()
        answer = {"callback_query_id": update["callback_query"]["id"], "text": "这个月没有要还的。" * 6}
        await stage.bot("answerCallbackQuery", chat_id=None, **answer)
        toast = stage.page.get_by_test_id("toast").locator("p")
        await expect(toast).to_be_visible()
        covered = await toast.evaluate(
            "toast => { const box = toast.getBoundingClientRect();"
            " const shown = [...document.querySelectorAll('button, a, h1, time, .bubble, .tab, textarea, .scroller')];"
            " return shown.filter(other => { const its = other.getBoundingClientRect();"
            "   const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left);"
            "   const high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);"
            "   return its.width && !other.closest('.scroller *') && wide > 1 && high > 1 }).map(o => o.outerHTML) }"
        )
        assert covered == []
        await expect(stage.key("我的账单")).to_be_in_viewport(ratio=1)
        assert await stage.fits()


async def test_a_day_of_the_sandboxs_own_year_is_written_without_it(stage: Stage) -> None:
    await stage.people.move_to("2031-05-06T09:00")
    await stage.bot_says("五月六日")
    await stage.page.reload()
    await expect(stage.messages("五月六日").last).to_have_attribute("data-day", "5月6日（周二）")
    await expect(stage.messages("你好").last).to_have_attribute("data-day", "2026年1月5日（周一）")


async def test_the_staffs_tab_and_chat_say_that_they_are_the_staffs(stage: Stage) -> None:
    note = stage.page.get_by_test_id("staff-note")
    await expect(note).to_be_hidden()
    await stage.page.get_by_test_id("person-menu").click()
    await stage.page.get_by_text("打开客服窗口").click()
    tab = stage.page.get_by_role("tab", selected=True)
    await expect(tab).to_contain_text("客服")
    await expect(stage.page.get_by_text("这是客服的窗口")).to_be_visible()
    await stage.people.say(STAFF_PERSON, "/start")
    await stage.see("/start")
    await expect(note).to_contain_text("客服窗口")
    await stage.page.get_by_role("tab", name="小林").click()
    await expect(note).to_be_hidden()
    await expect(stage.page.get_by_role("tab", selected=True)).not_to_contain_text("客服")
