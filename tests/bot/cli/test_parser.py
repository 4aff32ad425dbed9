"""The command line loads what the command asked for needs, and nothing of the others."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bot.cli.parser import COMMANDS, main

HEAVY = ("telegram", "sqlalchemy", "pydantic", "sqlmodel")


async def loaded_for(*arguments: str) -> set[str]:
    """The modules that are there once the command's options are known, in a process of its own."""
    code = f"""
import sys
from bot.cli.parser import build_parser
build_parser({list(arguments)!r})
print(*sys.modules)
"""
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    out, _ = await child.communicate()
    assert child.returncode == 0
    return set(out.decode().split())


@pytest.mark.parametrize("arguments", [("--help",), (), ("nonsense",), ("quote",)], ids=str)
async def test_the_list_of_commands_and_the_calculator_need_no_library(arguments: tuple[str, ...]) -> None:
    assert not (await loaded_for(*arguments)).intersection(HEAVY)


async def test_a_command_loads_no_other_command() -> None:
    loaded = await loaded_for("audit")
    others = {command.module for command in COMMANDS} - {"bot.cli.audit"}
    assert "bot.cli.audit" in loaded
    assert not loaded & (others | {"bot.wiring", "bot.run", "telegram"})


async def test_the_assistant_loads_no_web_server_before_a_setting_asks_for_it() -> None:
    loaded = await loaded_for("run")
    assert "bot.run" in loaded
    assert not [name for name in loaded if name.split(".")[:2] == ["bot", "web"] or name == "uvicorn"]


def test_every_command_tells_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.strip()]
    for command in COMMANDS:
        assert command.name in listed
        with pytest.raises(SystemExit) as stopped:
            main([command.name, "--help"])
        assert stopped.value.code == 0
        assert capsys.readouterr().out.startswith(f"usage: python -m bot {command.name} ")
