"""Which of several things words name, by a piece of a name: 手机 is the 小米手机 15. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from domain.patterns import pattern
from domain.text import LocalText, folded, simplified

_NAME = pattern(r"[\u4e00-\u9fff]+|[a-z][a-z0-9]*")
SHORTEST_NAME = 2
Thing = TypeVar("Thing")


def said_in(things: Sequence[tuple[Thing, Iterable[LocalText]]], said: str) -> tuple[Thing, ...]:
    """Return the things of whose names the longest piece is in the words; none where none is. Each comes with its names."""
    words = simplified(folded(said))
    closeness = [max((_common(name, words) for name in _texts(names)), default=0) for _, names in things]
    closest = max(closeness, default=0)
    if closest < SHORTEST_NAME:
        return ()
    return tuple(thing for (thing, _), close in zip(things, closeness, strict=True) if close == closest)


def _texts(names: Iterable[LocalText]) -> Iterable[str]:
    return (simplified(folded(text)) for name in names for text in name.texts.values())


def _common(name: str, words: str) -> int:
    """Return how long the longest piece of a name is that stands in the words: characters of Chinese, whole words else."""
    said = set(_NAME.findall(words))
    return max((_longest(part, words, said) for part in _NAME.findall(name)), default=0)


def _longest(part: str, words: str, said: set[str]) -> int:
    if part.isascii():
        return len(part) if len(part) > SHORTEST_NAME and part in said else 0
    spans = (
        (end - start, part[start:end])
        for start in range(len(part))
        for end in range(start + 1, len(part) + 1)
    )
    return max((length for length, piece in spans if piece in words), default=0)
