"""Being asked to stop: by Ctrl+C or by a service manager."""

from __future__ import annotations

import asyncio
import contextlib
import signal


def stop_event() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set, on the running loop. Where signals cannot be had it is never set."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not in the main thread (a test's loop), or not on this platform.
        with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    return stopped


class Stopped(Exception):
    """Asked to stop in the middle of it: clear up and go."""


async def go_on(stopped: asyncio.Event) -> None:
    """Let signals be heard. Raises `Stopped`."""
    await asyncio.sleep(0)
    if stopped.is_set():
        raise Stopped()
