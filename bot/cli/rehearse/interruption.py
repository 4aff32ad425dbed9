"""Asked to stop in the middle of a rehearsal."""

from __future__ import annotations

import asyncio


class Stopped(Exception):
    """Somebody pressed Ctrl+C, or a service manager ends the process: clear up and go."""


async def go_on(stopped: asyncio.Event) -> None:
    """Let signals be heard. Raises `Stopped`."""
    await asyncio.sleep(0)
    if stopped.is_set():
        raise Stopped()
