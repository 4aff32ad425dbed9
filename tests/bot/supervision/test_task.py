"""A background task goes on after whatever happened, is patient with what passes, and gives up at the end."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from telegram.error import NetworkError, RetryAfter

from bot.observer import NobodyWatches
from bot.supervision.failure import GaveUp
from bot.supervision.task import ENDLESS, Patience, Task


class Counting(NobodyWatches):
    """Counts what failed."""

    def __init__(self) -> None:
        self.failed: Counter[str] = Counter()

    def task_failed(self, task: str) -> None:
        self.failed[task] += 1


class Rounds:
    """Each round ends as told; after the last the task is ended."""

    def __init__(self, *ends: BaseException | None) -> None:
        self._ends = list(ends)

    async def __call__(self) -> None:
        if not self._ends:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.Event().wait()
        end = self._ends.pop(0)
        if end is not None:
            raise end


async def run(*ends: BaseException | None, patience: Patience | None = None) -> Counting:
    observer = Counting()
    task = Task("polling", Rounds(*ends), observer, every_s=3.0, patience=patience or Patience())
    with pytest.raises(asyncio.CancelledError):
        await asyncio.ensure_future(task.run_forever())
    return observer


async def test_pauses_double_up_to_half_a_minute_and_begin_anew_after_a_round_that_went_well(
    slept_s: list[float],
) -> None:
    observer = await run(*[NetworkError("x")] * 7, None, KeyError("result"))
    assert slept_s == [1, 2, 4, 8, 16, 30, 30, 3, 1]
    assert observer.failed == {"polling": 8}


async def test_told_to_come_later_it_comes_when_asked_to_and_that_is_no_failure(slept_s: list[float]) -> None:
    observer = await run(RetryAfter(17), RetryAfter(3600))
    assert slept_s == [17, 3600]
    assert observer.failed == {}


async def test_what_it_waited_for_being_broken_off_by_another_is_a_failure_and_no_end(
    slept_s: list[float],
) -> None:
    assert (await run(asyncio.CancelledError(), None)).failed == {"polling": 1}


@pytest.mark.parametrize(
    "error",
    [
        KeyError("result"),
        TypeError(),
        RecursionError(),
        PoolTimeout("no connection left"),
        OperationalError("UPDATE x", {"name": "张三"}, Exception("locked")),
        OSError(28, "No space left on device"),
        asyncio.CancelledError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_no_kind_of_error_ends_it(error: BaseException, slept_s: list[float]) -> None:
    assert (await run(error, None, error, None)).failed == {"polling": 2}


async def test_twenty_unexpected_failures_in_a_row_are_the_end(slept_s: list[float]) -> None:
    task = Task("polling", Rounds(*[KeyError("x")] * 19, None, *[KeyError("x")] * 20), Counting())
    with pytest.raises(GaveUp, match="polling failed 20 times in a row"):
        await task.run_forever()


async def test_an_outage_that_passes_is_waited_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr("bot.supervision.task.monotonic", lambda: now_s)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(GaveUp, match="60 minutes"):
        await Task("polling", Rounds(*[NetworkError("x")] * 1000), Counting()).run_forever()
    assert 3600 < now_s < 3640
    now_s = 0.0
    asked = [RetryAfter(5000), *[NetworkError("x")] * 1000]
    with pytest.raises(GaveUp):  # the hour begins where Telegram's own time ends
        await Task("polling", Rounds(*asked), Counting()).run_forever()
    assert 8600 < now_s < 8640


async def test_what_nobody_waits_for_is_tried_until_it_is_done(slept_s: list[float]) -> None:
    task = Task("menus", Rounds(*[KeyError("x")] * 50, RetryAfter(0), None), Counting(), patience=ENDLESS)
    await task.run_once()
    assert max(slept_s) == 600
    assert task.went_well.is_set()


async def test_a_round_that_takes_too_long_is_broken_off_and_made_again() -> None:
    rounds, again = 0, asyncio.Event()

    async def hang() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            again.set()
        await asyncio.Event().wait()

    observer = Counting()
    task = Task("jobs", hang, observer, limit_s=0.01, patience=Patience(first_pause_s=0.0))
    running = asyncio.create_task(task.run_forever())
    await asyncio.wait_for(again.wait(), 5)
    running.cancel()
    assert observer.failed["jobs"] >= 1


async def test_each_failure_is_a_line_and_each_kind_a_traceback_once(
    slept_s: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    database = OperationalError("UPDATE x", {"name": "张三"}, Exception("locked"))
    with caplog.at_level(logging.WARNING):
        await run(*[KeyError("张三")] * 5, TypeError("y"), database, NetworkError("Timed out"))
    assert [record.getMessage() for record in caplog.records][4:] == [
        "polling: KeyError; again in 16 s",
        "polling: TypeError; again in 30 s",
        "polling: OperationalError: locked; again in 2 s",
        "polling: NetworkError: Timed out; again in 30 s",
    ]
    assert [bool(record.exc_info) for record in caplog.records] == [True, *[False] * 4, True, False, False]


async def test_a_database_that_is_away_is_looked_for_soon_and_logged_once_a_minute(
    slept_s: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    away = OperationalError("SELECT 1", None, Exception("the server is away"))
    with caplog.at_level(logging.WARNING):
        await run(*[away] * 343)
    assert slept_s == [1, *[2] * 342]
    assert [record.getMessage() for record in caplog.records] == [
        "polling: OperationalError: the server is away; again in 1 s"
    ]


async def test_it_is_stale_until_a_round_went_well_and_when_none_did_for_too_long(
    slept_s: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = 100.0
    monkeypatch.setattr("bot.supervision.task.monotonic", lambda: now_s)
    task = Task("polling", Rounds(None), Counting(), fresh_s=60.0)
    assert task.is_stale
    with pytest.raises(asyncio.CancelledError):
        await asyncio.ensure_future(task.run_forever())
    assert not task.is_stale
    now_s += 61
    assert task.is_stale
    task.note_well()
    assert not task.is_stale
