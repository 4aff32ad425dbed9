"""Making a backup, and taking one apart again: each step in a folder that goes, whatever happens."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from bot.db.backup.archive import pack, publish, refuse_to_replace, unpack
from bot.db.backup.manifest import Manifest, manifest_of
from bot.db.backup.shelf import Occasion, Shelf
from bot.db.backup.snapshot import kind_of, sqlite_file, take_snapshot
from bot.db.backup.work import NOT_TOUCHED, Passed, in_thread, work_folder
from bot.db.engine import UNAVAILABLE, create_engine
from bot.db.revision import is_known, newest_revision, present_revision
from bot.settings import Settings, SettingsError

_DISCARD = "replace it all the same with `--discard`"
# Shows a step's progress while the block runs.
Shown = Callable[[str], AbstractContextManager[Passed]]
# Looks at the database that was taken out of the finished file.
Check = Callable[[Path], Awaitable[None]]


async def make_backup(
    settings: Settings, to: Path, now: datetime, shown: Shown, check: Check | None = None
) -> Manifest:
    """Write the database to the file `to`, which appears when it is whole and was read again. Raises `SettingsError`, and
    what database and disk do.
    """
    refuse_to_replace(to)
    async with work_folder(to.parent) as folder:
        copy, packed, again = folder / "copy", folder / "packed", folder / "again"
        with shown("copying") as passed:
            await take_snapshot(settings, copy, passed)
        manifest = manifest_of(copy, kind_of(settings.database_url), now)
        with shown("packing") as passed:
            whole = await in_thread(lambda goes_on: pack(copy, manifest, packed, goes_on), passed)
        copy.unlink()  # what is checked is what the file gives back
        with shown("checking") as passed:
            await in_thread(lambda goes_on: unpack(packed, again, goes_on, named=to), passed)
        if check is not None:
            await check(again)
        publish(packed, to)
    return whole


async def back_up_before_upgrade(settings: Settings, now: datetime, shown: Shown) -> Path | None:
    """Make a backup where an upgrade is going to change tables that are there; return its file, if so. It is not audited:
    what upgrades mend may be broken in it. Raises `SettingsError` where it cannot be made.
    """
    if not await _will_change(settings):
        return None
    advice = "run `python -m bot migrate --no-backup`"
    return await _shelved(settings, Occasion.BEFORE_UPGRADE, now, shown, advice)


async def back_up_before_restore(settings: Settings, now: datetime, shown: Shown) -> Path | None:
    """Make a backup of what is going to be replaced; return its file, None where there is nothing. Raises `SettingsError`
    where it cannot be made.
    """
    try:
        if await _present(settings) is None:
            return None
    except UNAVAILABLE as error:
        if kind_of(settings.database_url) != "sqlite":
            raise
        raise _not_made(Shelf(settings), error, _DISCARD) from error
    return await _shelved(settings, Occasion.BEFORE_RESTORE, now, shown, _DISCARD)


async def _shelved(settings: Settings, occasion: Occasion, now: datetime, shown: Shown, advice: str) -> Path:
    shelf = Shelf(settings)
    try:
        to = shelf.place_for(occasion, now)
        await make_backup(settings, to, now, shown)
    except (OSError, sqlite3.Error, *UNAVAILABLE, SettingsError) as error:
        raise _not_made(shelf, error, advice) from error
    shelf.clear(now)
    return to


def _not_made(shelf: Shelf, error: BaseException, advice: str) -> SettingsError:
    said = error.strerror if isinstance(error, OSError) else getattr(error, "orig", None)
    reason = str(said or error).strip().splitlines()[0]
    for end in (" Nothing was changed.", NOT_TOUCHED):
        reason = reason.removesuffix(end)
    reason = reason.rstrip(".")
    return SettingsError(
        f"what is there now could not be backed up in {shelf.folder} (BACKUP_DIR), so nothing was changed: {reason}. Mend"
        f" that, or {advice}."
    )


async def _will_change(settings: Settings) -> bool:
    present = await _present(settings)
    return present is not None and is_known(present) and present != newest_revision()


async def _present(settings: Settings) -> str | None:
    """Return the revision of the tables that are there; None where there are none. Makes nothing."""
    if kind_of(settings.database_url) == "sqlite" and not _is_there(settings.database_url):
        return None
    engine = create_engine(settings.database_url, busy_s=settings.sqlite_busy_s)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(present_revision)
    finally:
        await engine.dispose()


def _is_there(database_url: str) -> bool:
    try:
        file = sqlite_file(database_url)
    except SettingsError:  # in memory
        return False
    return file is not None and file.exists()
