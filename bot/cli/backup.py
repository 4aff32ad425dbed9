"""`python -m bot backup`: the whole database in one file, read again and audited before it has its name."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.keys import key_file_is_new
from bot.cli.audit import audit
from bot.cli.parser import DONE, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.progress import shown, until_stopped
from bot.db.backup.press import make_backup
from bot.db.backup.shelf import Occasion, Shelf
from bot.db.backup.snapshot import copied_settings
from bot.db.key_canary import require_own_keys
from bot.db.store import open_store
from bot.settings import Settings


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "backup", run)
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="absent: one in BACKUP_DIR, where old ones are cleared away",
    )


def run(options: Namespace) -> int:
    work = backup(settings_of(options), options.file, say=say, complain=complain)
    return until_done(until_stopped(work, complain, "the backup was broken off; no file was made."))


async def backup(settings: Settings, file: Path | None, *, say: Say, complain: Say) -> int:
    """Make the backup; answers the exit code: 1 where the books in it do not agree, though it is made all the same."""
    now = SystemClock().now()
    await _require_own(settings)
    shelf = Shelf(settings)
    to = file or shelf.place_for(Occasion.SCHEDULED, now)
    code = DONE

    async def check(copy: Path) -> None:
        nonlocal code
        code = await audit(copied_settings(settings, copy), say=lambda _: None, complain=complain)

    manifest = await make_backup(settings, to, now, shown, check)
    say(f"{to}: {manifest.size:,} bytes of data, {to.stat().st_size:,} packed; {_keys(manifest.keys)}.")
    if code:
        complain("the backup was made, and is what the database is; but the books in it do not agree.")
    else:
        say("It was read again, and the books in it agree.")
    if file is None and (cleared := shelf.clear(now)):
        say(f"{cleared} older one(s) were deleted (BACKUP_KEEP_DAYS={settings.backup_keep_days}).")
    return code


async def _require_own(settings: Settings) -> None:
    """Require that there is a database, up to date, and that the keys, where there are any, are its own."""
    async with open_store(settings) as store:
        if not key_file_is_new(settings):
            await require_own_keys(store.engine, settings)


def _keys(fingerprint: str | None) -> str:
    return f"its keys are {fingerprint}, and are not in it" if fingerprint else "no keys were noted in it yet"
