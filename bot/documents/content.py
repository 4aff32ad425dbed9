"""A document in words, ready to be set: nothing here knows what it is about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.value import Value


class Column(StrEnum):
    """How a column of a table is set."""

    TEXT = "text"  # from the left, over several lines where it is long
    AMOUNT = "amount"  # from the right, on one line


class PrintedTable(Value):
    """`widths` are relative to each other; `total` is the last row, set apart."""

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        lines = [self.widths, self.header, *self.rows, *([self.total] if self.total else [])]
        if any(len(line) != len(self.columns) for line in lines):
            raise ValueError("every line of a table has as many cells as the table has columns")


class Headline(Value):
    """The answer: one amount, and what it is."""

    label: str
    amount: str


class PrintedDocument(Value):
    """From top to bottom, parts that are None or empty left out. `issue`: number, time and code, set at the end."""

    title: str
    made_at: datetime  # goes into the file's properties
    fields: tuple[tuple[str, str], ...]
    table: PrintedTable | None
    issue: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    headline: Headline | None = None
    declaration: str | None = None
