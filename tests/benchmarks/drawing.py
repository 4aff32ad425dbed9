"""A warm chart, from its figures to the PNG, beside bare Pillow: the same words and boxes, saved by default.

Both are drawn by this process, in turns, and what counts is its processor's time: other work on the machine slows both.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from time import process_time

from PIL import Image, ImageDraw, ImageFont

from bot.charts.maker import drawn, sheet_of
from bot.charts.sheet import PAPER, WIDTH, Box, Sheet, Words
from bot.documents.font import FONT_PATH
from domain.charts.results import Chart
from handlers.ui.i18n import texts_for
from tests.benchmarks import tables
from tests.bot.charts.samples import countdown, months, parts, savings

MEASURES = True
ROUNDS = 15
CHARTS: dict[str, Chart] = {
    "还清倒计时, 12 periods": countdown(4, 1, 7),
    "还清倒计时, 36 periods": countdown(20, 2, 14),
    "本金和利息, 12 periods": parts(12),
    "本金和利息, 36 periods": parts(36),
    "提前结清省多少, 12 periods": savings(11),
    "每月要还, 12 months": months([716_26, *[357_24] * 11], late_fen=359_02),
    "每月要还, 36 months": months([357_24] * 36),
}


def bare(sheet: Sheet) -> bytes:
    """The same words in the same sizes and the same boxes, in RGB, packed by default."""
    image = Image.new("RGB", (WIDTH, round(sheet.height)), PAPER)
    draw = ImageDraw.Draw(image)
    fonts: dict[int, ImageFont.FreeTypeFont] = {}
    for item in sheet.items:
        match item:
            case Words():
                font = fonts.get(item.size) or fonts.setdefault(
                    item.size, ImageFont.truetype(FONT_PATH, item.size)
                )
                draw.text((item.x, item.y), item.text, item.color, font, str(item.anchor))
            case Box():
                corners = (item.left, item.top, item.left + item.width, item.top + item.height)
                draw.rounded_rectangle(corners, item.r, fill=item.color)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def milliseconds(draw: Callable[[], bytes]) -> float:
    begun = process_time()
    draw()
    return (process_time() - begun) * 1000


def main() -> None:
    tables.heading(f"A warm chart (CPU, medians of {ROUNDS})")
    for name, chart in CHARTS.items():
        sheet = sheet_of(texts_for("zh_CN"), chart)
        drawn(chart, "zh_CN")
        draws = (partial(drawn, chart, "zh_CN"), partial(bare, sheet))
        ours, theirs = tables.medians([[milliseconds(draw) for draw in draws] for _ in range(ROUNDS)])
        tables.line(name, ours, "ms (at most 30)", 1)
        tables.ratio("  ours / bare Pillow", ours / theirs, "at most 1")


if __name__ == "__main__":
    main()
