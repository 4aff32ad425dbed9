"""`python -m bot run`: talk to customers and send notices until asked to stop."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.parser import Commands, add_command, say, settings_of, until_done
from bot.run import run_lasting
from bot.settings import Settings
from bot.shutdown import stop_event
from bot.stray_settings import warn_of_strays


def add_parser(commands: Commands) -> None:
    add_command(commands, "run", run)


def run(options: Namespace) -> int:
    settings = settings_of(options)
    warn_of_strays(settings)
    return until_done(_until_stopped(settings))


async def _until_stopped(settings: Settings) -> None:
    await run_lasting(settings, stopped=stop_event(), say=say)
