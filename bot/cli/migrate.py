"""`python -m bot migrate`: the database's tables, brought up to date."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from bot.cli.parser import DONE, Commands, add_command, say, settings_of
from bot.db.migrate import migrate


def add_parser(commands: Commands) -> None:
    add_command(commands, "migrate", run)


def run(options: Namespace) -> int:
    settings = settings_of(options)
    before, after = asyncio.run(migrate(settings.database_url, busy_s=settings.sqlite_busy_s))
    say(
        "The database is up to date."
        if before == after
        else f"The database was brought up to date ({after})."
    )
    return DONE
