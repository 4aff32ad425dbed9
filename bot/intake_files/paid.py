"""Payments as a lender's file has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.intake_files.columns import FileMapping
from bot.intake_files.contracts import LONGEST_NUMBER
from bot.intake_files.line_reader import Faulty, LineReader
from bot.intake_files.sheets import Cells
from bot.intake_files.values import CellWrong, amount_of, day_of, words_of
from domain.intake.payments import PaymentLine
from domain.patterns import pattern

LONGEST_REFERENCE = 128
_ID = pattern(r"[A-Za-z0-9]{1,24}")


def payments_of(
    lines: Iterable[tuple[int, Cells]], mapping: FileMapping, faulty: Faulty
) -> Iterator[PaymentLine]:
    """Yield what came; a line with anything wrong is told instead."""
    line, seen = LineReader(mapping), set[int]()
    for number, cells in lines:
        line.begin(number, cells)
        amount_fen = line.read("amount", amount_of, 0)
        if not amount_fen and not line.wrong:
            line.note("amount", "an amount above zero is expected")
        reference = line.read("reference", lambda cell: words_of(cell, LONGEST_REFERENCE), "")
        if hash(reference) in seen:
            line.note("reference", "this reference stands above already")
        seen.add(hash(reference))
        payment_id = line.read("payment_id", _id_of, None) if line.has("payment_id") else None
        contract_no = None
        if line.has("contract"):
            contract_no = line.read("contract", lambda cell: words_of(cell, LONGEST_NUMBER), "")
        paid_on = None
        if line.has("paid_on"):
            paid_on = line.read("paid_on", lambda cell: day_of(cell, mapping.date_format), None)
        if payment_id is None and contract_no is None:
            line.note("contract", "neither our number of a payment nor a contract stands there")
        for fault in line.wrong:
            faulty(fault)
        if not line.wrong:
            yield PaymentLine(number, amount_fen, reference, payment_id, contract_no, paid_on)


def _id_of(cell: object) -> str | None:
    said = str(cell).strip()
    if not _ID.fullmatch(said):
        raise CellWrong("one of our own numbers of a payment is expected, or nothing")
    return said
