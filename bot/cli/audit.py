"""`python -m bot audit`: every invariant of the books over the whole database; each breach is a line."""

from __future__ import annotations

from argparse import Namespace

from tqdm import tqdm

from bot.cli.parser import DONE, FAILED, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.services import audit_service
from bot.settings import Settings
from domain.audit.service import Violation


def add_parser(commands: Commands) -> None:
    add_command(commands, "audit", run)


def run(options: Namespace) -> int:
    return until_done(audit(settings_of(options), say=say, complain=complain))


async def audit(settings: Settings, *, say: Say, complain: Say) -> int:
    """Run the audit, which reads only. Answers the exit code: 1 where anything does not agree."""
    async with audit_service(settings) as service:
        violations: list[Violation] = []
        checked = 0
        with tqdm(total=await service.loan_count(), desc="loans", unit="", disable=None, leave=False) as bar:
            async for _, found in service.loans():
                violations += found
                checked += 1
                bar.update()
        violations += await service.across()
    for violation in violations:
        complain(f"{violation.where}: {violation.what}.")
    if violations:
        complain(f"{len(violations)} breach(es) in the books.")
        return FAILED
    say(f"The books agree: {checked} loan(s), every entry, every payment, every credit line.")
    return DONE
