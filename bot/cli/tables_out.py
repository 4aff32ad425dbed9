"""Tables for whoever opens them with a spreadsheet: CSV, or XLSX where the file is named so. Made row by row, so that
memory stays flat, with a bar on a terminal.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

from bot.private_files import open_private
from handlers.ui.spreadsheet import writer_of

XLSX = ".xlsx"
ROWS_OF_A_SHEET = 1_048_576  # what the format has room for, the heads among them
_NARROWEST, _WIDEST = 10, 36

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]


def yuan(amount_fen: int) -> Decimal:
    """Return the amount with its two decimals."""
    return Decimal(amount_fen).scaleb(-2)


async def write(path: Path | None, rows: AsyncIterator[Row], sheet: str) -> None:
    """Write the rows, heads first, to the file, or as CSV to the standard output. `sheet`: its name in a workbook. The file
    is for nobody else to read.
    """
    with (
        _opened(path, sheet) as write_row,
        tqdm(unit="", unit_scale=True, delay=1, disable=None, leave=False) as bar,
    ):
        async for row in rows:
            write_row(row)
            bar.update()


@contextmanager
def _opened(path: Path | None, sheet: str) -> Iterator[Callable[[Row], None]]:
    if path is None:
        yield writer_of(sys.stdout)
        return
    with open_private(path) as file:
        if path.suffix.lower() != XLSX:
            yield writer_of(file)
            return
        with tempfile.TemporaryDirectory() as folder:
            book = _Workbook(file.buffer, folder, sheet)
            yield book.write_row
            book.close()


class _Workbook:
    """Amounts and counts are numbers there, days are days, and everything else is words, also what would be a number or
    begin a formula. What does not fit into one sheet goes on in the next.
    """

    def __init__(self, file: IO[bytes], folder: str, sheet: str) -> None:
        import xlsxwriter  # few words write workbooks

        self._book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        self._head = self._book.add_format({"bold": True})
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._name, self._sheets, self._at = sheet, 0, 0
        self._heads: Row = ()
        self._sheet: Any = None

    def write_row(self, row: Row) -> None:
        if self._sheet is None:
            self._heads = row
            self._begin_sheet()
            return
        if self._at == ROWS_OF_A_SHEET:
            self._begin_sheet()
        for column, cell in enumerate(row):
            self._write(column, cell)
        self._at += 1

    def close(self) -> None:
        self._book.close()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(
            f"{self._name} {self._sheets}" if self._sheets > 1 else self._name
        )
        self._sheet.freeze_panes(1, 0)
        for column, head in enumerate(self._heads):
            self._sheet.set_column(column, column, min(max(len(str(head)) + 2, _NARROWEST), _WIDEST))
            self._sheet.write_string(0, column, str(head), self._head)
        self._at = 1

    def _write(self, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case Decimal():
                self._sheet.write_number(self._at, column, cell, self._amount)
            case int():
                self._sheet.write_number(self._at, column, cell)
            case date():
                self._sheet.write_datetime(self._at, column, cell, self._day)
            case _:
                self._sheet.write_string(self._at, column, cell)
