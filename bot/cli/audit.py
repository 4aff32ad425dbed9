"""`python -m bot audit`: every invariant of the books over the whole database; each breach is a line."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from tqdm import tqdm

from bot.adapters.cipher import PlaceCipher, usable_keys
from bot.adapters.clock import SystemClock
from bot.adapters.keys import key_file_is_new
from bot.cli.anchor_file import lines_of, read_anchors
from bot.cli.parser import DONE, FAILED, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.services import Auditing, open_audit
from bot.db.sealed_accounts import accounts_in_doubt, numbers_in_doubt, rows_in_doubt
from bot.db.sealed_fields import count_rows, rows_of_fields
from bot.settings import Settings
from domain.audit.anchors import Anchors, Head
from domain.audit.service import Violation
from domain.dates import business_day
from domain.errors import SealBroken
from domain.privacy.results import RETENTION_YEARS
from domain.privacy.rules import kept_until
from domain.staff.chain import check_log

TO_STDOUT = "-"
STAFF_LOG = "staff-log"  # its name among the anchored books


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "audit", run)
    parser.add_argument(
        "--anchor",
        metavar="FILE",
        help="hold the ledgers against the heads in this file, then add today's; - writes them to stdout",
    )


def run(options: Namespace) -> int:
    aside = partial(print, file=sys.stderr, flush=True) if options.anchor == TO_STDOUT else say
    return until_done(audit(settings_of(options), options.anchor, say=aside, complain=complain))


async def audit(settings: Settings, anchor: str | None = None, *, say: Say, complain: Say) -> int:
    """Run the audit, which only reads the database. Answers the exit code: 1 where anything does not agree."""
    anchors = Anchors({} if anchor in (None, TO_STDOUT) else read_anchors(Path(str(anchor))))
    now = SystemClock().now()
    with_keys = not key_file_is_new(settings)
    async with open_audit(settings, with_keys=with_keys) as auditing:
        service = auditing.service
        violations, checked = await _books("loans", await service.loan_count(), service.loans(anchors))
        wrong, bought = await _books("purchases", await service.purchase_count(), service.purchases(anchors))
        violations += wrong
        wrong, logged = await _staff_log(auditing, settings, anchors, with_keys=with_keys)
        violations += [*wrong, *_missing(anchors, business_day(now)), *await auditing.service.across()]
        fields = await _fields(auditing, settings, violations) if with_keys else 0
        violations += await _accounts(auditing, settings) if with_keys else []
        old, old_fen = await auditing.service.never_billed()
    for violation in violations:
        complain(f"{violation.where}: {violation.what}.")
    if not with_keys:
        complain(
            f"the keys are not here (FIELD_KEYS, or the key file in {settings.data_dir}): neither the sealed fields nor the"
            " keys of the chains were checked."
        )
    if anchor is not None:
        _note(anchors, anchor, now, say=say, complain=complain)
    if old:
        say(
            f"{old} loan(s) were signed before a fee at drawdown was billed: {old_fen} fen were disclosed, and are not"
            " charged afterwards (docs/rules/repayment-methods.md). That is no breach."
        )
    if violations:
        complain(f"{len(violations)} breach(es) in the books.")
        return FAILED
    also = f", {bought} purchase(s) at once" if bought else ""
    say(f"The books agree: {checked} loan(s){also}, every entry, every payment, every credit line.")
    if logged:
        say(f"The log of the staff is whole: {logged} line(s).")
    if fields:
        say(f"Every sealed field opens in its place: {fields}.")
    return DONE


async def _books(
    what: str, total: int, found: AsyncIterator[tuple[str, list[Violation]]]
) -> tuple[list[Violation], int]:
    """Return what is wrong with all of them, and how many there are."""
    violations: list[Violation] = []
    checked = 0
    with tqdm(total=total, desc=what, unit="", disable=None, leave=False) as bar:
        async for _, wrong in found:
            violations += wrong
            checked += 1
            bar.update()
    return violations, checked


async def _staff_log(
    auditing: Auditing, settings: Settings, anchors: Anchors, *, with_keys: bool
) -> tuple[list[Violation], int]:
    """Return what is wrong with the log of the shop's people, and how many lines it has."""
    cipher = PlaceCipher(usable_keys(settings)) if with_keys else None
    noted = anchors.noted.get(STAFF_LOG)
    found = await check_log(auditing.store, cipher, noted.count if noted is not None else 0)
    head = Head(found.count, found.last) if found.count and not found.breaches else None
    wrong = [*found.breaches, *anchors.hold(STAFF_LOG, found.count, found.at_asked, head)]
    return [Violation("log of the staff", what) for what in wrong], found.count


def _missing(anchors: Anchors, today: date) -> Iterator[Violation]:
    """Yield what was anchored and is gone, though they have to be kept."""
    for loan_id, head in anchors.missing():
        if head.settled_on is None or today <= kept_until(head.settled_on, RETENTION_YEARS):
            anchors.broken = True
            yield Violation(
                f"ledger {loan_id}", f"was anchored with {head.count} ledger entries, and is gone"
            )


async def _fields(auditing: Auditing, settings: Settings, violations: list[Violation]) -> int:
    """Open every sealed field in its place; return how many do."""
    cipher, opened = PlaceCipher(usable_keys(settings)), 0
    engine = auditing.store.engine
    with tqdm(total=await count_rows(engine), desc="fields", unit=" rows", disable=None, leave=False) as bar:
        async for rows, fields in rows_of_fields(engine):
            for one in fields:
                try:
                    cipher.check(one.token, one.place)
                    opened += 1
                except SealBroken:
                    violations.append(
                        Violation(one.name, "does not open in its place: moved, altered, or without its key")
                    )
            bar.update(rows)
    return opened


async def _accounts(auditing: Auditing, settings: Settings) -> list[Violation]:
    """Return whose Telegram account is not the one that was sealed as theirs, and what else says so that nobody proved."""
    cipher, engine = PlaceCipher(usable_keys(settings)), auditing.store.engine
    in_doubt = [
        Violation(f"{table} {row_id}", what)
        for table, found in (
            ("customers", accounts_in_doubt(engine, cipher)),
            ("identities", numbers_in_doubt(engine, cipher)),
        )
        async for row_id, what in found
    ]
    rows = rows_in_doubt(engine, cipher)
    return in_doubt + [Violation(f"{table} {row_id}", what) async for table, row_id, what in rows]


def _note(anchors: Anchors, anchor: str, now: datetime, *, say: Say, complain: Say) -> None:
    """Add today's heads, unless a chain or an anchor does not hold."""
    if anchors.broken:
        complain("no heads were added: a ledger does not agree with its chain, or with what was anchored.")
        return
    lines = "".join(f"{line}\n" for line in lines_of(anchors.now, now))
    if anchor == TO_STDOUT:
        print(lines, end="", flush=True)
    else:
        with Path(anchor).open("a", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    say(f"{len(anchors.noted)} anchored ledger(s) hold, {len(anchors.now)} head(s) were added.")
