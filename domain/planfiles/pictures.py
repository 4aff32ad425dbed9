"""Screenshots of bills: from the words on a picture, and where they stand, to bills. Pure; see docs/plan_files.md.

What an app shows of one bill is read as a text of it is; a list of periods, one in each line or in two that stand close
together, as a table is. A list whose days are not months apart, and whose lines have no numbers, is one of purchases, and
no plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from domain.billtexts.days import Unsaid, days_in
from domain.billtexts.messages import read_message
from domain.billtexts.numbers import amounts_in
from domain.billtexts.plain import plain, without_secrets
from domain.billtexts.results import NoBill, Origin
from domain.billtexts.senders import senders_in
from domain.patterns import pattern
from domain.planfiles.cells import day_of, paid_of
from domain.planfiles.columns import Table
from domain.planfiles.reader import read_table
from domain.planfiles.results import Cell, Column, FileFault, FileReading, FileRefused, Row
from domain.value import Value, replace

FEWEST_DAYS = timedelta(days=25)  # between two periods
CLEARLY = 1.5  # so much wider is what parts two periods than what parts the lines of one
_PERIOD = pattern(r"第?\s*([0-9]{1,3})\s*(?:/\s*([0-9]{1,3})\s*)?期")
_PART = pattern(r"(?:本金|利息|手续费|服务费|优惠|减免|罚息|剩余|余额|额度|原价|其中|含)\s*[:为]?\s*$")
_ORDER = (Column.NO, Column.DUE, Column.AMOUNT, Column.STATE)


class Piece(Value):
    """Words that stand together on a picture, and where: in its points, from the top left."""

    words: str
    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> int:
        return (self.top + self.bottom) // 2


class _Part(Value):
    """What a line of a list says of a period."""

    top: int
    bottom: int
    no: str | None
    day: str | None
    fen: int | None
    state: str | None

    @property
    def is_whole(self) -> bool:
        return self.day is not None and self.fen is not None


class NoBillInPicture(Exception):
    """`why`: as of a text."""

    def __init__(self, why: NoBill) -> None:
        super().__init__(why)
        self.why = why


def lines_in(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces as they are read: line under line, each from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.middle, one.left)):
        if lines and lines[-1][0].top <= piece.middle <= lines[-1][0].bottom:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def read_picture(pieces: Sequence[Piece], today: date) -> FileReading:
    """Return the bills on a picture. Raises `NoBillInPicture`; `FileRefused` where a plan is over."""
    lines = lines_in(pieces)
    words = "\n".join(" ".join(piece.words for piece in line) for line in lines)
    read = read_message(words, today)
    if read.refusal in (NoBill.CODE, NoBill.FOREIGN_MONEY):
        raise NoBillInPicture(read.refusal)
    plan = _plan(lines, words, today)
    if plan is not None:
        return plan
    if not read.bills:
        raise NoBillInPicture(read.refusal or NoBill.NOT_A_BILL)
    return FileReading(tuple(replace(bill, origin=Origin.PICTURE) for bill in read.bills))


def _plan(lines: Sequence[Sequence[Piece]], words: str, today: date) -> FileReading | None:
    parts = _whole_parts([_part(line, today) for line in lines])
    if len(parts) < 2 or not _are_periods(parts, today):
        return None
    columns = [
        column
        for column in _ORDER
        if column in (Column.DUE, Column.AMOUNT)
        or (column is Column.NO and all(part.no for part in parts))
        or (column is Column.STATE and any(part.state for part in parts))
    ]
    rows = [Row(line, tuple(_cell(part, column) for column in columns)) for line, part in enumerate(parts, 1)]
    places: dict[Column, int] = {column: place for place, column in enumerate(columns)}
    try:
        read = read_table(Table(places, {}, rows, "", len(columns)), _one_sender(words), today)
    except FileRefused as refused:
        if refused.fault is FileFault.OVER:
            raise
        return None
    return replace(read, bills=tuple(replace(bill, origin=Origin.PICTURE) for bill in read.bills))


def _cell(part: _Part, column: Column) -> Cell:
    match column:
        case Column.NO:
            return part.no
        case Column.DUE:
            return part.day
        case Column.AMOUNT:
            return None if part.fen is None else Decimal(part.fen) / 100
        case _:
            return part.state


def _part(line: Sequence[Piece], today: date) -> _Part:
    words = without_secrets(plain(" ".join(piece.words for piece in line)))
    numbered = list(_PERIOD.finditer(words))
    rest = _PERIOD.sub(lambda found: " " * len(found[0]), words)
    days = [day for day in days_in(rest, today) if day.unsaid is not Unsaid.MONTH]
    said = [piece.words for piece in line if paid_of(piece.words) is not None]
    return _Part(
        top=min(piece.top for piece in line),
        bottom=max(piece.bottom for piece in line),
        no=numbered[0][0].strip() if len(numbered) == 1 else None,
        day=rest[days[0].first : days[0].last] if len(days) == 1 else None,
        fen=_amount(rest),
        state=said[0] if len(said) == 1 else None,
    )


def _amount(words: str) -> int | None:
    """Return the one amount of a line that is no part of another; None where there are several, or other money."""
    found = [
        amount for amount in amounts_in(words) if amount.marked and not _PART.search(words[: amount.first])
    ]
    return found[0].fen if len(found) == 1 and found[0].is_yuan else None


def _whole_parts(parts: Sequence[_Part]) -> list[_Part]:
    """Return the lines that tell day and amount; where there are none, those of two lines that stand closer to each other
    than to the next."""
    whole = [part for part in parts if part.is_whole]
    if whole:
        return whole
    half = [part for part in parts if part.day is not None or part.fen is not None]
    for begins in (0, 1):
        pairs = list(zip(half[begins::2], half[begins + 1 :: 2], strict=False))
        if len(pairs) > 1 and len(half) - begins - 2 * len(pairs) <= 1 and _stand_together(pairs):
            return [_joined(*pair) for pair in pairs]
    return []


def _stand_together(pairs: Sequence[tuple[_Part, _Part]]) -> bool:
    inside = [second.top - first.bottom for first, second in pairs]
    between = [after.top - before.bottom for (_, before), (after, _) in pairwise(pairs)]
    return max(inside) * CLEARLY < min(between) and all(_joined(*pair).is_whole for pair in pairs)


def _joined(one: _Part, other: _Part) -> _Part:
    return _Part(
        one.top,
        other.bottom,
        one.no or other.no,
        one.day or other.day,
        one.fen if one.fen is not None else other.fen,
        one.state or other.state,
    )


def _are_periods(parts: Sequence[_Part], today: date) -> bool:
    if all(part.no for part in parts):
        return True
    days = [day.on for part in parts if (day := day_of(part.day, today)) is not None]
    return all(abs(after - before) >= FEWEST_DAYS for before, after in pairwise(days))


def _one_sender(words: str) -> str:
    """Return the name of the one lender that is named; of several nobody knows which one is meant."""
    named = {each.sender.name for each in senders_in(plain(words)) if not each.sender.is_platform}
    return named.pop() if len(named) == 1 else ""
