"""Files of repayment plans, read beside the conversation: in a thread, workbooks in a process of their own. None is kept."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from domain.dates import business_day
from domain.planfiles.ports import SheetReader
from domain.planfiles.reader import read_sheets, read_text_file
from domain.planfiles.results import FileFault, FileReading, FileRefused
from domain.ports import Clock

LARGEST = 2_000_000  # bytes; a plan of forty years has 40,000
TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xls", ".ods")
# How packed workbooks (xlsx, ods) and old ones (xls) begin, and what is no table whatever it is called.
_BEGIN_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BEGIN_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"{\\rtf",
)


def is_readable(file_name: str | None) -> bool:
    """Return whether a file of this name may be one."""
    return PurePath(file_name or "").suffix.lower() in (*TEXTS, *WORKBOOKS)


class PlanFileService:
    def __init__(self, clock: Clock, sheets: SheetReader) -> None:
        self._clock = clock
        self._sheets = sheets

    async def read(self, file_name: str, content: bytes) -> FileReading:
        """Return the bills of a file. Raises `FileRefused`."""
        if len(content) > LARGEST:
            raise FileRefused(FileFault.TOO_LARGE)
        if not content:
            raise FileRefused(FileFault.EMPTY)
        if content.startswith(_BEGIN_OTHERS):
            raise FileRefused(FileFault.WRONG_KIND)
        today = business_day(self._clock.now())
        if content.startswith(_BEGIN_WORKBOOKS):
            sheets = await self._sheets.read(content)
            return await asyncio.to_thread(read_sheets, sheets, file_name, today)
        return await asyncio.to_thread(read_text_file, content, file_name, today)
