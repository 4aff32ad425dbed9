"""What a process of its own runs: reads one workbook from standard input.

A workbook of a kilobyte may say that its last cell is the seventeen-thousand-millionth, and the library then asks for the
room of all of them: that ends this process, which was confined before the first byte was read. Out goes one line of JSON:
`sheets`, with the rows in which something stands, or `fault`; and `cut_off`, whether the process had no network.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence

from bot.adapters.confinement import confine
from bot.adapters.sheets.archive import unpacked
from domain.planfiles.results import FileFault, FileRefused
from domain.planfiles.text_files import MOST_COLUMNS, MOST_ROWS, cell_of

MOST_SHEETS = 10
_MIDNIGHT = datetime.time()
Value = object
Said = tuple[str, str] | None


def main() -> None:
    cut_off = confine()
    try:
        said: dict[str, object] = {"sheets": list(read(sys.stdin.buffer.read()))}
    except FileRefused as refused:
        said = {"fault": refused.fault.value}
    sys.stdout.write(json.dumps(said | {"cut_off": cut_off}))


def read(content: bytes) -> Iterator[dict[str, object]]:
    """Yield the visible sheets. Raises `FileRefused`."""
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(io.BytesIO(unpacked(content)))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        for name in shown[:MOST_SHEETS]:
            yield {"name": name, "rows": list(_rows(book.get_sheet_by_name(name).iter_rows()))}
    except PasswordError:
        raise FileRefused(FileFault.LOCKED) from None
    except (CalamineError, OSError, ValueError):
        raise FileRefused(FileFault.BROKEN) from None


def _rows(rows: Iterable[Sequence[Value]]) -> Iterator[tuple[int, list[Said]]]:
    """Yield the rows in which something stands, with their numbers. Raises `FileRefused` where there are too many."""
    found = 0
    for line, values in enumerate(rows, 1):
        cells = [_said(value) for value in values[:MOST_COLUMNS]]
        if any(cells):
            found += 1
            if found > MOST_ROWS:
                raise FileRefused(FileFault.TOO_MANY_ROWS)
            yield line, cells


def _said(value: Value) -> Said:
    """Return what a cell shows: a number, a day, or words; of a formula what it came to when the file was saved."""
    match value:
        case bool():
            return "words", "1" if value else "0"
        case int() | float():
            return "number", repr(value)
        case datetime.datetime():
            return "day", value.date().isoformat()
        case datetime.date():
            return "day", value.isoformat()
        case str():
            words = cell_of(value)
            return None if words is None else ("words", words)
        case _:
            return "words", str(value)
