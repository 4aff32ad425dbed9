"""What is exported opens in a spreadsheet as what it is: amounts add up, days are days, and no word becomes a formula."""

from __future__ import annotations

import csv
import stat
from collections.abc import AsyncIterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.cli import tables_out
from bot.cli.tables_out import Row, write, yuan

ROOT = Path(__file__).parents[3]
HEADS = ("contract", "drawn_on", "paid", "periods", "first_open")
ROWS: Sequence[Row] = (
    ("120000000000000000123", date(2026, 1, 5), yuan(152052), 12, None),
    ("=HYPERLINK(1)", date(2026, 2, 28), yuan(-5), 0, date(2026, 3, 1)),
    ("-合同 7", date(2026, 3, 1), yuan(0), 3, None),
)


async def rows() -> AsyncIterator[Row]:
    yield HEADS
    for row in ROWS:
        yield row


async def test_a_workbook_has_amounts_and_days_and_contract_numbers_are_words(tmp_path: Path) -> None:
    path = tmp_path / "loans.xlsx"
    await write(path, rows(), "loans")
    (sheet,) = CalamineWorkbook.from_path(path).sheet_names
    assert sheet == "loans"
    heads, first, second, third = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    assert tuple(heads) == HEADS
    assert first == ["120000000000000000123", date(2026, 1, 5), 1520.52, 12, ""]
    assert second == ["=HYPERLINK(1)", date(2026, 2, 28), -0.05, 0, date(2026, 3, 1)]
    assert third[0] == "-合同 7"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_does_not_fit_into_a_sheet_goes_on_in_the_next_with_its_heads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_out, "ROWS_OF_A_SHEET", 3)
    path = tmp_path / "loans.xlsx"
    await write(path, rows(), "loans")
    book = CalamineWorkbook.from_path(path)
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert book.sheet_names == ["loans", "loans 2"]
    assert [len(sheet) for sheet in sheets] == [3, 2]
    assert {tuple(sheet[0]) for sheet in sheets} == {HEADS}


async def test_no_cell_of_a_csv_file_is_a_formula_and_amounts_stay_numbers(tmp_path: Path) -> None:
    path = tmp_path / "loans.csv"
    await write(path, rows(), "loans")
    with path.open(encoding="utf-8", newline="") as file:
        _, first, second, third = csv.reader(file)
    assert first == ["120000000000000000123", "2026-01-05", "1520.52", "12", ""]
    assert second == ["'=HYPERLINK(1)", "2026-02-28", "-0.05", "0", "2026-03-01"]
    assert third[0] == "'-合同 7"


def test_csv_is_written_in_one_place_which_knows_of_formulas() -> None:
    code = [path for part in ("bot", "handlers", "domain") for path in (ROOT / part).rglob("*.py")]
    writing = [str(path.relative_to(ROOT)) for path in code if "csv.writer(" in path.read_text("utf-8")]
    assert writing == ["handlers/ui/spreadsheet.py"]


@pytest.mark.parametrize(
    ("amount_fen", "written"), [(0, "0.00"), (-5, "-0.05"), (100, "1.00"), (133367, "1333.67")]
)
def test_an_amount_has_two_decimals(amount_fen: int, written: str) -> None:
    assert yuan(amount_fen) == Decimal(written)
    assert str(yuan(amount_fen)) == written
