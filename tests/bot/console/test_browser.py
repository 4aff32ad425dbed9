"""The console in Chromium: signed in by the keyboard, no fault that axe knows, light and dark, on a phone and a desktop."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, cast

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize, expect

from bot.wiring import Container
from domain.staff.types import Role, Subject, SubjectKind, Verb
from tests.support.browser import chromium
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy
from tests.support.staff import ABOVE_FEN, PASSWORD, People

pytestmark = [on_sqlite, pytest.mark.browser]
LOOKS = (
    (ViewportSize(width=360, height=740), "dark", "zh-TW"),
    (ViewportSize(width=1280, height=800), "light", "en"),
)


async def faults(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{page.url} {fault['id']}: {node['html']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


async def is_wider_than_its_window(page: Page) -> bool:
    wide: bool = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide


async def filled(container: Container, people: People) -> None:
    """Something on every page: a proposal, lines of the log, a case, a payment that waits."""
    other = await people.member("韩梅梅", Role.MONEY)
    await people.approvals.propose(
        other,
        Verb.PAY_BACK,
        Subject(SubjectKind.REFUND, "r1"),
        ABOVE_FEN + 1,
        details={},
        reason="客户要求退回多付的款",
    )
    customer = await arrive(container)
    await buy(container, customer)
    bill = (await container.services.bills.open_bills(customer.id)).bills[0]
    await container.services.support.paid_elsewhere(customer.id, bill.loan_id)


async def led_on(page: Page, doing: Awaitable[None]) -> None:
    """Do what leads to another page, and wait until it is there: axe cannot look at one that is leaving."""
    async with page.expect_navigation():
        await doing


async def test_it_is_usable_by_keyboard_and_by_everybody(
    container: Container, address: str, people: People
) -> None:
    await filled(container, people)
    added = await people.add("王丽")
    async with chromium() as browser:
        for later, (size, scheme, language) in enumerate(LOOKS):
            looks = cast(Any, {"color_scheme": scheme, "locale": language})
            # axe is put into the page by the test, which the page's own policy forbids.
            page = await browser.new_page(viewport=size, bypass_csp=True, **looks)
            await page.goto(f"{address}/console/log")
            assert await faults(page) == []
            await expect(page.locator("#name")).to_be_focused()
            await page.keyboard.type("王丽")
            await page.keyboard.press("Tab")
            await page.keyboard.type(PASSWORD)
            await page.keyboard.press("Tab")
            await page.keyboard.type(people.code(added, later))
            await page.keyboard.press("Enter")
            await expect(page.locator("tbody tr").first).to_contain_text("王丽")
            assert page.url == f"{address}/console/log"
            case = page.locator("main a").first
            for path in (
                "/log",
                "/",
                "/today",
                "/approvals",
                "/money",
                "/sessions",
                "/find",
                "/shop",
                "/cases",
            ):
                await page.goto(f"{address}/console{path}")
                assert await faults(page) == []
                assert not await is_wider_than_its_window(page), path
            await led_on(page, case.click())
            assert await faults(page) == []
            assert not await is_wider_than_its_window(page)
            await page.goto(f"{address}/console/find")
            await page.locator("#what").fill("张**")
            await led_on(page, page.keyboard.press("Enter"))
            for step in (page.locator("tbody a").first, page.locator("main button")):
                assert await faults(page) == []
                await led_on(page, step.click())
            await expect(page.locator("main")).to_contain_text("138****0000")
            assert await faults(page) == []
            assert not await is_wider_than_its_window(page)
            await page.close()


async def test_what_the_policy_forbids_is_not_on_the_pages(address: str, people: People) -> None:
    """No script, style or picture is asked for that the browser then refuses."""
    await people.add("王丽")
    told: list[str] = []
    async with chromium() as browser:
        page = await browser.new_page()
        page.on("console", lambda line: told.append(line.text))
        await page.goto(f"{address}/console/sign-in")
        await page.locator("#code").fill("000000")
        await page.locator("#name").fill("王丽")
        await page.locator("#password").fill("wrong words")
        await page.locator("main button").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        colour = await page.locator("main button").evaluate("one => getComputedStyle(one).backgroundColor")
    assert colour != "rgba(0, 0, 0, 0)", "the style sheet is there"
    assert [line for line in told if "403" not in line] == []
