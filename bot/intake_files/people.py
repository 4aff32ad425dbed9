"""Customers as a lender's file has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.intake_files.columns import FileMapping
from bot.intake_files.line_reader import Faulty, LineReader
from bot.intake_files.sheets import Cells
from bot.intake_files.values import words_of
from domain.identity.rules import check_id_number, check_name, check_phone
from domain.intake.results import PersonLine

LONGEST_KEY = 64


def people_of(
    lines: Iterable[tuple[int, Cells]], mapping: FileMapping, faulty: Faulty
) -> Iterator[PersonLine]:
    """Yield who stands there; a line with anything wrong is told instead."""
    line = LineReader(mapping)
    for number, cells in lines:
        line.begin(number, cells)
        key = line.read("customer", lambda cell: words_of(cell, LONGEST_KEY), "")
        name = line.read("name", lambda cell: check_name(str(cell)), "")
        phone = line.read("phone", lambda cell: check_phone(str(cell)), "")
        id_number = None
        if line.has("id_number"):
            id_number = line.read("id_number", lambda cell: check_id_number(str(cell)).text, "")
        for fault in line.wrong:
            faulty(fault)
        if not line.wrong:
            yield PersonLine(number, key, name, phone, id_number)
