"""The files: whether they can be written, are nobody else's to read, and have room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.adapters.keys import KEY_FILE
from bot.cli.doctor.lines import Line, Subject
from bot.db.backup.shelf import Occasion, Shelf
from bot.private_files import BESIDE, OTHERS
from bot.settings import ENV_FILE, Settings

_FOLDER, _DISK, _RIGHTS = Subject("data folder"), Subject("disk"), Subject("rights")
_BACKUPS = Subject("backups")
LATE = timedelta(hours=26)
MIB = 1 << 20
# Below the first a write may fail any hour; below the second there is no room for a copy of a small shop.
LEAST_FREE, USUAL_FREE = 100 * MIB, 1024 * MIB


async def check(settings: Settings) -> Sequence[Line]:
    return [*_folders(settings), *_room(settings), *_rights(settings), *_backups(settings)]


def sqlite_file(settings: Settings) -> Path | None:
    """Return the database's file; None where it is PostgreSQL, or in memory."""
    url = make_url(settings.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _homes(settings: Settings) -> list[Path]:
    """Return the folders that are written to."""
    file = sqlite_file(settings)
    others = [settings.backup_dir, file.parent if file is not None else None]
    return list(dict.fromkeys([settings.data_dir, *(one for one in others if one is not None)]))


def _folders(settings: Settings) -> Iterator[Line]:
    for folder in _homes(settings):
        standing = _standing(folder)
        if not standing.is_dir():
            yield _FOLDER.fail(f"{standing} is no folder: name another (DATA_DIR, BACKUP_DIR, DATABASE_URL).")
        elif not os.access(standing, os.W_OK | os.X_OK):
            yield _FOLDER.fail(f"{standing} cannot be written to: give it to the user this runs as.")
        elif standing == folder:
            yield _FOLDER.ok(f"{folder} can be written to.")
        else:
            yield _FOLDER.ok(f"{folder} is not there yet: the first start makes it.")


def _standing(folder: Path) -> Path:
    """Return the folder, or what of the way to it is there."""
    return next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)


def _room(settings: Settings) -> Iterator[Line]:
    file = sqlite_file(settings)
    size = file.stat().st_size if file is not None and file.exists() else 0
    for device, folder in {_standing(one).stat().st_dev: one for one in _homes(settings)}.items():
        free = shutil.disk_usage(_standing(folder)).free
        says = f"{free // MIB} MiB are free where {folder} is"
        is_database = size and file is not None and _standing(file.parent).stat().st_dev == device
        if free < LEAST_FREE:
            yield _DISK.fail(f"{says}: make room, or writes begin to fail.")
        elif free < USUAL_FREE:
            yield _DISK.warn(f"{says}: make room, 1 GiB or more.")
        elif is_database and free < 2 * size:
            yield _DISK.warn(
                f"{says}, and the database has {size // MIB}: a copy needs as much again, so make room."
            )
        else:
            yield _DISK.ok(f"{says}.")


def _rights(settings: Settings) -> Iterator[Line]:
    """Yield what others could read, or this user cannot."""
    if os.name != "posix":
        return
    held = [settings.data_dir, settings.data_dir / KEY_FILE, Path(ENV_FILE)]
    held += [file for file in (settings.alipay_private_key_file, settings.wechat_private_key_file) if file]
    if (file := sqlite_file(settings)) is not None:
        held += [file, *(file.with_name(file.name + end) for end in BESIDE)]
    amiss = False
    for path in held:
        if not path.exists():
            continue
        if not os.access(path, os.R_OK):
            amiss = True
            yield _RIGHTS.fail(f"{path} cannot be read: give it to the user this runs as.")
        elif path.stat().st_mode & OTHERS:
            amiss = True
            mode = "700" if path.is_dir() else "600"
            yield _RIGHTS.warn(f"others than its owner may open {path}: `chmod {mode} {path}`.")
    if not amiss:
        yield _RIGHTS.ok("nobody else can read the database, the keys or the settings.")


def _backups(settings: Settings) -> Iterator[Line]:
    """Yield whether backups are made by themselves, where there is something to lose."""
    if settings.daily_backup is None:
        if not settings.demo:
            yield _BACKUPS.warn("none is made by itself: set BACKUP_AT, or make them in another way.")
        return
    shelf = Shelf(settings)
    newest = shelf.newest(Occasion.SCHEDULED)
    if newest is None:
        yield _BACKUPS.warn(
            f"there is none in {shelf.folder} yet: `run` makes one each day, the first at once."
        )
    elif datetime.now(UTC) - newest > LATE:
        yield _BACKUPS.warn(
            f"the newest in {shelf.folder} is of {newest:%Y-%m-%d %H:%M} UTC: see what the log of `run` says."
        )
    else:
        yield _BACKUPS.ok(f"the newest in {shelf.folder} is of {newest:%Y-%m-%d %H:%M} UTC.")
