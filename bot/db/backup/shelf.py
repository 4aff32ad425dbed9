"""The folder of the backups that are made by themselves, by names that say when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from bot.private_files import private_folder
from bot.settings import Settings
from domain.patterns import pattern

_NAME = pattern(r"fenqi-([0-9]{8}T[0-9]{6}Z)-([a-z-]+)\.backup")
_STAMP = "%Y%m%dT%H%M%SZ"


class Occasion(StrEnum):
    """Why a backup is made that nobody named a file for."""

    SCHEDULED = "scheduled"
    BEFORE_UPGRADE = "before-upgrade"
    BEFORE_RESTORE = "before-restore"


class Shelved(NamedTuple):
    made_at: datetime
    occasion: Occasion
    path: Path


class Shelf:
    def __init__(self, settings: Settings) -> None:
        self.folder = settings.backup_dir or settings.data_dir / "backups"
        self._kept = timedelta(days=settings.backup_keep_days)

    def place_for(self, occasion: Occasion, now: datetime) -> Path:
        """Return where a backup made now belongs; the folder is made where there is none."""
        if not self.folder.exists():
            private_folder(self.folder)
        return self.folder / f"fenqi-{now.astimezone(UTC):{_STAMP}}-{occasion}.backup"

    def newest(self, occasion: Occasion) -> datetime | None:
        return max((one.made_at for one in self._all() if one.occasion is occasion), default=None)

    def clear(self, now: datetime) -> int:
        """Delete what is older than it may be, but for the newest one; return how many."""
        found = sorted(self._all())
        old = [one for one in found[:-1] if one.made_at < now - self._kept]
        for one in old:
            one.path.unlink(missing_ok=True)
        return len(old)

    def _all(self) -> Iterator[Shelved]:
        for path in self.folder.glob("fenqi-*.backup"):
            name = _NAME.fullmatch(path.name)
            if name and name[2] in [*Occasion]:
                made_at = datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)
                yield Shelved(made_at, Occasion(name[2]), path)
