"""Opens workbooks, each in a process of its own (`bot.adapters.sheets.worker`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.adapters.child import Child, ChildFailed
from domain.planfiles.results import Cell, FileFault, FileRefused, Row, Sheet

TIMEOUT_S = 15.0
SIDE_BY_SIDE = 2
WORKER = "from bot.adapters.sheets.worker import main; main()"


class ChildSheetReader:
    """Fulfils `domain.planfiles.ports.SheetReader`.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._child = Child("workbooks", code, timeout_s, SIDE_BY_SIDE)

    async def read(self, content: bytes) -> Sequence[Sheet]:
        try:
            said = await self._child.said_of(content)
            if "fault" in said:
                raise FileRefused(FileFault(said["fault"]))
            return [_sheet(one) for one in said["sheets"]]
        except (ChildFailed, ValueError, KeyError, TypeError, ArithmeticError):
            raise FileRefused(FileFault.FAILED) from None


def _sheet(said: dict[str, object]) -> Sheet:
    rows = said["rows"]
    assert isinstance(rows, list)
    return Sheet(str(said["name"]), tuple(Row(line, tuple(map(_cell, cells))) for line, cells in rows))


def _cell(said: list[str] | None) -> Cell:
    if said is None:
        return None
    kind, text = said
    match kind:
        case "number":
            return Decimal(text)
        case "day":
            return date.fromisoformat(text)
        case _:
            return text
