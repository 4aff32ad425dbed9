"""`python -m bot doctor`: each line as its check ends. Nothing is changed, and only what is needed loaded."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from bot.cli.doctor import time_zone
from bot.cli.doctor.lines import Level, Line, Subject
from bot.cli.parser import DONE, FAILED, WRONG, Commands, add_command, say, until_done

if TYPE_CHECKING:
    from bot.settings import Settings

Check = Callable[["Settings"], Awaitable[Sequence[Line]]]
Tell = Callable[[Line], None]
# What any check may take; those over a network have limits of their own below it.
LONGEST_S = 12.0


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "doctor", run)
    parser.add_argument("--json", action="store_true", help="one JSON object at the end instead of lines")


def run(options: Namespace) -> int:
    lines: list[Line] = []

    def tell(line: Line) -> None:
        lines.append(line)
        if not options.json:
            say(str(line))

    code = _examine(options, tell)
    counts = {level: sum(line.level is level for line in lines) for level in Level}
    if options.json:
        say(
            json.dumps(
                {"checks": [line._asdict() for line in lines], "exit_code": code} | counts, ensure_ascii=False
            )
        )
    else:
        say(_summary(counts))
    return code


def _summary(counts: dict[Level, int]) -> str:
    if counts[Level.FAIL]:
        return f"{counts[Level.FAIL]} to mend before a start, {counts[Level.WARN]} to look at."
    return f"Nothing stands in the way of a start; {counts[Level.WARN]} to look at."


def _examine(options: Namespace, tell: Tell) -> int:
    """Tell each line; return the exit code: 1 where something fails, 2 where the settings cannot be read."""
    zone = time_zone.check()
    tell(zone)
    if zone.level is Level.FAIL:
        return FAILED  # nothing else can be loaded without it
    from bot.cli.doctor.setting_values import load

    settings = load(options.database_url, tell)
    if settings is None:
        return WRONG
    return until_done(_examine_all(settings, tell))


async def _examine_all(settings: Settings, tell: Tell) -> int:
    """Begin every check at once, and tell their lines in order, each as soon as those before it are told."""
    failed = False
    running = [asyncio.create_task(_lines_of(name, check, settings)) for name, check in _checks()]
    try:
        for one in running:
            for line in await one:
                failed |= line.level is Level.FAIL
                tell(line)
    finally:
        for one in running:
            one.cancel()
    return FAILED if failed else DONE


async def _lines_of(name: str, check: Check, settings: Settings) -> Sequence[Line]:
    """Return what the check answers; where it cannot end, that is what there is to tell, and never what it had in hand."""
    try:
        async with asyncio.timeout(LONGEST_S):
            return await check(settings)
    except TimeoutError:
        return [Subject(name).fail(f"no end of it within {LONGEST_S:.0f} s: look at what it waits for.")]
    except Exception as error:
        return [Subject(name).fail(f"the check itself failed ({type(error).__name__}): please report it.")]


def _checks() -> Sequence[tuple[str, Check]]:
    from bot.cli.doctor import (
        clocks,
        database,
        holidays,
        partners,
        setting_values,
        storage,
        telegram_side,
        web,
    )

    return (
        ("settings", setting_values.check),
        ("files", storage.check),
        ("web", web.check),
        ("database", database.check),
        ("clock", clocks.check),
        ("holidays", holidays.check),
        ("Telegram", telegram_side.check),
        ("partners", partners.check),
    )
