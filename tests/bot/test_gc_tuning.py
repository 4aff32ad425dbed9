"""A start is not interrupted to look for garbage, and what it made is left alone afterwards."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot import gc_tuning


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing was started in this process before, as far as the test knows."""
    monkeypatch.setattr(gc_tuning, "_starts", itertools.count())
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*thresholds)


class Knot:
    """Holds itself, so that only a look at the memory lets it go."""

    gone = 0

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Knot.gone += 1


LOOKS = """
import gc
from bot import gc_tuning
gc_tuning.starting()
before = gc.get_stats()
import bot.cli.parser, bot.run
print(gc.get_stats() == before)
"""


def test_making_the_whole_program_is_never_interrupted_by_a_look_at_the_memory() -> None:
    told = subprocess.run([sys.executable, "-c", LOOKS], capture_output=True, text=True, check=True).stdout
    assert told == "True\n"


def test_what_the_start_made_is_not_looked_at_again() -> None:
    made: list[list[int]] = [[] for _ in range(1000)]
    gone = Knot.gone
    Knot()
    gc.freeze()  # by whoever prepared the process: no reason to look through all of it once more
    gc_tuning.started()
    assert Knot.gone == gone
    assert gc.get_freeze_count() >= len(made)
    assert not any(one is made for one in gc.get_objects())
    assert gc.get_threshold()[0] == gc_tuning.YOUNG


def test_a_second_start_in_the_same_process_lets_go_of_the_first() -> None:
    gc_tuning.started()
    gone = Knot.gone
    Knot()
    gc.freeze()  # as a world that was closed before it was looked at
    gc_tuning.started()
    assert Knot.gone == gone + 1
