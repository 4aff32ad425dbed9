"""The backup before an upgrade, for each command that changes tables."""

from __future__ import annotations

from bot.adapters.clock import SystemClock
from bot.cli.parser import Say
from bot.cli.progress import shown
from bot.db.backup.press import back_up_before_upgrade
from bot.settings import Settings


async def back_up_first(settings: Settings, *, say: Say) -> None:
    """Make a backup where tables that are there are going to change. Raises `SettingsError` where it cannot be made."""
    made = await back_up_before_upgrade(settings, SystemClock().now(), shown)
    if made is not None:
        say(f"The database is going to be upgraded; as it is now it was backed up to {made}.")
