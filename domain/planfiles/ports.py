"""Who opens workbooks, and who reads pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.planfiles.pictures import Piece
from domain.planfiles.results import Sheet


class SheetReader(Protocol):
    async def read(self, content: bytes) -> Sequence[Sheet]:
        """Return the visible sheets of a workbook (xlsx, xls, ods) with what their cells show; nothing in it is worked out
        or run. Raises `FileRefused`.
        """
        ...


class ScreenReader(Protocol):
    async def read(self, picture: bytes) -> Sequence[Piece]:
        """Return the words on a picture and where they stand; the picture is nowhere afterwards. Raises `PictureRefused`."""
        ...
