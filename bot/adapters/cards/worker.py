"""`python -m bot.adapters.cards.worker`: reads one photo of an ID card from standard input, in a process of its own.

Whatever a picture does to a decoder, it does it here: with limits on memory and time, without a file it could write, and
gone afterwards. Out goes one line of JSON: the fields (`side`, `name`, `id_number`, `valid_until`, `long_term`), or `fault`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import warnings
from typing import Any

from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused
from domain.identity.card_text import read_card

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LEAST_SIDE = 300
LONGEST_SIDE = 1600  # what is larger is made smaller before it is read: quicker, and as legible
MOST_MEMORY = 4 << 30
MOST_CPU_S = 30


def main() -> None:
    picture = sys.stdin.buffer.read()
    try:
        said = _said(read(picture))
    except PictureRefused as error:
        said = {"fault": error.fault.value}
    sys.stdout.write(json.dumps(said))


def read(picture: bytes) -> CardFields:
    """Read the card in the picture. Raises `PictureRefused`."""
    pixels = _decoded(picture)
    import numpy
    from rapidocr import RapidOCR  # the optional library, which takes its time

    lock_down()
    engine = RapidOCR()
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


def lock_down() -> None:
    """Let no file be written from here on, and let memory and time have an end, where the machine knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for limit, most in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CPU", MOST_CPU_S),
        ("RLIMIT_AS", MOST_MEMORY),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, limit), (most, most))


def _decoded(picture: bytes) -> Any:
    """Return the pixels as an array, upright, not larger than is needed."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(picture), formats=FORMATS)
            if min(image.size) < LEAST_SIDE:
                raise PictureRefused(PictureFault.TOO_SMALL)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise PictureRefused(PictureFault.TOO_MANY_PIXELS) from None
        except (OSError, SyntaxError, ValueError, EOFError):
            raise PictureRefused(PictureFault.NOT_A_PICTURE) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    import numpy

    return numpy.asarray(upright)[:, :, ::-1]  # the library's order is blue, green, red


def _said(fields: CardFields) -> dict[str, object]:
    return {
        "side": fields.side,
        "name": fields.name,
        "id_number": fields.id_number,
        "valid_until": fields.valid_until.isoformat() if fields.valid_until else None,
        "long_term": fields.long_term,
    }


if __name__ == "__main__":
    os.umask(0o077)
    main()
