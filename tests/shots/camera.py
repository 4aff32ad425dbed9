"""The camera: the sandbox's page in Chromium, taken at twice its size and pressed into a palette."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.shots.scenes import CUSTOMER, Look
from tests.support.browser import found_chromium

MOST_BYTES = 120_000
_SHARPNESS = 2
_COLORS = (128, 64, 32)
# What a picture needs beside the browser, by a character that only such a font has.
_FONTS = {"分": "fonts-noto-cjk", "⏰": "fonts-noto-color-emoji"}


class NoPictureError(Exception):
    """Something is missing on this machine, or a picture does not come out as it should."""


def look_for_what_is_needed() -> None:
    """Raise `NoPictureError` where Chromium or a font is missing: a picture with empty boxes is none."""
    missing = [] if found_chromium() else ["chromium"]
    finder = shutil.which("fc-list")
    for character, package in _FONTS.items() if finder else ():
        asked = [finder or "", f":charset={ord(character):x}", "family"]
        families = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        if not (families.strip() and (character != "⏰" or "Emoji" in families)):
            missing.append(package)
    if missing:
        raise NoPictureError(f"the pictures need {', '.join(missing)} (Debian: apt-get install …)")


async def take(browser: Browser, address: str, look: Look, folder: Path) -> int:
    """Write the picture; return its bytes."""
    width, height = look.size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look.dark else "light",
        device_scale_factor=_SHARPNESS,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(f"{address}/#{CUSTOMER}")
    await expect(page.get_by_test_id("message").last).to_be_visible()
    if look.to_next_due:
        await _move(page)
    await page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    taken = await page.screenshot()
    await context.close()
    return _press(taken, folder / f"{look.name}.png")


async def _move(page: Page) -> None:
    await page.get_by_test_id("clock-next-due").click()
    log = page.get_by_test_id("clock-log")
    await expect(log).to_be_visible()
    await expect(page.get_by_test_id("clock-next-due")).to_be_enabled()
    await log.locator("summary").click()


def _press(taken: bytes, file: Path) -> int:
    """Write it with as many colors as there is room for."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    for colors in _COLORS:
        pressed = io.BytesIO()
        picture.quantize(colors, dither=Image.Dither.NONE).save(pressed, "PNG", optimize=True)
        if pressed.tell() <= MOST_BYTES:
            file.write_bytes(pressed.getvalue())
            return pressed.tell()
    raise NoPictureError(f"{file.name} takes {pressed.tell():,} bytes, and {MOST_BYTES:,} at most are kept")
