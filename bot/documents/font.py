"""The embedded font, and what it cannot show.

A PDF simply leaves out a character that its font does not have. A document with a hole in it looks complete, so such a
character is shown as □ and counted, and the document says what the □ means.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

FONT_PATH = Path(__file__).parent / "fonts" / "NotoSansCJKsc-Subset.ttf"
SUBSTITUTE = "□"

_VARIATION_SELECTORS = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})


class Printable(NamedTuple):
    """A text the font can show, and how many characters of it are only a □."""

    text: str
    missing: int


@cache
def code_points() -> frozenset[int]:
    """Return all that the font has a glyph for."""
    with TTFont(FONT_PATH, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> Printable:
    """`text` in one line, every character either shown or a □."""
    shown: list[str] = []
    missing = 0
    for char in " ".join(unicodedata.normalize("NFC", text).split()):
        if ord(char) in code_points():
            shown.append(char)
        elif not _is_invisible(char):
            shown.append(SUBSTITUTE)
            missing += 1
    return Printable("".join(shown), missing)


def _is_invisible(char: str) -> bool:
    """Joiners and directions of writing, and what picks a variant of the character before: nothing to see is lost."""
    return unicodedata.category(char) == "Cf" or ord(char) in _VARIATION_SELECTORS
