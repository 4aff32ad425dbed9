"""Which revision of the source runs: as whoever built it says (FENQI_REVISION), else as a checkout says it."""

from __future__ import annotations

import os
from pathlib import Path

NAMED_BY = "FENQI_REVISION"
UNKNOWN = "unknown"
SHOWN = 12
_ROOT = Path(__file__).resolve().parents[1]


def revision(root: Path = _ROOT) -> str:
    """Return the beginning of the commit's number; `unknown` where nobody says."""
    return (os.environ.get(NAMED_BY) or _of_checkout(root / ".git") or UNKNOWN)[:SHOWN]


def _of_checkout(git: Path) -> str | None:
    """Read it as git does, without git: a branch stands in a file of its own or among those that were packed."""
    try:
        head = (git / "HEAD").read_text(encoding="ascii").strip()
        name = head.removeprefix("ref: ")
        if name == head:
            return head or None
        if (git / name).is_file():
            return (git / name).read_text(encoding="ascii").strip() or None
        packed = (git / "packed-refs").read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return next((line.split(" ")[0] for line in packed if line.endswith(f" {name}")), None)
