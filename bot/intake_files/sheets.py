"""The lines of a CSV file, streamed, or of a sheet of a workbook: cells by our names for the columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from bot.intake_files.columns import FileMapping

Cells = dict[str, object]  # a text, of a workbook also a number or a day; "" where nothing stands
Passed = Callable[[int, int], None]
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_TOLD_EVERY = 4096  # lines


class SheetError(Exception):
    """The file as a whole cannot be read; the message says why, and on which line."""


def _nobody(done: int, total: int) -> None:
    """Nobody watches."""


def lines_of(path: Path, mapping: FileMapping, passed: Passed = _nobody) -> Iterator[tuple[int, Cells]]:
    """Yield the number of each line in which something stands, and its cells. Raises `SheetError`, `OSError`."""
    if path.suffix.lower() in _WORKBOOKS:
        yield from _of_workbook(path, mapping, passed)
    else:
        yield from _of_csv(path, mapping, passed)


def _of_csv(path: Path, mapping: FileMapping, passed: Passed) -> Iterator[tuple[int, Cells]]:
    size = path.stat().st_size
    with path.open("rb") as raw, _decoded(path, mapping):
        lines = _told(raw, mapping.encoding, size, passed)
        rows = csv.reader(lines, delimiter=mapping.delimiter, strict=True)
        places = _places(next(rows, []), mapping)
        for row in rows:
            if row and any(row):
                yield rows.line_num, {name: row[at] if at < len(row) else "" for name, at in places}


def _told(raw: Iterator[bytes], encoding: str, size: int, passed: Passed) -> Iterator[str]:
    """Yield the lines as text; neither encoding has a line's end within a character."""
    done = 0
    for number, line in enumerate(raw):
        done += len(line)
        if number % _TOLD_EVERY == 0:
            passed(done, size)
        yield line.decode(encoding) if number == 0 else line.decode(encoding.removesuffix("-sig"))


@contextmanager
def _decoded(path: Path, mapping: FileMapping) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        encoding = mapping.encoding.removesuffix("-sig")
        raise SheetError(f"{path.name} is not {encoding} text; say in the mapping what it is.") from None
    except csv.Error as error:
        raise SheetError(f"{path.name} is no CSV: {error}.") from None


def _of_workbook(path: Path, mapping: FileMapping, passed: Passed) -> Iterator[tuple[int, Cells]]:
    from python_calamine import CalamineError, load_workbook  # only where a workbook is read

    try:
        book = load_workbook(str(path))
        sheet = book.get_sheet_by_name(mapping.sheet) if mapping.sheet else book.get_sheet_by_index(0)
    except (CalamineError, ValueError) as error:
        raise SheetError(f"{path.name} cannot be opened: {error}.") from None
    total, rows = sheet.total_height, iter(sheet.iter_rows())
    places = _places([_plain(cell) for cell in next(rows, [])], mapping)
    for number, row in enumerate(rows, 2):
        if number % _TOLD_EVERY == 0:
            passed(number, total)
        if any(cell != "" for cell in row):
            yield number, {name: _plain(row[at]) if at < len(row) else "" for name, at in places}


def _plain(cell: object) -> object:
    """Return a number as what it shows; a time of day is nothing that a column of ours has."""
    match cell:
        case bool():
            return "1" if cell else "0"
        case float():
            return int(cell) if cell.is_integer() else Decimal(repr(cell))
        case datetime():
            return cell.date()
        case int() | date():
            return cell
        case _:
            return str(cell)


def _places(header: Sequence[object], mapping: FileMapping) -> list[tuple[str, int]]:
    named = [str(cell).strip() for cell in header]
    places = []
    for name, said in mapping.columns.items():
        if named.count(said) != 1:
            how = "no column" if said not in named else "more than one column"
            raise SheetError(f"line 1: there is {how} {said!r}, which the mapping takes for {name}.")
        places.append((name, named.index(said)))
    return places
