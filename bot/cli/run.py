"""`python -m bot run`: talk to customers and send notices until asked to stop."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.parser import Commands, add_watched, say, settings_of
from bot.run import run_lasting
from bot.shutdown import live
from bot.stray_settings import warn_of_strays


def add_parser(commands: Commands) -> None:
    add_watched(commands, "run", run)


def run(options: Namespace) -> int:
    settings = settings_of(options, metrics_port=options.metrics_port)
    warn_of_strays(settings)
    return live(lambda stopped, in_hand: run_lasting(settings, stopped=stopped, in_hand=in_hand, say=say))
