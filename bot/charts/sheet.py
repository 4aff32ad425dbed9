"""A sheet: boxes and words at places in pixels, from the top left; tests look at what is on it before it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.value import Value

WIDTH = 1080  # shown on a phone at about a third
MARGIN = 56
INNER = WIDTH - 2 * MARGIN

# One file for light and for dark chats: a paper of its own, on which every colour is told from the others, also by those who
# do not see red and green apart. Words on the paper have a contrast of at least 4.5.
PAPER, INK, FAINT, LINE = "#F6F4EE", "#26343A", "#5D6B70", "#D9D5CA"
PAID, LEFT, LATE, GRACE = "#46746B", "#E1DDD1", "#B04A35", "#E8C98F"
PRINCIPAL, INTEREST, CHARGES = "#5878A8", "#D9963F", "#8D749C"
NOTED = INTEREST  # never on one sheet

# Returns how wide a text is at a size, in pixels.
Measure = Callable[[str, int], float]


class Anchor(StrEnum):
    """Which end of a text stands at its place; its middle is always at that height."""

    LEFT = "lm"
    RIGHT = "rm"
    MIDDLE = "mm"


class Box(Value):
    """`outline`: only its edge, so thick; `r`: of its corners."""

    left: float
    top: float
    width: float
    height: float
    color: str
    r: float = 0
    outline: int = 0


class Words(Value):
    x: float
    y: float
    text: str
    size: int
    color: str = INK
    anchor: Anchor = Anchor.LEFT
    bold: bool = False


class Tick(Value):
    """✓, drawn: the font has none. Its middle is at the place."""

    x: float
    y: float
    size: float
    color: str


Item = Box | Words | Tick


@dataclass(slots=True)
class Sheet:
    height: float = 0
    items: list[Item] = field(default_factory=list)

    def put(self, *items: Item) -> None:
        self.items += items

    def words(self) -> list[str]:
        """Return all texts on it, in the order in which they were put there."""
        return [item.text for item in self.items if isinstance(item, Words)]


def shortened(text: str, width: float, size: int, measure: Measure) -> str:
    """Return the text, or so much of it as fits, with … at its end."""
    if measure(text, size) <= width:
        return text
    kept = text
    while kept and measure(f"{kept.rstrip()}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def fitting(text: str, measure: Measure) -> int:
    """Return the largest size at which an explanation fits into a line, or the smallest that can be read."""
    return next((size for size in (36, 34, 32) if measure(text, size) <= INNER), 30)


def heading(sheet: Sheet, title: str, under: str, aside: str, measure: Measure) -> float:
    """Put the title with the day beside it and what it is about under it; return where it ends."""
    sheet.put(
        Words(MARGIN, 84, title, 54, bold=True),
        Words(WIDTH - MARGIN, 86, aside, 36, FAINT, Anchor.RIGHT),
        Words(MARGIN, 154, shortened(under, INNER, 38, measure), 38, FAINT),
    )
    return 196


class Key(Value):
    """A colour and what it means; `is_edge` where it is an edge, not filled."""

    color: str
    text: str
    is_edge: bool = False


def legend(sheet: Sheet, top: float, keys: Sequence[Key], measure: Measure) -> float:
    """Put the keys beside one another, in as many lines as they need; return where they end."""
    x, y = float(MARGIN), top + 24
    for key in keys:
        width = 46 + measure(key.text, 36) + 40
        if x + width - 40 > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 56
        sheet.put(Box(x, y - 15, 30, 30, key.color, 7, outline=5 if key.is_edge else 0))
        sheet.put(Words(x + 46, y, key.text, 36))
        x += width
    return y + 24
