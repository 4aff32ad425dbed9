"""One line of a lender's file, read column by column; what is wrong with it is gathered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.intake_files.columns import FileMapping
from bot.intake_files.sheets import Cells
from bot.intake_files.values import CellWrong
from domain.identity.rules import IdentityInputError
from domain.intake.results import Fault

T = TypeVar("T")
Faulty = Callable[[Fault], None]
# What `domain.identity.rules` finds wrong, as the operator reads it; nothing of what stands there.
_SAID = {
    "empty": "nothing stands there",
    "length": "it has the wrong length",
    "characters": "it has characters that do not belong there",
    "birth_date": "its date of birth cannot be",
    "check_digit": "its last digit does not fit the others",
    "format": "no mobile number of the mainland",
}


class LineReader:
    def __init__(self, mapping: FileMapping) -> None:
        self._mapping = mapping
        self.number = 0
        self.cells: Cells = {}
        self.wrong: list[Fault] = []

    def begin(self, number: int, cells: Cells) -> None:
        """Go on to the next line."""
        self.number, self.cells, self.wrong = number, cells, []

    def has(self, column: str) -> bool:
        """Return whether anything stands there; never where the lender has no such column."""
        return self.cells.get(column, "") not in ("", None)

    def read(self, column: str, kind: Callable[[object], T], instead: T) -> T:
        """Return what `kind` makes of the cell, `instead` where it makes nothing of it, which is noted."""
        try:
            return kind(self.cells[column])
        except IdentityInputError as error:
            self.note(column, _SAID.get(error.reason, str(error.reason)))
        except CellWrong as error:
            self.note(column, str(error))
        return instead

    def note(self, column: str, what: str) -> None:
        self.wrong.append(Fault(self.number, self._mapping.header(column), what))
