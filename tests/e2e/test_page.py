"""The chat page in a real browser: a whole purchase by clicking, a repayment, and the clock."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import WAIT_MS, chromium
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.sandbox_client import SandboxClient

PHONE_WIDTH = 390
MONTH_MS = 600_000  # a month of jobs, on a busy machine

pytestmark = [pytest.mark.long, pytest.mark.browser]


async def _click(page: Page, label: str) -> None:
    """The newest button whose label begins so."""
    button = page.get_by_test_id("key").filter(has_text=re.compile(f"^{re.escape(label)}")).last
    await button.click(timeout=WAIT_MS)


async def _see(page: Page, text: str, timeout_ms: int = WAIT_MS) -> None:
    await expect(page.get_by_test_id("message").filter(has_text=text).last).to_be_visible(timeout=timeout_ms)


async def _type(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("send").click()


async def _picture(page: Page, name: str) -> None:
    """For looking at, where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_whole_purchase_and_a_repayment_by_clicking(sandbox: SandboxClient) -> None:
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": PHONE_WIDTH, "height": 844}, color_scheme="light")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(sandbox.base_url + "/")
        await _picture(page, "01-first-visit")
        await page.get_by_test_id("start").click()
        await _see(page, "分期管家")
        await _picture(page, "02-welcome")
        await _buy(page)
        await _repay(page)
        await _wait_for_reminders(page)
        assert faults == []
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE_WIDTH


async def _buy(page: Page) -> None:
    await _click(page, "去逛逛")
    await _click(page, "手机")
    await _click(page, "小米手机 15")
    await _picture(page, "03-product")
    await _click(page, "加入购物车")
    await _click(page, "购物车")
    await _picture(page, "04-cart")
    await _click(page, "去结算")
    await _see(page, "想分几期")
    await _picture(page, "05-periods")
    await _click(page, "选 12 期")
    for answer in (NAME, ADULT, PHONE):
        await _see(page, {NAME: "请输入您的姓名", ADULT: "第 2 步", PHONE: "第 3 步"}[answer])
        await _type(page, answer)
    await _see(page, "选哪家机构")
    await _picture(page, "06-lenders")
    await _click(page, "示例消费金融")
    await _see(page, "综合融资成本明示表")
    await _click(page, "☐ 我已阅读，同意《分期服务协议》")
    await _picture(page, "09-confirm")
    await _click(page, "确认下单")
    await _see(page, "下单成功")
    await _click(page, "看还款计划")
    await _see(page, "¥357.29")
    await _picture(page, "10-schedule")


async def _repay(page: Page) -> None:
    await _type(page, "账单")
    await _see(page, "下一期")
    await _picture(page, "11-bills")
    await _click(page, "还 ¥357.24")
    await _click(page, "确认还款 ¥357.24")
    await _see(page, "已还 ¥357.24")
    await _picture(page, "12-receipt")


async def _wait_for_reminders(page: Page) -> None:
    await page.get_by_test_id("clock-next-due").click()
    await _see(page, "今天应还 ¥357.24", MONTH_MS)
    await _see_what_the_move_set_off(page)
    await page.get_by_test_id("clock-day").click()
    await _see(page, "含罚息 ¥0.18", MONTH_MS)
    await _picture(page, "13-reminders")


async def _see_what_the_move_set_off(page: Page) -> None:
    log = page.get_by_test_id("clock-log")
    await expect(log).to_contain_text("走到还款日", timeout=MONTH_MS)
    await log.locator("summary").click()
    told = log.get_by_role("listitem").filter(has_text="发送提醒").last
    await expect(told).to_be_visible()
    await expect(told).to_contain_text("已发出 1")
    await log.locator("summary").click()
