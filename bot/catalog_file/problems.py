"""What is wrong in a catalog file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from bot.catalog_file.lines import Lines, Path
from domain.value import Value

SHOWN_AT_MOST = 50


class Problem(Value):
    """One sentence, and its place: `line 57, products[3] "xiaomi-15", price` (counted from 1)."""

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class CatalogFileError(Exception):
    """The file cannot be taken; `problems` is everything that is wrong with it, in the order of its lines."""

    def __init__(self, path: FilePath, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        count = len(self.problems)
        head = f"The catalog file {self.path} has {count} problem{'s' if count > 1 else ''}:"
        shown = [f"  {problem}" for problem in self.problems[:SHOWN_AT_MOST]]
        rest = [f"  … and {count - SHOWN_AT_MOST} more."] if count > SHOWN_AT_MOST else []
        return "\n".join([head, *shown, *rest])


class Places:
    """Where everything stands in one file."""

    def __init__(self, document: dict[str, Any], text: str) -> None:
        self._document = document
        self._lines = Lines(text)

    def problem(self, path: Path, message: str) -> Problem:
        """`path` as in `Lines`: the section, the number of the table from 0, the keys."""
        line = self.line(path)
        described = self._described(path)
        return Problem(described if line is None else f"line {line}, {described}", message, line)

    def line(self, path: Path) -> int | None:
        return self._lines.find(path)

    def first(self, section: str, own: str) -> Path:
        """Return the first table of `section` whose id is `own`."""
        return section, self._first[section, own]

    @cached_property
    def _first(self) -> dict[tuple[str, str], int]:
        indices: dict[tuple[str, str], int] = {}
        for section, tables in self._document.items():
            for index, table in enumerate(tables if isinstance(tables, list) else ()):
                if isinstance(own := _id(table), str):
                    indices.setdefault((section, own), index)
        return indices

    def _described(self, path: Path) -> str:
        match path:
            case (str(section), int(index), *keys):
                own = _id(self._document[section][index])
                short = isinstance(own, str) and own.isprintable() and 0 < len(own) <= 24
                table = f"{section}[{index + 1}]" + (f' "{own}"' if short else "")
                return ", ".join([table, _key(keys)] if keys else [table])
        return ".".join(map(str, path))


def _key(keys: Sequence[str | int]) -> str:
    """Write the keys as a person counts: `charges[1].payee`."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def _id(table: Any) -> object:
    return table.get("id") if isinstance(table, dict) else None


def in_file_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))
