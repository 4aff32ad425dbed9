"""How the font under fonts/ was made: `python -m bot.documents.subset_font NotoSansCJK-Regular.ttc`.

Out of Noto Sans CJK (SIL Open Font License 1.1), as Debian's fonts-noto-cjk has it: the face for simplified Chinese with
the characters of GBK (GB2312 and the rarer ones in names), Big5, ASCII and Latin-1, its outlines turned into TrueType's.
With the cubic outlines of the original a PDF needs an encoding of its own, which not every reader of files understands.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import product

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from bot.documents.font import FONT_PATH

SIMPLIFIED_CHINESE_FACE = 2
LARGEST_ERROR = 1.0  # of an outline, in thousandths of the size: not to be seen

_LATIN = (range(0x20, 0x7F), range(0xA0, 0x100))
_MARKS = "¥□·•–—‘’“”…×※"
_ENCODINGS = {
    "gbk": (range(0x81, 0xFF), range(0x40, 0xFF)),
    "big5": (range(0xA1, 0xFA), range(0x40, 0xFF)),
}
_UNUSED_TABLES = ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF"]


def characters() -> set[int]:
    """Return the code points that the font is to have."""
    wanted = {ord(char) for char in _MARKS}.union(*_LATIN)
    return wanted.union(*(_two_byte_characters(encoding) for encoding in _ENCODINGS))


def _two_byte_characters(encoding: str) -> Iterable[int]:
    for pair in product(*_ENCODINGS[encoding]):
        text = bytes(pair).decode(encoding, "ignore")
        if len(text) == 1:
            yield ord(text)


def _with_truetype_outlines(font: TTFont) -> None:
    """Replace the cubic outlines (CFF) of `font` by quadratic ones (glyf)."""
    drawn = font.getGlyphSet()
    glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = list(glyphs), glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    _declare_truetype(font)


def _declare_truetype(font: TTFont) -> None:
    """Fill what of the other tables depends on the kind of outlines; without instructions most is nothing."""
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    profile.maxZones = 1
    for what in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(profile, f"max{what}", 0)
    for what in ("SizeOfInstructions", "ComponentElements", "ComponentDepth", "Points", "Contours"):
        setattr(profile, f"max{what}", 0)
    profile.maxCompositePoints = profile.maxCompositeContours = 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def main(source: str) -> None:
    # All names in the font stay: among them its copyright and its licence.
    options = subset.Options(
        font_number=SIMPLIFIED_CHINESE_FACE,
        hinting=False,
        layout_features=[],
        name_IDs=["*"],
        notdef_outline=True,
    )
    options.drop_tables += _UNUSED_TABLES
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    _with_truetype_outlines(font)
    FONT_PATH.parent.mkdir(exist_ok=True)
    subset.save_font(font, str(FONT_PATH), options)


if __name__ == "__main__":
    main(sys.argv[1])
