"""From a sheet to pixels: of its size, on the paper's colour, every letter there, in the same bytes wherever it is drawn."""

from __future__ import annotations

import asyncio
import hashlib
import os
import subprocess
import sys
import threading
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageColor

from bot.charts import maker, pixels
from bot.charts.maker import PngMaker, drawn, sheet_of
from bot.charts.pixels import png, width_of
from bot.charts.sheet import INK, MARGIN, PAPER, WIDTH, Anchor, Box, Sheet, Words
from domain.charts.errors import ChartNotDrawn
from handlers.ui.i18n import texts_for
from tests.bot.charts.samples import EVERY, LOCALES, countdown
from tests.support.processes import ROOT

ELSEWHERE = """
import hashlib
from bot.charts.maker import drawn
from tests.bot.charts.samples import EVERY
print(hashlib.sha256(b"".join(drawn(one, "zh_CN") for one in EVERY.values())).hexdigest())
"""


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", EVERY)
def test_a_chart_is_a_png_of_its_sheets_size_with_a_clean_margin(name: str, locale: str) -> None:
    content = drawn(EVERY[name], locale)
    image = opened(content)
    assert content.startswith(b"\x89PNG")
    assert len(content) < 200_000
    assert image.size == (WIDTH, round(sheet_of(texts_for(locale), EVERY[name]).height))
    blank = Image.new("RGB", image.size, PAPER)
    left, top, right, bottom = ImageChops.difference(image, blank).getbbox() or (0, 0, 0, 0)
    assert (left >= MARGIN - 6, right <= WIDTH - MARGIN + 6) == (True, True)
    assert (top > 20, bottom < image.height - 20) == (True, True)


@pytest.mark.parametrize("text", ["还", "繳", "¥1,234.50", "Chart", "…", "！", "□"])
def test_a_letter_leaves_ink(text: str) -> None:
    with_it = opened(png(Sheet(200, [Words(200, 100, text, 60, INK, Anchor.LEFT)])))
    assert INK_RGB in {color for _, color in with_it.getcolors(100_000) or []}


def test_what_the_font_has_not_is_drawn_as_a_box_not_left_out() -> None:
    unknown, box = (png(Sheet(200, [Words(200, 100, text, 60)])) for text in ("🦄", "□"))
    assert unknown == box


def test_every_colour_is_drawn_as_it_is() -> None:
    """The file has a palette of its own."""
    for color in (*pixels.FRONTS, *pixels.BACKS):
        image = opened(png(Sheet(200, [Box(100, 50, 300, 100, color)])))
        assert image.getpixel((250, 100)) == ImageColor.getrgb(color)


def test_another_process_draws_the_same_bytes() -> None:
    here = hashlib.sha256(b"".join(drawn(one, "zh_CN") for one in EVERY.values())).hexdigest()
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},  # here it is any
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here


def test_nothing_to_draw_with_is_loaded_before_the_first_chart() -> None:
    heavy = ("PIL", "fontTools", "bot.charts.pixels", "bot.charts.bars", "bot.charts.countdown")
    loaded = f"import sys, bot.wiring, bot.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


async def test_charts_are_drawn_off_the_event_loop_and_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    present: list[str] = []
    threads: set[int] = set()

    def slow(chart: object, locale: str) -> bytes:
        threads.add(threading.get_ident())
        present.append("in")
        assert present.count("in") - present.count("out") == 1
        present.append("out")
        return b"\x89PNG"

    monkeypatch.setattr(maker, "drawn", slow)
    press = PngMaker()
    await asyncio.gather(*(press.make(countdown(1, 0, 2), "en") for _ in range(4)))
    assert present == ["in", "out"] * 4
    assert threading.get_ident() not in threads


async def test_without_its_font_a_chart_is_refused_and_only_the_reason_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pixels.font.cache_clear()
    monkeypatch.setattr(pixels, "FONT_PATH", ROOT / "nowhere.ttf")
    try:
        with pytest.raises(ChartNotDrawn):
            await PngMaker().make(countdown(1, 0, 2), "zh_CN")
    finally:
        pixels.font.cache_clear()
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "a chart could not be drawn: OSError")
    ]


def test_wider_words_are_wider() -> None:
    assert width_of("还清", 40) == pytest.approx(80)
    assert width_of("1", 40) < width_of("11", 40)


INK_RGB = ImageColor.getrgb(INK)
