"""`python -m bot console`: the pages for the shop's people, in a process of their own, until asked to stop."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.parser import Commands, add_watched, say, settings_of
from bot.shutdown import live
from bot.stray_settings import warn_of_strays


def add_parser(commands: Commands) -> None:
    add_watched(commands, "console", run)


def run(options: Namespace) -> int:
    from bot.console.process import run_console

    settings = settings_of(options, metrics_port=options.metrics_port)
    warn_of_strays(settings)
    return live(lambda stopped, _: run_console(settings, stopped=stopped, say=say))
