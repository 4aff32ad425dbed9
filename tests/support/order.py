"""What takes long is begun first, shared out among the workers: were it to come last, all but one of them would wait."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pytest


def begin_with_the_long(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Put the tests marked `long` in front of each worker's share, file by file; the others stay in their order.

    A share is as `--dist worksteal` deals it out first: as many of the next tests as of those left, for each worker left.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    fronts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for _, of_a_file in groupby(long, key=lambda item: item.path):
        min(fronts, key=len).extend(of_a_file)
    ordered, taken = list[pytest.Item](), 0
    for number, front in enumerate(fronts):
        share = (len(items) - len(ordered)) // (workers - number)
        rest = max(share - len(front), 0)
        ordered += [*front, *others[taken : taken + rest]]
        taken += rest
    return ordered
