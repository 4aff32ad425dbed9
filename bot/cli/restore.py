"""`python -m bot restore FILE`: a backup in the database's place, once it was found whole, ours, and its books good."""

from __future__ import annotations

import contextlib
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from bot.adapters.cipher import usable_keys
from bot.adapters.clock import SystemClock
from bot.adapters.keys import key_file_is_new, keys_source
from bot.cli.audit import audit
from bot.cli.own_accounts import make_findable, seal_own_accounts
from bot.cli.parser import DONE, FAILED, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.progress import shown, until_stopped
from bot.db.backup.archive import read_manifest, unpack
from bot.db.backup.manifest import Manifest
from bot.db.backup.press import back_up_before_restore
from bot.db.backup.replacement import put_in_place
from bot.db.backup.snapshot import copied_settings, sqlite_file
from bot.db.backup.work import in_thread, work_folder
from bot.db.engine import create_engine
from bot.db.key_canary import require_own_keys
from bot.db.migrate import migrate
from bot.db.store import open_store
from bot.private_files import private_folder
from bot.receiving.lock import nobody_receiving
from bot.settings import Settings, SettingsError


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "restore", run)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--discard", action="store_true", help="replace what is there now without a backup of it"
    )
    parser.add_argument(
        "--with-breaches", action="store_true", help="also where the books in the backup do not agree"
    )


def run(options: Namespace) -> int:
    work = restore(
        settings_of(options),
        options.file,
        discard=options.discard,
        with_breaches=options.with_breaches,
        say=say,
        complain=complain,
    )
    sentence = "restoring was broken off: the database is what it was, or all that the backup holds."
    return until_done(until_stopped(work, complain, sentence))


async def restore(
    settings: Settings, file: Path, *, discard: bool, with_breaches: bool, say: Say, complain: Say
) -> int:
    """Put the backup in place; answers the exit code. Whatever is wrong is found before anything is replaced."""
    manifest = read_manifest(file)
    manifest.require_known(file)
    _require_its_keys(settings, manifest, file)
    place = settings.data_dir / "restoring"
    for folder in (settings.data_dir, place):
        private_folder(folder)
    if (target := sqlite_file(settings.database_url)) is not None and not target.parent.exists():
        private_folder(target.parent)
    engine = create_engine(settings.database_url, busy_s=settings.sqlite_busy_s)
    try:
        async with work_folder(place) as folder, nobody_receiving(engine):
            copy = await _taken_out(settings, file, folder)
            if (
                await audit(copied_settings(settings, copy), say=lambda _: None, complain=complain)
                and not with_breaches
            ):
                complain(
                    "the books in the backup do not agree; nothing was replaced (`--with-breaches` would)."
                )
                return FAILED
            await _replace(settings, copy, SystemClock().now(), discard=discard, say=say)
    finally:
        await engine.dispose()
        with contextlib.suppress(OSError):
            place.rmdir()
    say(
        f"Restored: the database is as it was at {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC. What came later is not in it."
    )
    return DONE


def _require_its_keys(settings: Settings, manifest: Manifest, file: Path) -> None:
    """Require that the keys here are those that the backup is sealed with, where it says so."""
    if manifest.keys is None:
        return
    if key_file_is_new(settings):
        raise SettingsError(
            f"{file} is sealed with the keys {manifest.keys}, and there are none here: set FIELD_KEYS, or put their file"
            f" into {settings.data_dir}. Nothing was changed."
        )
    ours = usable_keys(settings).fingerprint
    if ours != manifest.keys:
        raise SettingsError(
            f"{file} is sealed with other keys ({manifest.keys}) than {keys_source(settings)} holds ({ours}): put its own"
            " there, or restore another backup. Nothing was changed."
        )


async def _taken_out(settings: Settings, file: Path, folder: Path) -> Path:
    """Unpack the database, and bring it up to date; return it. Raises `SettingsError` where the keys do not open it."""
    copy = folder / "database"
    with shown("unpacking") as passed:
        await in_thread(lambda goes_on: unpack(file, copy, goes_on), passed)
    own = copied_settings(settings, copy)
    before, _ = await migrate(own.database_url)
    async with open_store(own) as store:
        await require_own_keys(store.engine, own)
        await seal_own_accounts(store.engine, own, before, say=say)
        await make_findable(store.engine, own, say=say)
    return copy


async def _replace(settings: Settings, copy: Path, now: datetime, *, discard: bool, say: Say) -> None:
    if not discard and (kept := await back_up_before_restore(settings, now, shown)) is not None:
        say(f"What was there is in {kept}.")
    with shown("restoring") as passed:
        aside = await put_in_place(settings, copy, now, passed)
    if aside is not None:
        say(f"What was there could not be read as a database; it was moved to {aside}.")
