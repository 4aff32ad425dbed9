"""Headless Chromium of the system, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect

# Without these it talks to its maker's servers at every start, or refuses to run as root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 180_000  # for a machine that has much else to do

expect.set_options(timeout=WAIT_MS)


def found_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def chromium_path() -> str:
    """Where Chromium is. Without it the test is skipped on a developer's machine, and fails in CI."""
    path = found_chromium()
    if path is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for name in ("new_context", "new_page"):
            setattr(browser, name, _patient(getattr(browser, name)))
        yield browser
        await browser.close()


def _patient(open_one: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """What is opened so waits as long for an element as `expect` does."""

    async def opened(**look: Any) -> Any:
        made = await open_one(**look)
        made.set_default_timeout(WAIT_MS)
        return made

    return opened
