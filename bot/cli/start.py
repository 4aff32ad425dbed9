"""`python -m bot start`, which is `make run`: everything a newcomer needs, in one go."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from bot.cli.parser import Commands, add_command, complain, say, settings_of, until_done
from bot.cli.prepare import EXAMPLE_CATALOG, prepare
from bot.cli.sandbox import SandboxOptions, run_sandbox
from bot.db.example_shop import is_play
from bot.run import run_lasting
from bot.settings import Settings
from bot.shutdown import InHand, live
from bot.stray_settings import warn_of_strays


def add_parser(commands: Commands) -> None:
    add_command(commands, "start", run)


def run(options: Namespace) -> int:
    settings = settings_of(options)
    warn_of_strays(settings)
    if settings.bot_token is None:
        return until_done(run_sandbox(settings, SandboxOptions(), say=say, complain=complain))
    return live(lambda stopped, in_hand: _run_prepared(settings, stopped, in_hand))


async def _run_prepared(settings: Settings, stopped: asyncio.Event, in_hand: InHand) -> None:
    await prepare(settings, EXAMPLE_CATALOG if is_play(settings) else None, say=say, complain=complain)
    await run_lasting(settings, stopped=stopped, in_hand=in_hand, say=say)
