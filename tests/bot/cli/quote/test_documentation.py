"""docs/calculator.md: its commands run, and it tells of every option and of no other."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from bot.cli.parser import main
from bot.cli.quote.options import add_options

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "calculator.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^python -m bot (quote .+)$", PAGE, re.MULTILINE)


def test_there_are_commands() -> None:
    assert len(COMMANDS) == 10


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command.split()) == 0
    assert capsys.readouterr().err == ""


def test_the_table_has_every_option_and_no_other() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add_options(parser)
    known = set(re.findall(r"--[a-z-]+", parser.format_help()))
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `--")]
    assert {flag for row in rows for flag in re.findall(r"--[a-z-]+", row)} == known
