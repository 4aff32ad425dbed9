"""A photo of an ID card, or a screenshot, is read once by the real reader, and is the same for every test after that.

Reading one takes a process of its own, and that two seconds and more.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from bot.adapters.cards.reader import ChildCardReader
from bot.adapters.screens.reader import ChildScreenReader

# For a machine that has much else to do.
PATIENCE_S = 300.0


def read_once(folder: Path) -> None:
    """From now on what was read is kept in the folder, for every process that is forked from this one."""
    for kind in (ChildCardReader, ChildScreenReader):
        _remember(kind, folder)


def _remember(kind: type[ChildCardReader] | type[ChildScreenReader], folder: Path) -> None:
    read = kind._run

    async def remembered(reader: ChildCardReader | ChildScreenReader, picture: bytes) -> bytes:
        kept = folder / sha256(kind.__name__.encode() + picture).hexdigest()
        if kept.exists():
            return kept.read_bytes()
        reader._timeout_s = PATIENCE_S
        said: bytes = await read(reader, picture)  # type: ignore[arg-type]
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(said)
        unfinished.replace(kept)
        return said

    setattr(kind, "_run", remembered)  # noqa: B010 - in what the nursery forks only
