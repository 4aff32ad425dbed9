"""`python -m bot deliver`: send the notices that are due until asked to stop."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.parser import Commands, add_watched, say, settings_of
from bot.run import run_deliverer
from bot.shutdown import live
from bot.stray_settings import warn_of_strays


def add_parser(commands: Commands) -> None:
    add_watched(commands, "deliver", run)


def run(options: Namespace) -> int:
    settings = settings_of(options, metrics_port=options.metrics_port)
    warn_of_strays(settings)
    return live(lambda stopped, _: run_deliverer(settings, stopped=stopped, say=say))
