"""When what is owed on a loan is not spoken of."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.cases.holds import loans_on_hold, loans_released, promise_days
from domain.cases.types import Hold

TODAY = date(2026, 2, 6)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
PAUSES = st.lists(st.builds(Hold, st.sampled_from("ab"), st.none() | DAYS), max_size=4)


def test_the_last_day_of_a_pause_is_silent_and_the_next_is_not() -> None:
    pause = [Hold("a", TODAY)]
    assert loans_on_hold(pause, TODAY) == {"a"}
    assert loans_on_hold(pause, TODAY + timedelta(days=1)) == set()
    assert loans_released(pause, TODAY, TODAY + timedelta(days=1)) == {"a"}
    assert loans_released(pause, TODAY + timedelta(days=1), TODAY + timedelta(days=2)) == set()


def test_an_open_dispute_is_silent_for_as_long_as_it_is_open() -> None:
    assert loans_on_hold([Hold("a", None)], TODAY + timedelta(days=400)) == {"a"}


def test_a_pause_that_ran_out_while_another_runs_is_not_over() -> None:
    holds = [Hold("a", TODAY - timedelta(days=1)), Hold("a", TODAY + timedelta(days=3))]
    assert loans_released(holds, TODAY - timedelta(days=1), TODAY) == set()


def test_a_pause_that_ran_out_in_a_gap_is_made_up_for() -> None:
    assert loans_released([Hold("a", TODAY - timedelta(days=3))], TODAY - timedelta(days=5), TODAY) == {"a"}


@given(PAUSES, st.integers(1, 10))
def test_every_pause_that_ends_is_over_on_exactly_one_day(holds: list[Hold], step: int) -> None:
    """Whatever days are planned, in whatever steps."""
    day, told = TODAY - timedelta(days=50), 0
    while day < TODAY + timedelta(days=50):
        told += "a" in loans_released(holds, day, day + timedelta(days=step))
        day += timedelta(days=step)
    mine = [one.until for one in holds if one.loan_id == "a"]
    assert told <= len(mine)
    if mine and None not in mine:
        assert told >= 1  # the last of them ends on some day


def test_a_day_can_be_named_until_so_many_days_after_the_due_day() -> None:
    due = TODAY - timedelta(days=1)
    days = promise_days(due, TODAY, 10)
    assert (days[0], days[-1], len(days)) == (TODAY + timedelta(days=1), due + timedelta(days=10), 9)
    assert promise_days(due, due + timedelta(days=10), 10) == ()
    assert promise_days(due, TODAY, 0) == ()
