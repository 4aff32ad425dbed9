"""Files that people open with a spreadsheet: what was written by somebody stays a text there, and is never a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from domain.patterns import pattern

_NUMBER = pattern(r"-?[0-9]+(?:\.[0-9]+)?")
_PLAIN = pattern(r"[0-9A-Za-z][!-~]*")
# What spreadsheets begin a formula with; in full width and small forms, too, which some of them take for the same.
_FORMULA = tuple("=+-@")


def spreadsheet(rows: Iterable[Sequence[str]]) -> bytes:
    """Write the rows as CSV, with a byte order mark, so that spreadsheets read its Chinese."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([cell(one) for one in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def writer_of(file: TextIO) -> Callable[[Iterable[object]], None]:
    """Return what writes a row of CSV to the file; nothing is written for None."""
    rows = csv.writer(file)

    def write(row: Iterable[object]) -> None:
        rows.writerow(["" if one is None else cell(str(one)) for one in row])

    return write


def cell(text: str) -> str:
    """Return the text on one line; one that would begin a formula has an apostrophe before it. Numbers stay numbers."""
    if _PLAIN.fullmatch(text):  # most cells of an export: nothing to look for
        return text
    line = " ".join("".join(map(_visible, text)).split())
    plain = unicodedata.normalize("NFKC", line).lstrip("'\" ")
    return f"'{line}" if plain.startswith(_FORMULA) and not _NUMBER.fullmatch(line) else line


def _visible(char: str) -> str:
    """Return the character; a space for a line break or another control, nothing for what has no width."""
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind == "Cf" else char
