"""Workbooks are opened in a process of their own: what nobody should send ends there."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from bot.adapters.sheets.archive import unpacked
from bot.adapters.sheets.reader import ChildSheetReader
from domain.planfiles.results import FileFault, FileRefused, Row, Sheet
from domain.planfiles.text_files import MOST_ROWS
from tests.support import plan_files

ROWS: list[list[plan_files.Value]] = [
    ["期数", "还款日", "应还金额"],
    [1, date(2026, 1, 10), 357.24],
    [2, "2026-02-10", "1,333.67元"],
]
READ = (
    Row(1, ("期数", "还款日", "应还金额")),
    Row(2, (Decimal("1.0"), date(2026, 1, 10), Decimal("357.24"))),
    Row(3, (Decimal("2.0"), "2026-02-10", "1,333.67元")),
)


async def fault_of(content: bytes, reader: ChildSheetReader | None = None) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        await (reader or ChildSheetReader()).read(content)
    return refused.value.fault


@pytest.mark.parametrize(
    "content",
    [plan_files.xlsx(ROWS), plan_files.xls(ROWS), plan_files.ods(ROWS)],
    ids=["xlsx", "xls", "ods"],
)
async def test_numbers_days_and_words_of_a_workbook_are_read_with_their_lines(content: bytes) -> None:
    assert await ChildSheetReader().read(content) == [Sheet("Sheet1", READ)]


async def test_a_hidden_sheet_is_not_read() -> None:
    assert await ChildSheetReader().read(plan_files.xlsx(ROWS, hidden=True)) == []


async def test_a_formula_shows_what_it_came_to_and_is_not_worked_out() -> None:
    cells = '<row r="1"><c r="A1"><f>40+2</f><v>41</v></c><c r="B1"><f>40+2</f></c></row>'
    assert await ChildSheetReader().read(plan_files.packed_xlsx(cells)) == [
        Sheet("Sheet1", (Row(1, (Decimal("41.0"),)),))
    ]


async def test_what_unpacks_to_more_than_any_plan_is_refused_before_it_is_opened() -> None:
    assert await fault_of(plan_files.bomb()) is FileFault.TOO_LARGE
    assert (
        await fault_of(plan_files.xlsx(ROWS, more={f"xl/part{no}.xml": b"" for no in range(600)}))
        is FileFault.TOO_LARGE
    )


async def test_a_cell_at_the_end_of_the_world_ends_the_child_and_nothing_else() -> None:
    content = plan_files.endless()
    assert len(content) < 2_000
    assert await fault_of(content) is FileFault.FAILED
    assert await ChildSheetReader().read(plan_files.xlsx(ROWS)) == [Sheet("Sheet1", READ)]


async def test_too_many_rows_are_refused() -> None:
    assert await fault_of(plan_files.xlsx([["a", 1]] * (MOST_ROWS + 1))) is FileFault.TOO_MANY_ROWS


async def test_macros_and_pictures_go_no_further() -> None:
    kept = unpacked(plan_files.xlsx(ROWS, more={"xl/vbaProject.bin": b"macro", "xl/media/1.png": b"picture"}))
    assert b"vbaProject" not in kept
    assert b"media" not in kept


async def test_bytes_that_are_others_never_break_more_than_their_own_reading() -> None:
    chance, whole, reader = random.Random(7), plan_files.xlsx(ROWS), ChildSheetReader()
    for _ in range(4):
        content = bytearray(whole)
        for _ in range(8):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            await reader.read(bytes(content))
        except FileRefused as refused:
            assert refused.fault in (
                FileFault.BROKEN,
                FileFault.FAILED,
                FileFault.LOCKED,
                FileFault.TOO_LARGE,
            )


@pytest.mark.parametrize(
    "code", ["import time; time.sleep(60)", "print('{}')", "raise SystemExit(1)", "print('[1')"]
)
async def test_a_child_that_hangs_breaks_off_or_talks_nonsense_is_a_file_that_was_not_read(code: str) -> None:
    assert await fault_of(plan_files.xlsx(ROWS), ChildSheetReader(code, timeout_s=1)) is FileFault.FAILED
