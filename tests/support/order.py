"""What takes long is begun first, shared out among the workers: were it to come last, all but one of them would wait."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pytest

BROWSER, LONG = "browser", "long"


def begin_with_the_long(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Put the tests marked `long` in front of each worker's share, file by file; the others stay in their order. Those with
    a browser come first, too, and all to one worker: each that meets one starts its own.

    A share is as `--dist worksteal` deals it out first: as many of the next tests as of those left, for each worker left.
    """
    together: dict[Hashable, list[pytest.Item]] = {}
    others = []
    for item in items:
        if is_begun_first(item):
            together.setdefault(BROWSER if _has(item, BROWSER) else item.path, []).append(item)
        else:
            others.append(item)
    fronts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for group in together.values():
        min(fronts, key=len).extend(group)
    ordered, taken = list[pytest.Item](), 0
    for number, front in enumerate(fronts):
        share = (len(items) - len(ordered)) // (workers - number)
        rest = max(share - len(front), 0)
        ordered += [*front, *others[taken : taken + rest]]
        taken += rest
    return ordered


def is_begun_first(item: pytest.Item) -> bool:
    return _has(item, LONG) or _has(item, BROWSER)


def _has(item: pytest.Item, mark: str) -> bool:
    return item.get_closest_marker(mark) is not None
