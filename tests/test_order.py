"""The order of the test run."""

from __future__ import annotations

import pytest

from tests.support.order import begin_with_the_long, is_begun_first

WORKERS = 3


def test_every_worker_begins_with_its_long_tests_and_none_is_lost(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    ordered = begin_with_the_long(items, WORKERS)
    assert sorted(item.nodeid for item in ordered) == sorted(item.nodeid for item in items)
    one, two = len(items) // WORKERS, (len(items) - len(items) // WORKERS) // 2
    for share in (ordered[:one], ordered[one : one + two], ordered[one + two :]):
        is_first = [is_begun_first(item) for item in share]
        assert is_first == sorted(is_first, reverse=True)


def test_one_worker_has_all_that_need_a_browser(request: pytest.FixtureRequest) -> None:
    ordered = begin_with_the_long(request.session.items, WORKERS)
    places = [place for place, item in enumerate(ordered) if item.get_closest_marker("browser")]
    assert [place - number for number, place in enumerate(places)] == places[:1] * len(places)
