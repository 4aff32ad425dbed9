"""`python -m bot questions`: what was not understood, masked and grouped, and how answers were rated."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from bot.cli.parser import DONE, Commands, Say, add_command, say, settings_of, until_done
from bot.cli.services import missed_service
from bot.settings import Settings
from domain.questions.results import MissedGroup
from domain.questions.service import KEPT_DAYS

COLUMNS = ("topic", "words", "count", "locale", "decision")
MOST_SHOWN = 50


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "questions", run)
    parser.add_argument(
        "--days",
        type=int,
        default=KEPT_DAYS,
        choices=range(1, KEPT_DAYS + 1),
        metavar="N",
        help="the last N days only",
    )
    parser.add_argument(
        "--csv",
        type=Path,
        metavar="FILE",
        help="all of it, with an empty column for the topic, to label and train with",
    )


def run(options: Namespace) -> int:
    return until_done(show(settings_of(options), options.days, options.csv, say=say))


async def show(settings: Settings, days: int, file: Path | None, *, say: Say) -> int:
    """Answers the exit code."""
    async with missed_service(settings) as service:
        groups, ratings = await service.groups(days), await service.ratings(days)
    if file is not None:
        _write(file, groups)
        say(f"{len(groups)} sentences in {file}")
        return DONE
    say(
        f"not understood in {days} days: {sum(group.count for group in groups)}, {len(groups)} of them different"
    )
    for group in groups[:MOST_SHOWN]:
        say(f"{group.count:5}  {group.decision:7}  {group.locale:5}  {group.words}")
    if len(groups) > MOST_SHOWN:
        say(f"and {len(groups) - MOST_SHOWN} more: --csv FILE writes all of them")
    for rated in ratings:
        say(f"{rated.topic}: useful {rated.useful}, not {rated.not_useful}")
    return DONE


def _write(file: Path, groups: tuple[MissedGroup, ...]) -> None:
    from handlers.ui.spreadsheet import spreadsheet

    rows = [("", one.words, str(one.count), one.locale, one.decision) for one in groups]
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as out:
        out.write(spreadsheet([COLUMNS, *rows]))
