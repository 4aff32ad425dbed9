"""What a process of its own runs: reads one screenshot from standard input.

Confined before the first byte is read, as what reads ID cards is. Out goes one line of JSON: `pieces`, each with its words,
left, top, right and bottom, or `fault`; and `cut_off`, whether the process had no network.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from bot.adapters.cards.picture import upright
from bot.adapters.confinement import confine
from domain.identity.card import PictureFault, PictureRefused

MOST_THREADS = 4  # each wants memory of its own
MOST_PIECES = 400
LEAST_SURE = 0.5  # of 1: below it the library guesses


def main() -> None:
    cut_off = confine()
    try:
        said: dict[str, object] = {"pieces": list(read(sys.stdin.buffer.read()))}
    except PictureRefused as error:
        said = {"fault": error.fault.value}
    sys.stdout.write(json.dumps(said | {"cut_off": cut_off}))


def read(picture: bytes) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the words on the picture and where they stand. Raises `PictureRefused`."""
    image = upright(picture)
    import numpy
    from rapidocr import RapidOCR  # the optional library, which takes its time

    threads = min(MOST_THREADS, os.cpu_count() or 1)
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads})
    found = engine(numpy.asarray(image)[:, :, ::-1])  # the library's order is blue, green, red
    words, boxes, scores = (getattr(found, name, None) for name in ("txts", "boxes", "scores"))
    if words is None or boxes is None or scores is None or not len(words):
        raise PictureRefused(PictureFault.UNREADABLE)
    for said, box, sure in list(zip(words, boxes, scores, strict=True))[:MOST_PIECES]:
        if sure >= LEAST_SURE:
            across, down = [point[0] for point in box], [point[1] for point in box]
            yield said, int(min(across)), int(min(down)), int(max(across)), int(max(down))
