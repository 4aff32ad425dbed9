"""A process whose background cannot go on ends, in good order and with its reason."""

from __future__ import annotations

import asyncio

import pytest

from bot.cli.parser import GAVE_UP, main
from bot.observer import NobodyWatches
from bot.supervision.failure import GaveUp
from bot.supervision.supervisor import first_of, supervising


async def test_a_task_that_gives_up_ends_the_process_with_its_reason(slept_s: list[float]) -> None:
    stopped = asyncio.Event()

    async def fail() -> None:
        raise KeyError("x")

    with pytest.raises(GaveUp, match="payments failed 20 times"):
        async with (
            supervising(NobodyWatches(), stopped) as supervisor,
            supervisor.repeating("payments", fail),
        ):
            await asyncio.wait_for(stopped.wait(), 5)


@pytest.mark.parametrize("ends", ["by itself", "with an error", "cancelled"])
async def test_anothers_task_that_ends_ends_the_process(ends: str) -> None:
    stopped, go = asyncio.Event(), asyncio.Event()

    async def last() -> None:
        await go.wait()
        if ends == "with an error":
            raise KeyError("x")

    task = asyncio.create_task(last(), name="update_fetcher")
    with pytest.raises(GaveUp, match="update_fetcher ended"):
        async with supervising(NobodyWatches(), stopped) as supervisor:
            with supervisor.watching(task):
                task.cancel() if ends == "cancelled" else go.set()
                await asyncio.wait_for(stopped.wait(), 5)


async def test_what_ends_with_its_block_is_no_failure() -> None:
    stopped = asyncio.Event()
    task = asyncio.create_task(asyncio.sleep(0), name="web")
    async with supervising(NobodyWatches(), stopped) as supervisor:
        with supervisor.watching(task):
            pass
        await task
        async with supervisor.repeating("jobs", lambda: asyncio.sleep(0), every_s=0.01) as jobs:
            await supervisor.first_try(jobs, 5)
            assert jobs.went_well.is_set()
    assert not stopped.is_set()


async def test_only_what_is_to_be_fresh_counts_for_readiness() -> None:
    async with supervising(NobodyWatches(), asyncio.Event()) as supervisor:

        async def hang() -> None:
            await asyncio.Event().wait()

        async with (
            supervisor.repeating("polling", hang, fresh_s=60),
            supervisor.repeating("payments", hang),
        ):
            assert supervisor.stale() == ["polling"]
            supervisor.note_well("polling")
            assert supervisor.stale() == []
        assert supervisor.stale() == []


async def test_waiting_ends_with_what_comes_first() -> None:
    stopped = asyncio.Event()
    assert await first_of(asyncio.sleep(0), stopped)
    assert not await first_of(asyncio.sleep(60), stopped, 0.01)
    stopped.set()
    assert not await first_of(asyncio.sleep(60), stopped)


def test_the_command_line_ends_with_a_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import bot.cli.run

    async def give_up(*_: object, **__: object) -> None:
        raise GaveUp("polling failed 20 times in a row (KeyError)")

    monkeypatch.setattr(bot.cli.run, "run_lasting", give_up)
    assert main(["run"]) == GAVE_UP == 3
    assert capsys.readouterr().err == (
        "error: polling failed 20 times in a row (KeyError); to be started again.\n"
    )
