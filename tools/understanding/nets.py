"""`make nets`: write of each mesh of the nets which words it cannot do without (domain/understanding/needs.json).

Where none of them occurs, the mesh catches nothing, so it is neither compiled nor tried (`domain.understanding.nets`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import product
from math import fsum
from re import _constants as of  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from domain.understanding.nets import HERE, NEEDS, read_net

NETS = sorted(file.stem for file in HERE.glob("*.txt") if file.stem not in ("pinyin", "syllables"))
MOST_SAYINGS = 40  # of a part of a mesh: where it may say more than so many things, they are not written out
# What a set of words costs: how likely it is that one of them occurs by chance, by their length.
_BY_CHANCE = {1: 1.0, 2: 0.12, 3: 0.03}
Sayings = frozenset[str]


def main() -> None:
    NEEDS.write_text(written(), encoding="utf-8")
    print(f"{NEEDS.name}: {NEEDS.stat().st_size / 1024:.0f} KiB")


def written() -> str:
    """Return what the file has to say of the nets as they stand."""
    lines = []
    for name in NETS:
        needs: dict[str, list[int]] = {}
        for at, mesh in enumerate(read_net(name)[0]):
            for words in needed(mesh) or {""}:
                needs.setdefault(words, []).append(at)
        said = json.dumps(dict(sorted(needs.items())), ensure_ascii=False, separators=(",", ":"))
        lines.append(f'"{name}":{said}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def needed(source: str) -> Sayings | None:
    """Return words of which one has to occur where a pattern catches anything; None where there are none."""
    return _needed(parser.parse(source))


def _needed(nodes: Iterable[tuple[Any, Any]]) -> Sayings | None:
    """Return the best of all that a sequence needs."""
    found: list[Sayings] = []
    run: Sayings = frozenset({""})
    for node in nodes:
        said = _sayings([node])
        if said is not None and len(run) * len(said) <= MOST_SAYINGS:
            run = frozenset(map("".join, product(run, said)))
            continue
        found.append(run)
        run = said if said is not None else frozenset({""})
        if said is None and (inside := _needed_inside(node)) is not None:
            found.append(inside)
    useful = [_fewest(one) for one in (*found, run) if "" not in one]
    return min(useful, key=lambda one: (_cost(one), sorted(one)), default=None)


def _needed_inside(node: tuple[Any, Any]) -> Sayings | None:
    kind, value = node
    if kind is of.SUBPATTERN:
        return _needed(value[-1])
    if kind in (of.MAX_REPEAT, of.MIN_REPEAT, of.POSSESSIVE_REPEAT) and value[0] > 0:
        return _needed(value[2])
    if kind is of.BRANCH:
        each = [_needed(branch) for branch in value[1]]
        return None if None in each else frozenset().union(*filter(None, each))
    return None


def _sayings(nodes: Iterable[tuple[Any, Any]]) -> Sayings | None:
    """Return all that nodes may match; None where that is more than can be written out."""
    said: Sayings = frozenset({""})
    for kind, value in nodes:
        one = _sayings_of(kind, value)
        if one is None or len(said) * len(one) > MOST_SAYINGS:
            return None
        said = frozenset(map("".join, product(said, one)))
    return said


def _sayings_of(kind: Any, value: Any) -> Sayings | None:
    if kind in (of.AT, of.ASSERT, of.ASSERT_NOT):
        return frozenset({""})
    if kind is of.LITERAL:
        return frozenset({chr(value)})
    if kind is of.IN:
        return _characters(value)
    if kind is of.SUBPATTERN:
        return _sayings(value[-1])
    if kind in (of.MAX_REPEAT, of.MIN_REPEAT) and value[1] == 1:
        one = _sayings(value[2])
        return one if one is None or value[0] else one | {""}
    if kind is of.BRANCH:
        each = [_sayings(branch) for branch in value[1]]
        every = frozenset().union(*(one for one in each if one is not None))
        return None if None in each or len(every) > MOST_SAYINGS else every
    return None


def _characters(members: Iterable[tuple[Any, Any]]) -> Sayings | None:
    found: set[str] = set()
    for kind, value in members:
        if kind is of.LITERAL:
            found.add(chr(value))
        elif kind is of.RANGE and value[1] - value[0] < MOST_SAYINGS:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(found)


def _fewest(words: Sayings) -> Sayings:
    """Return words without those that have another of them in them."""
    return frozenset(one for one in words if not any(other != one and other in one for other in words))


def _cost(words: Sayings) -> float:
    return fsum(  # the same in whatever order a set is walked
        _BY_CHANCE.get((len(one) + 1) // 2 if one.isascii() else len(one), _BY_CHANCE[3]) for one in words
    )


if __name__ == "__main__":
    main()
