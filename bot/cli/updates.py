"""`python -m bot updates`: what came from Telegram and could not be read. What it said is sealed, and is not shown."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.parser import DONE, Commands, Say, add_command, say, settings_of, until_done
from bot.cli.returns import when
from bot.db.store import open_store
from bot.receiving.refused_updates import refusals
from bot.settings import Settings


def add_parser(commands: Commands) -> None:
    add_command(commands, "updates", run)


def run(options: Namespace) -> int:
    return until_done(list_refused(settings_of(options), say=say))


async def list_refused(settings: Settings, *, say: Say) -> int:
    """Answers the exit code."""
    async with open_store(settings) as store:
        refused = await refusals(store.engine)
    if not refused:
        say("Every update could be read.")
    for one in refused:
        number = "-" if one.update_id is None else one.update_id
        again = f"  {one.times} times, last {when(one.last_at)}" if one.times > 1 else ""
        say(f"{when(one.received_at)}  update {number}  {one.size} bytes  {one.reason}{again}")
    return DONE
