"""A bar for what takes more than a second, and the end of it when it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Iterator
from typing import Any

from tqdm import tqdm

from bot.cli.parser import FAILED, Say
from bot.db.backup.work import Passed


@contextlib.contextmanager
def shown(step: str) -> Iterator[Passed]:
    """Show the bar of a step while the block runs, on a terminal."""
    with tqdm(desc=step, unit="", unit_scale=True, delay=1, disable=None, leave=False) as bar:

        def passed(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield passed


async def until_stopped(work: Coroutine[Any, Any, int], complain: Say, sentence: str) -> int:
    """Do the work, which Ctrl+C and SIGTERM break off with the sentence; answers the exit code."""
    here = asyncio.current_task()
    assert here is not None
    with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):  # as `bot.shutdown`
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, here.cancel)
    try:
        return await work
    except asyncio.CancelledError:
        complain(sentence)
        return FAILED
