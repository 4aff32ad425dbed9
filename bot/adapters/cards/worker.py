"""What a process of its own runs: reads one photo of an ID card from standard input.

Whatever a picture does to a decoder, it does it here: confined before the first byte is read, and gone afterwards. Out goes
one line of JSON: the fields (`side`, `name`, `id_number`, `valid_until`, `long_term`) or `fault`, and `cut_off`, whether
the process had no network.
"""

from __future__ import annotations

import json
import os
import sys

from bot.adapters.cards.picture import upright
from bot.adapters.confinement import confine
from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused
from domain.identity.card_text import read_card

MOST_THREADS = 4  # each wants memory of its own


def main() -> None:
    cut_off = confine()
    try:
        said = _said(read(sys.stdin.buffer.read()))
    except PictureRefused as error:
        said = {"fault": error.fault.value}
    sys.stdout.write(json.dumps(said | {"cut_off": cut_off}))


def read(picture: bytes) -> CardFields:
    """Read the card in the picture. Raises `PictureRefused`."""
    image = upright(picture)
    import numpy
    from rapidocr import RapidOCR  # the optional library, which takes its time

    pixels = numpy.asarray(image)[:, :, ::-1]  # the library's order is blue, green, red
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads})
    best: CardFields | None = None
    for quarter_turns in range(4):
        found = engine(numpy.rot90(pixels, quarter_turns))
        fields = read_card(getattr(found, "txts", None) or ())
        best = _fuller(best, fields)
        if best is None or is_whole(best):  # what is no card one way up is none another way up
            break
    if best is None:
        raise PictureRefused(PictureFault.UNREADABLE)
    return best


def is_whole(fields: CardFields) -> bool:
    """Return whether the card is read whole: of one on its side words are read, but not which belongs to which label."""
    if fields.side is CardSide.BACK:
        return fields.says_validity
    return fields.name is not None and fields.id_number is not None


def _fuller(one: CardFields | None, other: CardFields | None) -> CardFields | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda fields: (fields.id_number is not None) + is_whole(fields))


def _said(fields: CardFields) -> dict[str, object]:
    return {
        "side": fields.side,
        "name": fields.name,
        "id_number": fields.id_number,
        "valid_until": fields.valid_until.isoformat() if fields.valid_until else None,
        "long_term": fields.long_term,
    }
