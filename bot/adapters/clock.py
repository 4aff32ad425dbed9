"""Real time, and which clock a process lives on."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # not for the calculator, which only asks what day it is
    from bot.settings import Settings
    from domain.ports import Clock


class SystemClock:
    """The machine's clock. Fulfils `domain.ports.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@contextlib.asynccontextmanager
async def open_clock(settings: Settings) -> AsyncIterator[Clock]:
    """Yield the clock that the settings name, let go at the end. Raises `SettingsError` where it cannot be reached."""
    if settings.clock_url is None:
        yield SystemClock()
        return
    from bot.adapters.virtual_clock import VirtualClock  # with its connection, for those who live on one
    from bot.settings import SettingsError

    try:
        clock = await VirtualClock.connect(settings.clock_url)
    except OSError:
        raise SettingsError(f"CLOCK_URL is wrong: no sandbox answers at {settings.clock_url}.") from None
    try:
        yield clock
    finally:
        await clock.aclose()
