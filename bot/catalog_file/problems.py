"""What is wrong in a catalog file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.catalog_file.lines import Lines

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence, and its place: `line 57, products[3] "xiaomi-15", price` (counted from 1)."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class CatalogFileError(Exception):
    """The file cannot be taken; `problems` is everything that is wrong with it, in the order of its lines."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        count = len(self.problems)
        head = f"The catalog file {self.path} has {count} problem{'s' if count > 1 else ''}:"
        shown = [f"  {problem}" for problem in self.problems[:SHOWN_AT_MOST]]
        rest = [f"  … and {count - SHOWN_AT_MOST} more."] if count > SHOWN_AT_MOST else []
        return "\n".join([head, *shown, *rest])


@dataclass(frozen=True, slots=True)
class Spot:
    """A table of the file, or a key in it."""

    section: str
    index: int | None = None  # from 0
    id: str | None = None
    keys: tuple[str, ...] = ()

    def at(self, key: str) -> Spot:
        return replace(self, keys=(*self.keys, key))

    def describe(self) -> str:
        table = self.section if self.index is None else f"{self.section}[{self.index + 1}]"
        named = f'{table} "{self.id}"' if self.id else table
        return f"{named}, {'.'.join(self.keys)}" if self.keys else named

    @property
    def path(self) -> tuple[str | int, ...]:
        return (self.section, *(() if self.index is None else (self.index,)), *self.keys)


@dataclass(slots=True)
class Report:
    """Collects problems while a file is read; nothing stops at the first one."""

    lines: Lines
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def problem(self, spot: Spot, message: str) -> None:
        self.problems.append(self._at(spot, message))

    def warning(self, spot: Spot, message: str) -> None:
        self.warnings.append(self._at(spot, message))

    def line_of(self, spot: Spot) -> int | None:
        return self.lines.find(spot.path)

    def _at(self, spot: Spot, message: str) -> Problem:
        line = self.line_of(spot)
        place = spot.describe() if line is None else f"line {line}, {spot.describe()}"
        return Problem(place, message, line)


def in_file_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))
