"""The file in which a lender's word on payments comes: CSV, checked as a whole before a line of it is acted on.

    payment_id,amount,reference
    7k2mh9qd4wxp,355.31,BANK-20260205-0018

`amount` in yuan; `reference` is the lender's own. Other columns are left alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from bot.cli.line_file import read_line_file
from domain.patterns import pattern
from domain.value import Value

COLUMNS = ("payment_id", "amount", "reference")
LONGEST_REFERENCE = 128
_AMOUNT = pattern(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")


class PaidLine(Value):
    line: int
    payment_id: str
    amount_fen: int
    reference: str


def read_payment_file(path: Path) -> list[PaidLine]:
    """Read every line of it. Raises `LineFileError` with all that is wrong, `OSError`."""
    return read_line_file(path, COLUMNS, _lines)


def _lines(rows: csv.DictReader[str], faults: list[str]) -> Iterator[PaidLine]:
    seen: dict[str, dict[str, int]] = {"payment_id": {}, "reference": {}}
    for row in rows:
        number = rows.line_num
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        wrong = list(_faults(cells))
        for name, before in seen.items():
            if (first := before.setdefault(cells[name], number)) != number:
                wrong.append(f"{name} {cells[name]} stands on line {first} already")
        faults += [f"line {number}: {fault}." for fault in wrong]
        if not wrong:
            yield PaidLine(number, cells["payment_id"], _fen(cells["amount"]), cells["reference"])


def _faults(cells: dict[str, str]) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9]{1,24}", cells["payment_id"]):
        yield "payment_id must be an id as `payments list` shows it"
    if not _AMOUNT.fullmatch(cells["amount"]) or not _fen(cells["amount"]):
        yield "amount must be yuan above zero, like 355.31"
    if not 1 <= len(cells["reference"]) <= LONGEST_REFERENCE:
        yield f"reference must have 1 to {LONGEST_REFERENCE} characters"


def _fen(amount: str) -> int:
    yuan, _, cents = amount.partition(".")
    return int(yuan) * 100 + int(cents.ljust(2, "0") or 0)
