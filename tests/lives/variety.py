"""Lives that differ: each has a contract of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from hypothesis.internal.conjecture.engine import ConjectureRunner


@contextmanager
def varied() -> Iterator[None]:
    """Hypothesis plays what it has found up to six times more, with a part of it repeated. That suits short inputs; of lives
    it makes many of one contract, and a fault that needs a certain contract stays hidden twice as long.
    """
    with patch.object(ConjectureRunner, "generate_mutations_from", _no_more_of_it):
        yield


def _no_more_of_it(runner: ConjectureRunner, data: object) -> None:
    """Go on with another one."""
