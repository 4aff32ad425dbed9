"""The order of the test run."""

from __future__ import annotations

import pytest

from tests.support.order import begin_with_the_long

WORKERS = 3


def test_every_worker_begins_with_its_long_tests_and_none_is_lost(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    ordered = begin_with_the_long(items, WORKERS)
    assert sorted(item.nodeid for item in ordered) == sorted(item.nodeid for item in items)
    one, two = len(items) // WORKERS, (len(items) - len(items) // WORKERS) // 2
    for share in (ordered[:one], ordered[one : one + two], ordered[one + two :]):
        is_long = [item.get_closest_marker("long") is not None for item in share]
        assert is_long == sorted(is_long, reverse=True)
