"""What stands in a file: rows of cells; and what was read of them, with what could not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.billtexts.results import ReadBill
from domain.value import Value

Cell = str | Decimal | date | None


class Row(Value):
    """`line`: its number in the file, from 1."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, place: int | None) -> Cell:
        return self.cells[place] if place is not None and place < len(self.cells) else None

    @property
    def is_blank(self) -> bool:
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: tuple[Row, ...]


class Column(StrEnum):
    """What a column tells."""

    NO = "no"  # which period
    DUE = "due"
    AMOUNT = "amount"
    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"
    STATE = "state"  # paid or not
    NAME = "name"
    LENDER = "lender"
    LEFT = "left"  # how many periods are left
    PERIODS = "periods"  # how many there are


class LineFault(StrEnum):
    """Why something of a line was not taken."""

    UNREAD = "unread"
    MISSING = "missing"
    NOTHING_DUE = "nothing_due"  # 0, or less
    TOO_LARGE = "too_large"
    TWICE = "twice"  # the period, or the day, stands in an earlier line, too
    OUT_OF_ORDER = "out_of_order"  # its day is not behind the one of the period before
    TOO_WIDE = "too_wide"  # more cells than columns: 1,333.67 without quotes
    DONE = "done"  # a bill that is paid whole


@dataclass(frozen=True, slots=True)
class Fault:
    """`column`: what it should have told, None of a whole line; `header`: what the file calls the column; `said`: what
    stands there, cut short, without numbers that are nobody's affair.
    """

    line: int
    why: LineFault
    column: Column | None = None
    header: str | None = None
    said: str | None = None


class FileFault(StrEnum):
    """Why a file is not taken; nothing of it is kept."""

    WRONG_KIND = "wrong_kind"
    TOO_LARGE = "too_large"  # in bytes, packed or unpacked
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_BILLS = "too_many_bills"
    EMPTY = "empty"
    LOCKED = "locked"  # it has a password
    BROKEN = "broken"
    NO_TABLE = "no_table"  # no columns with days and amounts
    AMBIGUOUS = "ambiguous"  # several columns may be the amount
    FOREIGN_MONEY = "foreign_money"
    NO_LINE = "no_line"  # there are lines, and none can be read
    OVER = "over"  # all of it is past or paid
    FAILED = "failed"  # the reader broke off or took too long


class FileRefused(Exception):
    """`faults`: of `NO_LINE`."""

    def __init__(self, fault: FileFault, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(fault)
        self.fault = fault
        self.faults = faults


class FileReading(Value):
    """The bills of a file, each with its plan where it has one. `total_fen`: what the file says all amounts come to, where
    that is something else than what they come to.
    """

    bills: tuple[ReadBill, ...]
    faults: tuple[Fault, ...] = ()
    total_fen: int | None = None
