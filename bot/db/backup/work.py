"""Long work in a thread that can be broken off, and the folder in which it leaves its halves."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar

from bot.private_files import FOLDER
from bot.settings import SettingsError

T = TypeVar("T")
# How much is done, of how much: bytes, pages or rows.
Passed = Callable[[int, int], None]
NOT_TOUCHED = " What was there is as it was."
_WORK = ".backup-work"


class BrokenOff(Exception):
    """Ends the thread of whoever does not wait for it any more."""


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """Raise `SettingsError` with what SQLite says: a full disk, a lock that is kept, a damaged page."""
    try:
        yield
    except sqlite3.Error as error:
        raise SettingsError(f"{what}: {error}.{NOT_TOUCHED}") from error


async def in_thread(work: Callable[[Passed], T], passed: Passed) -> T:
    """Run `work` in a thread, with something to call as it goes on. Cancelled, it ends there and leaves nothing running."""
    over = False

    def goes_on(done: int, total: int) -> None:
        if over:
            raise BrokenOff
        passed(done, total)

    job = asyncio.get_running_loop().run_in_executor(None, work, goes_on)
    try:
        return await asyncio.shield(job)
    except asyncio.CancelledError:
        over = True
        await asyncio.wait([job])
        job.exception()  # seen, or it would be reported as forgotten
        raise


@contextlib.asynccontextmanager
async def work_folder(parent: Path) -> AsyncIterator[Path]:
    """Yield a folder in `parent` that nobody else can read, gone at the end; what a killed one left is cleared away first.

    Raises `SettingsError` where another backup is being made or restored there.
    """
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go of with the process
        except BlockingIOError:
            raise SettingsError(
                f"another backup is being made, or restored, in {parent}: wait for its end."
            ) from None
        folder = parent / _WORK
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=FOLDER)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
