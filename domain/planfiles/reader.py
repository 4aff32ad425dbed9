"""From the sheets of a file to bills: one with a plan of its periods, or one in each line. Pure; see docs/plan_files.md.

Nothing is made up: a line of which something cannot be read is told by its number and left out, and a column that may mean
two things means none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath

from domain.billtexts.messages import read_message
from domain.billtexts.plain import LONGEST, letters, plain, without_secrets
from domain.billtexts.results import BillEvent, Origin, PlanDay, Product, ReadBill
from domain.billtexts.senders import product_in, senders_in
from domain.planfiles.cells import is_foreign
from domain.planfiles.columns import Table, table_of
from domain.planfiles.lines import Line, Lines, lines_of
from domain.planfiles.results import (
    Column,
    Fault,
    FileFault,
    FileReading,
    FileRefused,
    LineFault,
    Sheet,
)
from domain.planfiles.text_files import sheet_of, text_in
from domain.value import Value, replace

MOST_BILLS = 20  # of one file
LONGEST_NAME = 20
_CERTAIN = 1.0


class _Called(Value):
    called: str | None
    sender: str | None
    product: Product | None


def read_sheets(sheets: Sequence[Sheet], file_name: str, today: date) -> FileReading:
    """Return the bills of the first sheet that has a table of them. Raises `FileRefused`."""
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise FileRefused(FileFault.EMPTY)
    for sheet in filled:
        table = table_of(sheet.rows, today)
        if table is not None:
            return read_table(table, f"{PurePath(file_name).stem} {sheet.name} {table.above}", today)
    raise FileRefused(FileFault.NO_TABLE)


def read_text_file(content: bytes, file_name: str, today: date) -> FileReading:
    """Return the bills of a table; where there is none, those that a lender's text tells of, saved as a file. Raises
    `FileRefused`.
    """
    text = text_in(content)
    try:
        return read_sheets([sheet_of(text)], file_name, today)
    except FileRefused as refused:
        is_no_table = refused.fault in (FileFault.NO_TABLE, FileFault.BROKEN) and len(text) <= LONGEST
        bills = read_message(text, today).bills if is_no_table else ()
        if not bills:
            raise
    return FileReading(tuple(replace(bill, origin=Origin.FILE) for bill in bills))


def read_table(table: Table, about: str, today: date) -> FileReading:
    """Return the bills of a table; `about`: words that may name the lender. Raises `FileRefused`."""
    _require_yuan(table)
    said = lines_of(table, today)
    if Column.NAME in table.places or Column.LENDER in table.places:
        bills, faults = _named_bills(table, said)
        if len(bills) > MOST_BILLS:
            raise FileRefused(FileFault.TOO_MANY_BILLS)
    else:
        bills, faults = _one_bill(table, said, _called_in(about))
    faults = tuple(sorted((*said.faults, *faults), key=lambda fault: fault.line))
    if not bills:
        raise FileRefused(FileFault.NO_LINE, faults)
    still = tuple(bill for bill in bills if not _is_over(bill, today))
    if not still:
        raise FileRefused(FileFault.OVER)
    return FileReading(still, faults, _other_total(said))


def _require_yuan(table: Table) -> None:
    money = [table.places[one] for one in (Column.AMOUNT, Column.PRINCIPAL) if one in table.places]
    named = any(is_foreign(header) for header in table.headers.values()) or is_foreign(table.above)
    if named or any(is_foreign(row.cell(at)) for row in table.rows for at in money):
        raise FileRefused(FileFault.FOREIGN_MONEY)


def _other_total(said: Lines) -> int | None:
    """Return what the file says all come to, where every line was read and they come to something else."""
    if said.total_fen is None or not all(line.is_whole for line in said.lines):
        return None
    together = sum(line.amount_fen or 0 for line in said.lines)
    return None if together == said.total_fen else said.total_fen


def _is_over(bill: ReadBill, today: date) -> bool:
    """Return whether nothing of a plan is to come, nor said to be open."""
    return bool(bill.plan) and not any(
        day.paid is not True and (day.paid is False or day.due_on is None or day.due_on >= today)
        for day in bill.plan
    )


# One bill for the whole table


def _one_bill(table: Table, said: Lines, called: _Called) -> tuple[tuple[ReadBill, ...], tuple[Fault, ...]]:
    if len(said.lines) == 1 and Column.NO not in table.places:
        only = said.lines[0]
        return ((_single(only, called),) if only.is_whole else ()), ()
    days, faults = _plan_of(table, said.lines)
    if not days:
        return (), faults
    return (_with_plan(called, days, said.lines, is_dated=Column.DUE in table.places),), faults


def _with_plan(
    called: _Called, days: Sequence[PlanDay], lines: Sequence[Line], *, is_dated: bool
) -> ReadBill:
    bill = _bill(called)
    if any(line.no is None for line in lines if line.is_whole):  # nobody says which of how many these are
        return replace(bill, plan=tuple(days))
    ofs = {line.of for line in lines if line.of is not None}
    periods = ofs.pop() if len(ofs) == 1 else None
    numbers = [day.no for day in days]
    is_complete = numbers == list(range(1, len(lines) + 1))
    principals = [line.principal_fen for line in lines]
    known = [each for each in principals if each is not None]
    principal_fen = sum(known) if is_complete and len(known) == len(principals) else None
    last = max(numbers[-1], periods or 0)
    return replace(bill, plan=tuple(days), periods=last, principal_fen=principal_fen or None)


def _plan_of(table: Table, lines: Sequence[Line]) -> tuple[list[PlanDay], tuple[Fault, ...]]:
    """Return the periods in their order; a period or a day that comes twice, or before the one before it, is none."""
    undated = [line for line in lines if line.is_whole and line.next_on is not None]
    faults = [_of_line(table, line, Column.DUE, LineFault.UNREAD) for line in undated]
    whole = [line for line in lines if line.is_whole and line.next_on is None]
    days: list[PlanDay] = []
    for no, line in sorted(_numbered(whole, lines), key=lambda one: (one[0], one[1].line)):
        last = days[-1] if days else None
        if last is not None and no == last.no:
            faults.append(_of_line(table, line, Column.NO, LineFault.TWICE))
        elif (
            last is not None
            and line.due_on is not None
            and last.due_on is not None
            and line.due_on <= last.due_on
        ):
            why = LineFault.TWICE if line.due_on == last.due_on else LineFault.OUT_OF_ORDER
            faults.append(_of_line(table, line, Column.DUE, why))
        else:
            days.append(PlanDay(no, line.due_on, line.amount_fen, line.paid))
    return days, tuple(faults)


def _numbered(whole: Sequence[Line], lines: Sequence[Line]) -> Iterable[tuple[int, Line]]:
    """Return the lines with the number of their period: the one that stands there, else the place among all lines, from
    whichever end is earlier; where they are in no order, that of their days.
    """
    if all(line.no is not None for line in whole):
        return [(line.no or 0, line) for line in whole]
    dated = [line.due_on for line in whole if line.due_on is not None]
    if dated == sorted(dated):
        return [(line.place, line) for line in whole]
    if dated == sorted(dated, reverse=True):
        return [(len(lines) + 1 - line.place, line) for line in whole]
    by_day = sorted(whole, key=lambda line: (line.due_on or date.min, line.line))
    return list(enumerate(by_day, 1))


def _of_line(table: Table, line: Line, column: Column, why: LineFault) -> Fault:
    return Fault(line.line, why, column, table.headers.get(column))


# A bill in each line


def _named_bills(table: Table, said: Lines) -> tuple[tuple[ReadBill, ...], tuple[Fault, ...]]:
    groups: dict[tuple[str | None, str | None], list[Line]] = {}
    faults: list[Fault] = []
    above: tuple[str | None, str | None] = (None, None)
    for line in said.lines:
        named = (line.name, line.lender)
        if named == (None, None) and Column.NO in table.places:
            named = above  # of cells that are joined the first one has the name
        above = named
        if named == (None, None):
            if line.is_whole:
                column = Column.NAME if Column.NAME in table.places else Column.LENDER
                faults.append(_of_line(table, line, column, LineFault.MISSING))
            continue
        groups.setdefault(named, []).append(line)
    bills: list[ReadBill] = []
    for (name, lender), lines in groups.items():
        called = _called(name, lender)
        if _is_a_plan(lines):
            days, wrong = _plan_of(table, lines)
            faults += wrong
            if days:
                bills.append(_with_plan(called, days, lines, is_dated=True))
            continue
        for line in lines:
            if line.is_whole and line.paid:
                faults.append(_of_line(table, line, Column.STATE, LineFault.DONE))
            elif line.is_whole:
                bills.append(_single(line, called))
    return tuple(bills), tuple(faults)


def _is_a_plan(lines: Sequence[Line]) -> bool:
    """Return whether several lines of one name are its periods, and no bills of their own: each has another day."""
    days = [line.due_on for line in lines if line.is_whole]
    return len(lines) > 1 and None not in days and len(days) > 1


def _single(line: Line, called: _Called) -> ReadBill:
    bill = replace(
        _bill(called),
        amount_fen=line.amount_fen,
        due_on=line.due_on or line.next_on,
        periods_left=line.left,
        principal_fen=line.principal_fen,
    )
    periods = line.of or line.periods
    if line.of is not None and line.no is not None:
        return replace(bill, period_no=line.no, periods=periods)
    return bill


def _bill(called: _Called) -> ReadBill:
    known = ReadBill(BillEvent.DUE, called.sender, called.product, called=called.called)
    return replace(known, confidence=_CERTAIN, origin=Origin.FILE)


def _called(name: str | None, lender: str | None) -> _Called:
    """Return what is known of a bill by the cells that name it."""
    known = _called_in(f"{lender or ''} {name or ''}")
    shown = _shown(name)
    sender = known.sender or _shown(lender)
    if shown is not None and plain(shown) == plain(sender or ""):
        shown = None
    return _Called(shown, sender, known.product)


def _called_in(words: str) -> _Called:
    """Return the lender that words name, where it is a known one, and what is owed on."""
    said = plain(words)
    named = [each.sender for each in senders_in(said)]
    sender = next((each for each in named if not each.is_platform), None) or next(iter(named), None)
    product = product_in(said) or (sender.product if sender is not None else None)
    return _Called(None, sender.name if sender is not None else None, product)


def _shown(name: str | None) -> str | None:
    """Return a name as it stands there, without numbers that are nobody's affair."""
    if name is None:
        return None
    hidden = without_secrets(plain(name))
    kept = letters(name) if "\x01" in hidden else " ".join(name.split())
    kept = "".join(char for char in kept if char.isprintable())
    return kept[:LONGEST_NAME].strip() or None
