"""Lines of a table: what each says of a period or a bill, and what of it cannot be read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.billtexts.days import Day
from domain.patterns import pattern
from domain.planfiles.cells import (
    count_of,
    day_of,
    in_order,
    is_nothing,
    is_too_large,
    money_of,
    next_such_day,
    paid_of,
    period_of,
    said_of,
    says_neither,
    words_of,
)
from domain.planfiles.columns import Table
from domain.planfiles.results import Cell, Column, Fault, LineFault, Row
from domain.value import Value

MOST_PERIODS = 480  # forty years of months
_TOTAL = pattern(r"(?:合|总|小|共)\s*计.*|总额|total|sum")
_PARTS = (Column.PRINCIPAL, Column.INTEREST, Column.FEE)


class Line(Value):
    """What a line says; `is_whole`: nothing that a period needs is missing or unread. `next_on`: of a day of the month only,
    the next such day. `place`: which of the lines that are a period, from 1.
    """

    line: int
    place: int
    is_whole: bool
    no: int | None = None
    of: int | None = None
    due_on: date | None = None
    next_on: date | None = None
    amount_fen: int | None = None
    principal_fen: int | None = None
    paid: bool | None = None
    name: str | None = None
    lender: str | None = None
    left: int | None = None
    periods: int | None = None


class Lines(Value):
    """`total_fen`: of the line that says what all come to."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    total_fen: int | None


class _Reader:
    def __init__(self, table: Table, today: date) -> None:
        self._table = table
        self._today = today
        self._days: dict[int, date] = {}
        self.faults: list[Fault] = []

    def read(self) -> Lines:
        totals, rows = list[Row](), list[Row]()
        for row in self._table.rows:
            if any(_TOTAL.fullmatch(words_of(cell)) for cell in row.cells):
                totals.append(row)
            elif self._is_a_period(row):
                rows.append(row)
        found = [(row, day_of(self._cell(row, Column.DUE), self._today)) for row in rows]
        days = [(row.line, day) for row, day in found if day is not None]
        self._days = dict(zip((line for line, _ in days), in_order(_of(days)), strict=True))
        lines = tuple(self._line(row, place) for place, row in enumerate(rows, 1))
        total = money_of(self._cell(totals[-1], Column.AMOUNT)) if len(totals) == 1 else None
        return Lines(lines, tuple(self.faults), total)

    def _cell(self, row: Row, column: Column) -> Cell:
        return self._table.cell(row, column)

    def _is_a_period(self, row: Row) -> bool:
        """Return whether a row is more than a note below the table."""
        told = (Column.DUE, Column.AMOUNT, *_PARTS)
        if any(self._cell(row, column) is not None for column in told):
            return True
        return period_of(self._cell(row, Column.NO)) is not None

    def _line(self, row: Row, place: int) -> Line:
        if any(cell is not None for cell in row.cells[self._table.width :]):
            self.faults.append(Fault(row.line, LineFault.TOO_WIDE))
            return Line(row.line, place, is_whole=False)
        before = len(self.faults)
        no, of = self._period(row)
        on, next_on = self._day(row)
        amount_fen = self._amount(row)
        is_whole = len(self.faults) == before
        name, lender = self._cell(row, Column.NAME), self._cell(row, Column.LENDER)
        return Line(
            line=row.line,
            place=place,
            is_whole=is_whole,
            no=no,
            of=of,
            due_on=on,
            next_on=next_on,
            amount_fen=amount_fen,
            principal_fen=money_of(self._cell(row, Column.PRINCIPAL)),
            paid=self._paid(row),
            name=None if name is None else str(name),
            lender=None if lender is None else str(lender),
            left=self._count(row, Column.LEFT),
            periods=self._count(row, Column.PERIODS),
        )

    def _fault(self, row: Row, column: Column, why: LineFault) -> None:
        cell = self._cell(row, column)
        header = self._table.headers.get(column)
        self.faults.append(Fault(row.line, why, column, header, None if cell is None else said_of(cell)))

    def _period(self, row: Row) -> tuple[int | None, int | None]:
        cell = self._cell(row, Column.NO)
        if Column.NO not in self._table.places:
            return None, None
        found = period_of(cell)
        if found is None:
            self._fault(row, Column.NO, LineFault.MISSING if cell is None else LineFault.UNREAD)
            return None, None
        if found[0] > MOST_PERIODS:
            self._fault(row, Column.NO, LineFault.TOO_LARGE)
            return None, None
        return found

    def _day(self, row: Row) -> tuple[date | None, date | None]:
        if Column.DUE not in self._table.places:
            return None, None
        cell = self._cell(row, Column.DUE)
        next_on = next_such_day(cell, self._today)
        if next_on is not None:
            return None, next_on
        on = self._days.get(row.line)
        if on is None:
            self._fault(row, Column.DUE, LineFault.MISSING if cell is None else LineFault.UNREAD)
        return on, None

    def _amount(self, row: Row) -> int | None:
        if Column.AMOUNT in self._table.places:
            return self._money(row, Column.AMOUNT)
        if Column.PRINCIPAL not in self._table.places:
            return None
        parts = [
            self._money(row, column, may_be_nothing=True) for column in _PARTS if column in self._table.places
        ]
        if None in parts:
            return None
        whole_fen = sum(part or 0 for part in parts)
        if not whole_fen:
            self._fault(row, Column.PRINCIPAL, LineFault.NOTHING_DUE)
        return whole_fen or None

    def _money(self, row: Row, column: Column, *, may_be_nothing: bool = False) -> int | None:
        cell = self._cell(row, column)
        fen = money_of(cell)
        if fen is not None:
            return fen
        if may_be_nothing and words_of(cell).strip("0.,¥元 ") == "" and cell is not None:
            return 0
        if cell is None:
            why = LineFault.MISSING
        elif is_nothing(cell):
            why = LineFault.NOTHING_DUE
        else:
            why = LineFault.TOO_LARGE if is_too_large(cell) else LineFault.UNREAD
        self._fault(row, column, why)
        return None

    def _paid(self, row: Row) -> bool | None:
        cell = self._cell(row, Column.STATE)
        if cell is None or says_neither(cell):
            return None
        paid = paid_of(cell)
        if paid is None:
            self._fault(row, Column.STATE, LineFault.UNREAD)
        return paid

    def _count(self, row: Row, column: Column) -> int | None:
        cell = self._cell(row, column)
        if cell is None:
            return None
        count = count_of(cell)
        if count is None or count > MOST_PERIODS:
            self._fault(row, column, LineFault.UNREAD if count is None else LineFault.TOO_LARGE)
            return None
        return count


def lines_of(table: Table, today: date) -> Lines:
    """Return the lines of a table."""
    return _Reader(table, today).read()


def _of(days: Sequence[tuple[int, Day]]) -> list[Day]:
    return [day for _, day in days]
