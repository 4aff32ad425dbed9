"""A CSV file of which each line says something to be done: checked as a whole before any of it counts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
# Yields what each line says, and adds a sentence to the faults for one that cannot be.
Reading = Callable[["csv.DictReader[str]", list[str]], Iterator[T]]


class LineFileError(Exception):
    """Sentences that each name a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(*faults)
        self.faults = faults


def read_line_file(path: Path, columns: Sequence[str], lines: Reading[T]) -> list[T]:
    """Return what `lines` reads of the file, which has at least these columns. Raises `LineFileError` with all that is
    wrong, `OSError`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LineFileError([f"{path.name} is not UTF-8 text."]) from None
    rows = csv.DictReader(text.splitlines(), strict=True)
    faults: list[str] = []
    try:
        missing = [name for name in columns if name not in (rows.fieldnames or ())]
        if missing:
            raise LineFileError(
                [f"line 1: the column {missing[0]} is missing; {', '.join(columns)} are needed."]
            )
        found = list(lines(rows, faults))
    except csv.Error as error:
        raise LineFileError([*faults, f"line {rows.reader.line_num}: {error}."]) from None
    if faults:
        raise LineFileError(faults)
    return found
