"""Files that only the user whom the program runs as may open: the database and what SQLite puts beside it, the key file,
and the folder of both.

What is made anew is made so, whatever the umask; what was there already is tightened, and where that cannot be done the
log says so, once. Windows has no such modes: there the folder's own rights hold.
"""

from __future__ import annotations

import logging
import os
import stat
from functools import cache
from pathlib import Path
from typing import TextIO

logger = logging.getLogger(__name__)
FILE, FOLDER = 0o600, 0o700
OTHERS = 0o077
BESIDE = ("-wal", "-shm", "-journal")  # made by SQLite, with the rights of the database's file


def private_folder(path: Path) -> None:
    """Make the folder where there is none, and keep others out of it."""
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    keep_others_out(path)


def private_database(path: Path) -> None:
    """Make the SQLite file where there is none, and keep others out of it and of what stands beside it.

    Its folder, where there is none, is made private, too; one that is there may be anybody's. A file that is there is
    never opened: closing it would take SQLite's locks from the other connections of this process.
    """
    path.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE))
    except FileExistsError:
        for file in (path, *(path.with_name(path.name + end) for end in BESIDE)):
            keep_others_out(file)


def open_private(path: Path) -> TextIO:
    """Open a file that is made anew, to write text that only the owner may read."""
    path.unlink(missing_ok=True)
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "w", encoding="utf-8", newline=""
    )


def keep_others_out(path: Path) -> None:
    """Take the rights of everybody but the owner from the file or folder, if there is one."""
    if os.name != "posix":
        return
    try:
        if _is_open(path):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
            if _is_open(path):  # there are file systems that take no rights, and say nothing
                _warn(path, "its file system keeps no rights")
    except FileNotFoundError:
        return
    except OSError as error:
        _warn(path, error.strerror or type(error).__name__)


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & OTHERS)


@cache
def _warn(path: Path, reason: str) -> None:
    logger.warning(
        "others can read %s, and its rights cannot be changed (%s): it holds personal data or their key,"
        " so give it to the user this runs as, with mode %s",
        path, reason, "700" if path.is_dir() else "600",
    )  # fmt: skip
