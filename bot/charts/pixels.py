"""From a sheet to a PNG. Equal sheets give equal bytes. What the font has no letter for is drawn as □."""

from __future__ import annotations

import itertools
from functools import cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.charts.sheet import (
    CHARGES,
    FAINT,
    GRACE,
    INK,
    INTEREST,
    LATE,
    LEFT,
    LINE,
    PAID,
    PAPER,
    PRINCIPAL,
    WIDTH,
    Box,
    Item,
    Sheet,
    Tick,
    Words,
)
from bot.documents.font import FONT_PATH, printable

# What is drawn on what: 256 colours at most in all.
FRONTS = (INK, FAINT, PAPER, LATE, PAID, PRINCIPAL, INTEREST, CHARGES)
BACKS = (PAPER, PAID, LATE, GRACE, LEFT, LINE)
STEPS = 5
_BOLD = 1  # pixels around each letter: the font has one weight


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_PATH, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, size: int) -> float:
    return font(size).getlength(text)


def png(sheet: Sheet) -> bytes:
    image = Image.new("RGB", (WIDTH, round(sheet.height)), PAPER)
    draw = ImageDraw.Draw(image)
    for item in sheet.items:
        _put(draw, item)
    written = BytesIO()
    # Few colours and little packing are quick, and Telegram packs it anew.
    image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(written, "PNG", compress_level=1)
    return written.getvalue()


@cache
def _palette() -> Image.Image:
    """Return every colour of a sheet, and for the edges of letters what lies between theirs and that behind them."""
    colors = [(0, 0, 0)]
    for front, back in itertools.product(FRONTS, BACKS):
        colors += [_between(front, back, step / STEPS) for step in range(STEPS + 1)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in dict.fromkeys(colors) for part in color])
    return palette


def _between(front: str, back: str, share: float) -> tuple[int, int, int]:
    pairs = zip(ImageColor.getrgb(front), ImageColor.getrgb(back), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return red, green, blue


def _put(draw: ImageDraw.ImageDraw, item: Item) -> None:
    match item:
        case Box(left, top, width, height, color, r, outline):
            corners = (left, top, left + width - 1, top + height - 1)
            r = min(r, width / 2, height / 2)
            if outline:
                draw.rounded_rectangle(corners, r, outline=color, width=outline)
            else:
                draw.rounded_rectangle(corners, r, fill=color)
        case Words(x, y, text, size, color, anchor, bold):
            # The font's own middle lies below that of its letters.
            draw.text(
                (x, y),
                printable(text).text,
                color,
                font(size),
                str(anchor),
                stroke_width=_BOLD if bold else 0,
            )
        case Tick(x, y, size, color):
            half = size / 2
            points = [(x - half, y), (x - half / 4, y + half * 0.7), (x + half, y - half * 0.8)]
            draw.line(points, color, round(size / 4), joint="curve")
