"""Opens workbooks, each in a process of its own (`bot.adapters.sheets.worker`)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.adapters.child import ChildFailed, answer_of, python
from domain.planfiles.results import Cell, FileFault, FileRefused, Row, Sheet

logger = logging.getLogger(__name__)
TIMEOUT_S = 15.0
SIDE_BY_SIDE = 2
WORKER = "from bot.adapters.sheets.worker import main; main()"


class ChildSheetReader:
    """Fulfils `domain.planfiles.ports.SheetReader`. The file goes to the child through a pipe and is nowhere else.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._code = code
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def read(self, content: bytes) -> Sequence[Sheet]:
        async with self._places:
            try:
                out = await answer_of(python(self._code), content, self._timeout_s)
            except ChildFailed as failed:
                logger.warning("a workbook %s", failed)
                raise FileRefused(FileFault.FAILED) from None
        try:
            said = json.loads(out)
            if "fault" in said:
                raise FileRefused(FileFault(said["fault"]))
            return [_sheet(one) for one in said["sheets"]]
        except (ValueError, KeyError, TypeError, ArithmeticError):
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
