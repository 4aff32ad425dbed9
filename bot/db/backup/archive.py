"""The file of a backup: a zip of the database and of what is to be known of it. It appears as a whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bot.db.backup.manifest import Manifest, damaged, manifest_in
from bot.db.backup.work import Passed
from bot.private_files import FILE
from bot.settings import SettingsError

DATABASE, MANIFEST = "database.sqlite", "manifest.json"
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 1 << 16
_LEVEL = 3  # most of it is sealed, which no level makes smaller
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)


def pack(copy: Path, manifest: Manifest, to: Path, passed: Passed) -> Manifest:
    """Write the backup to a new file, which only its owner can read, down to the disk; return the whole manifest."""
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            with copy.open("rb") as source, archive.open(DATABASE, "w", force_zip64=True) as target:
                size, sha256 = _pour(source, target.write, copy.stat().st_size, passed)
            whole = manifest.of_bytes(size, sha256)
            archive.writestr(MANIFEST, whole.as_json())
        file.flush()
        os.fsync(file.fileno())
    return whole


def publish(packed: Path, to: Path) -> None:
    """Give the finished file its name, for good. Raises `SettingsError` where there is one."""
    refuse_to_replace(to)
    packed.replace(to)
    keep_name(to.parent)


def refuse_to_replace(path: Path) -> None:
    if path.exists():
        raise SettingsError(f"{path} is there already: a backup replaces nothing. Name another file.")


def keep_name(folder: Path) -> None:
    """Write the names in the folder down to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says of itself. Raises `SettingsError` where it is none."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MANIFEST) as file:
            return manifest_in(file.read(_LONGEST_MANIFEST), path)
    except _UNREADABLE:
        raise damaged(path, "it cannot be opened") from None


def unpack(path: Path, to: Path, passed: Passed, *, named: Path | None = None) -> None:
    """Take the database out into a new file. Raises `SettingsError` unless it is the very one that was put in. `named`: what
    the operator knows the file as.
    """
    manifest, named = read_manifest(path), named or path
    try:
        with zipfile.ZipFile(path) as archive, archive.open(DATABASE) as source, to.open("xb") as target:
            found = _pour(source, target.write, manifest.size, passed)
    except _UNREADABLE:
        raise damaged(named, "it cannot be unpacked") from None
    if found != (manifest.size, manifest.sha256):
        raise damaged(named, "its checksum is another")
    _require_sound(to, named)


def _pour(source: IO[bytes], put: Callable[[bytes], object], total: int, passed: Passed) -> tuple[int, str]:
    """Pass everything on; return how much it was, and its SHA-256."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        put(chunk)
        digest.update(chunk)
        size += len(chunk)
        passed(size, total)
    return size, digest.hexdigest()


def _require_sound(copy: Path, path: Path) -> None:
    """Require that SQLite finds nothing wrong with it: the database may have been damaged before it was backed up."""
    connection = sqlite3.connect(copy)
    try:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
        lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        faults, lost = [str(error)], None
    finally:
        connection.close()
    if faults or lost:
        reason = faults[0] if faults else f"rows of {lost[0]} lead nowhere"
        raise SettingsError(f"the database in {path} is damaged: {reason}. Nothing was changed.")
