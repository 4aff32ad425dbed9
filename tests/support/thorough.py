"""How much of what takes long a usual run does, and how much a thorough one: `make test THOROUGH=1`.

A rule is held by every run. What shows the same rule once more (another language of a screen, the second kind of database,
another pair of two things that do not touch each other, more lives) is marked `thorough`, or has a smaller size.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

import pytest

THOROUGH = os.environ.get("THOROUGH") == "1"
_PARAMETER = type(pytest.param())
_T = TypeVar("_T")


def either(usual: _T, thorough: _T) -> _T:
    """Return a size, by the kind of run."""
    return thorough if THOROUGH else usual


def some(usual: Iterable[Any], more: Iterable[Any]) -> list[Any]:
    """Return values of a parameter, of which those in `more` are for thorough runs."""
    return [*usual, *(_thoroughly(_parameter(one)) for one in more)]


def by_turns(ones: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """Return all pairs of values of two parameters, of which a usual run has as many as it takes to meet each value."""
    usual = {(number % len(ones), number % len(others)) for number in range(max(len(ones), len(others)))}
    pairs = []
    for place, one in enumerate(map(_parameter, ones)):
        for other_place, other in enumerate(map(_parameter, others)):
            ids = [part.id for part in (one, other)]
            pair = pytest.param(
                *one.values,
                *other.values,
                marks=[*one.marks, *other.marks],
                id="-".join(ids) if None not in ids else None,
            )
            pairs.append(pair if (place, other_place) in usual else _thoroughly(pair))
    return pairs


def leave_out(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return what is run, and what is left to thorough runs. Where all that is wanted of a test is marked, it is run: no
    rule is without its test, and whatever is asked for by its name is run.
    """
    usual = {_test_of(item) for item in items if not _is_thorough(item)}
    kept, left = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        is_left = not THOROUGH and _is_thorough(item) and _test_of(item) in usual
        (left if is_left else kept).append(item)
    return kept, left


def _parameter(value: Any) -> Any:
    return value if isinstance(value, _PARAMETER) else pytest.param(value)


def _thoroughly(parameter: Any) -> Any:
    return pytest.param(*parameter.values, marks=[*parameter.marks, pytest.mark.thorough], id=parameter.id)


def _is_thorough(item: pytest.Item) -> bool:
    return item.get_closest_marker("thorough") is not None


def _test_of(item: pytest.Item) -> Hashable:
    return item.parent, getattr(item, "originalname", None) or item.name
