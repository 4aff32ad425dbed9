"""So many updates a minute of one person."""

from __future__ import annotations

from handlers.ui.throttle import REMEMBERED, Throttle, ThrottleVerdict


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_minutes_worth_comes_at_once_then_as_many_as_the_minute_gives_back() -> None:
    clock = Clock()
    throttle = Throttle(60, clock)
    assert [throttle.pace(1) for _ in range(60)] == [ThrottleVerdict.FINE] * 60
    assert throttle.pace(1) is ThrottleVerdict.TOO_FAST
    assert throttle.pace(1) is ThrottleVerdict.STILL
    clock.at += 1
    assert throttle.pace(1) is ThrottleVerdict.FINE
    assert throttle.pace(1) is ThrottleVerdict.TOO_FAST  # told once more, after it was fine
    clock.at += 60
    assert [throttle.pace(1) for _ in range(60)] == [ThrottleVerdict.FINE] * 60


def test_one_does_not_slow_down_another() -> None:
    throttle = Throttle(1, Clock())
    assert throttle.pace(1) is ThrottleVerdict.FINE
    assert throttle.pace(1) is ThrottleVerdict.TOO_FAST
    assert throttle.pace(2) is ThrottleVerdict.FINE


def test_it_does_not_remember_everybody_for_ever() -> None:
    clock = Clock()
    throttle = Throttle(60, clock)
    for person in range(REMEMBERED):
        throttle.pace(person)
    clock.at += 120
    throttle.pace(REMEMBERED)
    assert len(throttle._busy_until) == 1
