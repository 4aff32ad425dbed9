"""On which days is written, and that a gap loses none of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notices.cadence import before_report
from domain.outbox.steps import before, due_days, is_reached
from domain.terms import NoticeTerms

DUE = date(2026, 2, 5)
USUAL = NoticeTerms()


def test_before_the_due_day_the_rungs_are_negative() -> None:
    assert before(USUAL.before) == (-7, -3, -1)


@pytest.mark.parametrize(("reported_after", "steps"), [(None, ()), (30, (27,)), (3, (1,)), (1, (1,))])
def test_what_is_reported_is_told_three_days_before_and_not_before_it_is_late(
    reported_after: int | None, steps: tuple[int, ...]
) -> None:
    assert before_report(NoticeTerms(reported_after=reported_after)) == steps


@pytest.mark.parametrize(
    ("day", "reached"),
    [
        (date(2026, 1, 29), True),
        (date(2026, 1, 30), False),
        (date(2026, 2, 2), True),
        (date(2026, 2, 5), False),
    ],
)
def test_a_rung_is_reached_on_its_day_only(day: date, reached: bool) -> None:
    assert is_reached(before(USUAL.before), DUE, day - timedelta(days=1), day) is reached


@given(
    st.integers(0, 60),
    st.lists(st.integers(1, 7), min_size=1, max_size=30),
    st.sets(st.integers(-30, 60), min_size=1, max_size=6),
)
def test_however_long_the_gaps_every_rung_is_spoken_of_once(
    offset: int, gaps: list[int], steps: set[int]
) -> None:
    start = DUE - timedelta(days=offset)
    days = [start]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    told = [
        step for since, until in pairwise(days) for step in steps if is_reached((step,), DUE, since, until)
    ]
    assert sorted(told) == sorted(step for step in steps if start < DUE + timedelta(days=step) <= days[-1])


@given(st.integers(1, 7), st.integers(-40, 40), st.sets(st.integers(-30, 60), min_size=1, max_size=6))
def test_the_due_days_to_look_for_are_those_that_came_to_a_rung(
    gap: int, unreachable: int, steps: set[int]
) -> None:
    since = DUE + timedelta(days=unreachable)
    until = since + timedelta(days=gap)
    assert (DUE in due_days(steps, since, until)) is is_reached(steps, DUE, since, until)
