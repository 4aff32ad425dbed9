"""What a backup says of itself: which database it holds, whose keys seal it, and what its bytes must add up to."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Self

from bot import __version__
from bot.adapters.outside_json import NotJson, read_json
from bot.db.revision import is_known, newest_revision
from bot.settings import SettingsError
from domain.value import Value, asdict, replace

FORMAT = 1


class Manifest(Value):
    """`keys`: the fingerprint of those the database was begun with, never a key; None where it has none yet. `size`: of the
    database in bytes. `sha256`: of its bytes, in hex digits.
    """

    format: int
    program: str
    made_at: datetime
    kind: str
    revision: str
    keys: str | None
    size: int = 0
    sha256: str = ""

    def of_bytes(self, size: int, sha256: str) -> Self:
        return replace(self, size=size, sha256=sha256)

    def as_json(self) -> str:
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1)

    def require_known(self, path: Path) -> None:
        """Require that this program can take it up. Raises `SettingsError`."""
        if not is_known(self.revision):
            raise SettingsError(
                f"{path} was made by another version ({self.program}), whose tables (at {self.revision}) this one does not"
                f" know (up to {newest_revision()}): restore it with that version. Nothing was changed."
            )


def manifest_of(copy: Path, kind: str, now: datetime) -> Manifest:
    """Describe a copy of a database of this kind. Raises `SettingsError` where it was never migrated."""
    with sqlite3.connect(copy) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        revision = _only(connection, "SELECT version_num FROM alembic_version", "alembic_version" in names)
        keys = _only(connection, "SELECT fingerprint FROM key_canaries", "key_canaries" in names)
    connection.close()
    if revision is None:
        raise SettingsError(
            "DATABASE_URL names a database without tables of this program: nothing to back up."
        )
    return Manifest(FORMAT, __version__, now, kind, revision, keys)


def _only(connection: sqlite3.Connection, question: str, there: bool) -> str | None:
    row = connection.execute(question).fetchone() if there else None
    return str(row[0]) if row else None


def manifest_in(text: bytes, path: Path) -> Manifest:
    """Read what `as_json` wrote, from the backup at `path`. Raises `SettingsError`."""
    try:
        said = read_json(text)
        if not isinstance(said, dict):
            raise damaged(path, "what it says of itself cannot be read")
        if said["format"] != FORMAT:
            raise SettingsError(
                f"{path} is a backup in form {said['format']}, which this version does not read: restore it with version"
                f" {said.get('program', '?')}. Nothing was changed."
            )
        return Manifest(**said | {"made_at": datetime.fromisoformat(said["made_at"])})
    except (NotJson, ValueError, TypeError, KeyError):
        raise damaged(path, "what it says of itself cannot be read") from None


def damaged(path: Path, reason: str) -> SettingsError:
    return SettingsError(f"{path} is damaged, or no backup of this program ({reason}). Nothing was changed.")
