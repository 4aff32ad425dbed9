"""Photos of ID cards: which share of the fields is read right, by what was done to the picture; and how long one takes.

The cards are drawn (tests/support/id_cards.py), so the figures say what the reader stands, not what it does with real ones.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable
from time import perf_counter

from PIL import Image
from tqdm import tqdm

from bot.adapters.cards.reader import ChildCardReader
from domain.identity.card import CardFields, CardSide, PictureRefused
from tests.benchmarks import tables
from tests.support import id_cards as cards

MEASURES = True
PEOPLE = (
    ("张示例", "110101199003070011"),
    ("欧阳示范", "11010519491231002X"),
    ("阿不都·热合曼", "810000199408230021"),
)
VALIDITIES = ("2015.03.01-2035.03.01", "2021.06.30-2031.06.30", "2019.05.20-长期")
DONE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda picture: picture,
    "turned by 5°": lambda picture: cards.turned(picture, 5),
    "turned by -15°": lambda picture: cards.turned(picture, -15),
    "on its side": lambda picture: cards.turned(picture, 90),
    "upside down": lambda picture: cards.turned(picture, 180),
    "blur of 2 px": lambda picture: cards.blurred(picture, 2),
    "blur of 5 px": lambda picture: cards.blurred(picture, 5),
    "grain of 25 %": lambda picture: cards.noisy(picture, 0.25),
    "grain of 50 %": lambda picture: cards.noisy(picture, 0.5),
    "a third of the light": lambda picture: cards.darker(picture, 0.33),
    "seen aslant by 25 %": lambda picture: cards.aslant(picture, 0.25),
    "40 % of the picture": lambda picture: cards.far(picture, 0.4),
}


async def _measure() -> tuple[dict[str, float], list[float]]:
    reader, seconds, shares = ChildCardReader(), list[float](), dict[str, float]()
    for name, change in tqdm(DONE.items(), unit="way"):
        right = asked = 0
        for (person, number), validity in zip(PEOPLE, VALIDITIES, strict=True):
            for picture in (cards.front(person, number), cards.back(validity)):
                began = perf_counter()
                read = await _read(reader, cards.encoded(change(picture)))
                seconds.append(perf_counter() - began)

                wanted = _wanted(read, person, number, validity)
                right, asked = right + sum(wanted), asked + len(wanted)
        shares[name] = right / asked
    return shares, seconds


async def _read(reader: ChildCardReader, picture: bytes) -> CardFields | None:
    try:
        return await reader.read(picture)
    except PictureRefused:
        return None


def _wanted(read: CardFields | None, person: str, number: str, validity: str) -> list[bool]:
    """Field by field, whether it is right."""
    if read is None:
        return [False]
    if read.side is CardSide.FRONT:
        return [read.name == person, read.id_number == number]
    until = read.valid_until
    return [
        read.long_term
        if validity.endswith("长期")
        else f"{until:%Y.%m.%d}" == validity[-10:]
        if until
        else False
    ]


def main() -> None:
    shares, seconds = asyncio.run(_measure())
    tables.heading(f"Reading ID cards ({len(seconds)} pictures)")
    for name, share in shares.items():
        tables.line(name, share * 100, "% of the fields right")
    tables.line("one picture, median", sorted(seconds)[len(seconds) // 2], "s", 2)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    tables.line("memory of the process that reads, at most", peak, "MiB")


if __name__ == "__main__":
    main()
