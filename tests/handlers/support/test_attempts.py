"""When what could not be brought is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.support.attempts import Attempts

START = datetime(2026, 1, 5, 2, tzinfo=UTC)


def test_pauses_double_from_half_an_hour_to_a_day() -> None:
    attempts, now, pauses = Attempts(), START, []
    for _ in range(8):
        attempts.failed(now)
        pauses.append(attempts.due(now) - now)
        now = attempts.due(now)
    assert [pause / timedelta(hours=1) for pause in pauses] == [0.5, 1, 2, 4, 8, 16, 24, 24]


def test_a_failure_before_its_time_moves_nothing() -> None:
    attempts = Attempts()
    attempts.failed(START)
    due = attempts.due(START)
    attempts.failed(START + timedelta(minutes=29))
    assert attempts.due(START) == due


def test_only_a_change_is_news() -> None:
    attempts = Attempts()
    assert not attempts.succeeded()
    assert [attempts.failed(START + timedelta(days=day)) for day in range(3)] == [True, False, False]
    assert attempts.succeeded()
    assert not attempts.succeeded()
    assert attempts.failed(START)


def test_who_hurries_it_has_it_due_at_once_with_the_first_pause_after_that() -> None:
    attempts = Attempts()
    for day in range(4):
        attempts.failed(START + timedelta(days=day))
    attempts.hurry()
    assert attempts.due(START) == START
    assert not attempts.failed(START)  # it still cannot be reached
    assert attempts.due(START) == START + timedelta(minutes=30)
