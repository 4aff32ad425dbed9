"""Labels of buttons as a phone shows them: whole, each another, and no longer than there is room in its row.

Telegram cuts off what is longer, and that is most often the amount at its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from unicodedata import east_asian_width

from domain.value import replace
from handlers.ui.reply import Button, ButtonRow

# In columns of half a Chinese character, by the buttons of a row. A message takes at most 85 % of a phone of 360 points, its
# keyboard as much: 300 points without its edges. Between two buttons lie 4, at the sides of a label 16, and a Chinese
# character is 15 wide: (300 - 4 * (n - 1)) / n - 16, divided by 7.5.
WIDEST = {1: 37, 2: 17, 3: 10, 4: 7}
OF_MANY = 4  # days of a month, hours
_LEAST = 6  # columns that a name keeps
_VARIANT = " · "  # after it comes which one of its kind a thing is
_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"


def laid_out(rows: Sequence[ButtonRow]) -> Iterator[Sequence[Button]]:
    """Yield the rows as they go out: names cut where a label has no room, rows broken where that does not help, and labels
    that are equal numbered.
    """
    if _has_room(rows):
        yield from rows
        return
    numbered = _Numbers(rows)
    for row in rows:
        yield from _broken([numbered.on(button, len(row)) for button in row])


@lru_cache(maxsize=4_096)  # most labels are the same ones, over and over
def width(label: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in label)


def _has_room(rows: Sequence[ButtonRow]) -> bool:
    """Return whether nothing is to be done, as with most keyboards: every label has room, and none is there twice."""
    labels = [button.label for row in rows for button in row]
    return len(set(labels)) == len(labels) and all(
        width(button.label) <= room_in(len(row)) for row in rows for button in row
    )


def room_in(count: int) -> int:
    """Return how many columns each of so many labels in a row has."""
    return WIDEST.get(count, OF_MANY)


def _fitted(button: Button, count: int) -> Button:
    """Cut the name in the label where the whole has no room: first which one of its kind it is, then its end."""
    room = room_in(count)
    if not button.name or width(button.label) <= room:
        return button
    for_name = max(_LEAST, room - width(button.label) + width(button.name))
    return replace(button, label=button.label.replace(button.name, _short(button.name, for_name)))


def _short(name: str, columns: int) -> str:
    short = name.split(_VARIANT, 1)[0]
    if width(short) <= columns:
        return short
    while width(short) >= columns:
        short = short[:-1]
    return f"{short.rstrip()}…"


def _broken(row: Sequence[Button]) -> Iterator[Sequence[Button]]:
    """Yield the row, or as many of as few buttons each as have room."""
    for count in range(len(row), 0, -1):
        parts = [row[at : at + count] for at in range(0, len(row), count)]
        if count == 1 or all(width(one.label) <= room_in(len(part)) for part in parts for one in part):
            yield from parts
            return


class _Numbers:
    """Tells labels apart that are equal and lead to different things. A sign stands beside what it is about."""

    def __init__(self, rows: Sequence[ButtonRow]) -> None:
        buttons = [_fitted(button, len(row)) for row in rows for button in row]
        counts = Counter(
            one.label for one in {(button.label, button.action): button for button in buttons}.values()
        )
        self._left = {
            label: list(_NUMBERS) for label, count in counts.items() if count > 1 and len(label) > 1
        }

    def on(self, button: Button, count: int) -> Button:
        """Return the button as it fits into a row of so many, with its number where it has one."""
        fitted = _fitted(button, count)
        numbers = self._left.get(fitted.label)
        if not numbers or button.action is None:
            return fitted
        return _fitted(replace(button, label=f"{numbers.pop(0)} {button.label}"), count)
