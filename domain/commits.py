"""How often something was written for good while an update is handled: whoever must say that it failed has to know."""

from __future__ import annotations

from contextvars import ContextVar


class _Commits:
    def __init__(self) -> None:
        self.count = 0


_commits: ContextVar[_Commits | None] = ContextVar("commits", default=None)


def count_commits() -> None:
    """Begin at nought, in this task and those begun by it."""
    _commits.set(_Commits())


def note_commit() -> None:
    """Count one more, where somebody counts: also one of which nobody knows whether it was written."""
    if (counted := _commits.get()) is not None:
        counted.count += 1


def anything_committed() -> bool:
    """Return whether something was written since the count began, or may have been."""
    counted = _commits.get()
    return counted is not None and counted.count > 0
