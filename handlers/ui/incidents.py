"""What nobody expected, kept by its kind: where it happened, the error's class and its place in our code, how often, and
the numbers that people were told. Nothing of what was said or of whom it was about.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from domain.ports import Clock
from domain.value import Value

# What happens again after as long is told anew.
QUIET = timedelta(hours=6)
MOST_KINDS = 100
NUMBERS_SHOWN = 3
_ROOT = Path(__file__).resolve().parents[2]


class Where(StrEnum):
    CHAT = "chat"  # an update was handled
    CHARGE = "charge"  # what Telegram charged was to be booked
    JOB = "job"


class Kind(Value):
    """`error`: its class. `place`: file and line in our own code, where it passed through any. `about`: which job."""

    where: Where
    error: str
    place: str
    about: str = ""


@dataclass(slots=True)
class Incident:
    """So many of one kind, since it was last quiet; `numbers`: the latest that people were told."""

    kind: Kind
    first_at: datetime
    last_at: datetime
    count: int = 0
    numbers: list[str] = field(default_factory=list)


class Incidents:
    """Those of this process; forgotten with it. `count`: told of each."""

    def __init__(self, clock: Clock, count: Callable[[Where], None]) -> None:
        self._clock = clock
        self._count = count
        self._by_kind: dict[Kind, Incident] = {}
        self._untold: dict[Kind, Incident] = {}

    def note(self, where: Where, error: BaseException, *, about: str = "", number: str = "") -> None:
        self._count(where)
        now, kind = self._clock.now(), Kind(where, type(error).__name__, place_of(error), about)
        known = self._by_kind.pop(kind, None)
        if known is None or now - known.last_at > QUIET:
            known = Incident(kind, now, now)
        self._by_kind[kind] = self._untold[kind] = known
        known.count, known.last_at = known.count + 1, now
        known.numbers = [*known.numbers, number][-NUMBERS_SHOWN:] if number else known.numbers
        if len(self._by_kind) > MOST_KINDS:
            forgotten = next(iter(self._by_kind))
            del self._by_kind[forgotten]
            self._untold.pop(forgotten, None)

    @property
    def happened(self) -> bool:
        """Whether there is anything untold."""
        return bool(self._untold)

    def untold(self) -> list[Incident]:
        """Return what is new or happened again, the first of it first."""
        untold, self._untold = list(self._untold.values()), {}
        return untold

    def keep_untold(self, incident: Incident) -> None:
        """Note that it could not be told yet."""
        self._untold.setdefault(incident.kind, incident)


def place_of(error: BaseException) -> str:
    """Return where in our own code it was raised, or passed through last."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in ("bot", "handlers", "domain"):
            return f"{path.relative_to(_ROOT)}:{frame.lineno}"
    return ""
