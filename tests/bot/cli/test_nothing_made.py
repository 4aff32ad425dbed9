"""Where there is no database yet, no command but those that prepare one makes anything: no file, no folder, no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.parser import WRONG, main

COMMANDS = (
    ["run"],
    ["deliver"],
    ["audit"],
    ["backup"],
    ["updates"],
    ["cases", "1"],
    ["customers", "unreachable"],
    ["refunds", "list"],
    ["payments", "list"],
    ["verify", "ABCD"],
    ["rehearse", "--days", "1"],
    ["keys", "rotate"],
    ["keys", "prune"],
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_without_a_database_says_so_and_makes_nothing(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "1:nobody")
    assert main(arguments) == WRONG
    shown = capsys.readouterr().err
    assert shown.startswith("error: ")
    assert "python -m bot migrate" in shown or "keys" in shown or "no key file" in shown
    assert list(tmp_path.iterdir()) == []
