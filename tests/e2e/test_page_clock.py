"""The page's clock bar: the way to the next due date, how far it is, and how it is stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from playwright.async_api import Route, expect

from bot.adapters.virtual_clock import VirtualClock
from bot.scheduler import Job, beijing_cron
from tests.support.pages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LATE, COMING, LATER = date(2026, 1, 2), date(2026, 2, 5), date(2026, 3, 5)


class Process:
    """An assistant to which somebody is late, and others owe later; its daily job waits until it is let go."""

    def __init__(self) -> None:
        self.at_work, self.let_go = asyncio.Event(), asyncio.Event()

    async def work(self, now: datetime) -> Mapping[str, int]:
        if now.day == 20:
            self.at_work.set()
            await self.let_go.wait()
        return {"sent": 1}

    async def next_due(self, after: date) -> date | None:
        return next((day for day in (LATE, COMING, LATER) if day > after), None)

    async def attach(self, stage: Stage) -> VirtualClock:
        return await VirtualClock.attach(
            f"{stage.people.base_url}/sandbox/clock",
            jobs=[Job("deliver_notices", beijing_cron(hour="8", minute="0"), self.work)],
            busy=lambda: 0,
            next_due_day=self.next_due,
        )


async def test_the_next_due_date_is_not_held_up_by_who_is_late(stage: Stage) -> None:
    process = Process()
    process.let_go.set()
    clock = await process.attach(stage)
    reading, button = stage.page.locator("#clock-now"), stage.page.get_by_test_id("clock-next-due")
    try:
        await button.click()
        await expect(reading).to_have_text("2026年2月5日（周四）09:00")
        await button.click()
        await expect(reading).to_have_text("2026年3月5日（周四）09:00")
        await button.click()
        await expect(stage.page.get_by_test_id("toast")).to_contain_text("之后没有要到期的账单了")
        await expect(reading).to_have_text("2026年3月5日（周四）09:00")
    finally:
        await clock.aclose()


async def test_a_long_move_shows_how_far_it_is_and_can_be_stopped(stage: Stage) -> None:
    process = Process()
    clock = await process.attach(stage)
    page, stop = stage.page, stage.page.get_by_test_id("clock-stop")
    try:
        await expect(stop).to_be_hidden()
        await page.get_by_test_id("clock-next-due").click()
        await process.at_work.wait()
        await expect(page.locator("#clock-now")).to_have_text("2026年1月20日（周二）08:00")
        progress = page.get_by_test_id("clock-progress")
        await expect(progress).to_have_attribute("aria-valuenow", "48")
        await expect(page.get_by_test_id("clock-state")).to_have_text("正在前进…")
        await expect(page.get_by_test_id("clock-day")).to_be_disabled()
        assert await stage.fits()
        await stop.click()
        await expect(stop).to_be_disabled()
        process.let_go.set()
        await expect(page.get_by_test_id("clock-log")).to_contain_text("停在 1月20日 08:00")
        await expect(page.locator("#clock-now")).to_have_text("2026年1月20日（周二）08:00")
        await expect(progress).to_be_hidden()
        await expect(stop).to_be_hidden()
        await page.get_by_test_id("clock-day").click()
        await expect(page.locator("#clock-now")).to_have_text("2026年1月21日（周三）08:00")
    finally:
        await clock.aclose()


async def never(now: datetime) -> datetime | None:
    return None


async def test_a_long_move_is_accounted_for_once(stage: Stage) -> None:
    """Of more than a thousand looks the stream leaves out those that found nothing, and the answer does not."""
    process = Process()
    jobs = [
        Job("prune_inbox", beijing_cron(minute="*"), process.work, never, {"pruned": 0}),
        Job("deliver_notices", beijing_cron(hour="8", minute="0"), process.work),
    ]
    event: dict[str, object] = {
        "revision": 1,
        "now": "2026-01-05T10:00:00+08:00",
        "running": False,
        "typing": [],
        "epoch": 0,
    }

    async def late_stream(route: Route) -> None:
        """What the stream tells, said again whenever the page connects."""
        said = f"data: {json.dumps(event)}\n\n"
        await route.fulfill(content_type="text/event-stream", body=said)

    await stage.page.route("**/sandbox/events", late_stream)
    await stage.page.reload()
    url = f"{stage.people.base_url}/sandbox/clock"
    clock = await VirtualClock.attach(url, jobs=jobs, busy=lambda: 0, next_due_day=process.next_due)
    try:
        await stage.page.get_by_test_id("clock-day").click()
        await expect(stage.page.locator("#clock-summary")).to_contain_text("做了 1 件事")
        async with stage.page.expect_request_finished(lambda asked: asked.url.endswith("/events")):
            event["ran"] = [
                {"job": "deliver_notices", "at": "2026-01-06T08:00:00+08:00", "result": {"sent": 1}}
            ]
            event["now"] = "2026-01-06T10:00:01+08:00"
        await expect(stage.page.locator("#clock-now")).to_have_attribute(
            "datetime", "2026-01-06T02:00:01.000Z"
        )
        await expect(stage.page.locator(".move-item")).to_have_count(1)
    finally:
        await clock.aclose()


async def test_a_move_made_elsewhere_can_be_watched_and_stopped_here(stage: Stage) -> None:
    process = Process()
    clock = await process.attach(stage)
    try:
        moving = asyncio.create_task(stage.people.move_clock({"advance": "P30D"}))
        await process.at_work.wait()
        await stage.page.get_by_test_id("clock-stop").click()
        process.let_go.set()
        assert (await moving)["stopped"] is True
        await expect(stage.page.get_by_test_id("clock-day")).to_be_enabled()
        await expect(stage.page.get_by_test_id("clock-log")).to_contain_text("时间前进了")
    finally:
        await clock.aclose()
