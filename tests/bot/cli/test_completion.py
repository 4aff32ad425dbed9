"""The shell completes what there is to type, each word where it belongs."""

from __future__ import annotations

import subprocess

import pytest

from bot.cli.completion import bash_script, levels, zsh_script
from bot.cli.parser import COMMANDS


def offered(*typed: str) -> set[str]:
    """What bash offers in place of the last word."""
    words = " ".join(f"'{word}'" for word in ("fenqi", *typed))
    tab = f'COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _fenqi; printf "%s\\n" "${{COMPREPLY[@]}}"'
    asked = f"{bash_script(levels())}\n{tab}"
    ran = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("",), {command.name for command in COMMANDS} | {"-h", "--help", "--version"}),
        (("re",), {"restore", "refunds", "rehearse"}),
        (("catalog", "i"), {"import"}),
        (("catalog", "import", "--d"), {"--database-url"}),
        (("quote", "--day-count", ""), {"monthly", "30/360", "actual/360", "actual/365"}),
        (("completion", ""), {"bash", "zsh", "-h", "--help"}),
        (("backup", "--database-url", "run", "--f"), set()),  # a value is no command
    ],
)
def test_bash_is_offered_what_may_come_next(typed: tuple[str, ...], words: set[str]) -> None:
    assert offered(*typed) == words


def test_zsh_is_told_what_each_word_does() -> None:
    script = zsh_script(levels())
    assert script.startswith("#compdef fenqi\n")
    for command in COMMANDS:
        assert f"{command.name}:{command.summary.split(chr(39))[0]}" in script
