"""Screenshots of bills that no app shows, drawn: lines of words on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from tests.support.id_cards import FONT, encoded

SIZE = (1080, 1920)
_LEFT, _RIGHT, _TOP = 60, 1020, 160


def screenshot(
    lines: Sequence[tuple[str, ...]], *, gap: int = 110, size: int = 44, dark: bool = False
) -> bytes:
    """Lines of words: the first at the left edge, the last of several at the right, and others between."""
    from PIL import ImageFont

    picture = Image.new("RGB", SIZE, "#111418" if dark else "#ffffff")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for no, words in enumerate(lines):
        for place, each in enumerate(words):
            share = place / max(len(words) - 1, 1)
            x = _LEFT + share * (_RIGHT - _LEFT - pen.textlength(each, font=font))
            pen.text((x, _TOP + no * gap), each, font=font, fill="#e8eaed" if dark else "#202124")
    return encoded(picture, "PNG")
