"""Reads screenshots on this machine, each in a process of its own (`bot.adapters.screens.worker`)."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from bot.adapters.child import Child, ChildFailed
from domain.identity.card import PictureFault, PictureRefused
from domain.planfiles.pictures import Piece

LARGEST = 10_000_000  # bytes
TIMEOUT_S = 30.0
SIDE_BY_SIDE = 1  # one uses every core there is
WORKER = "from bot.adapters.screens.worker import main; main()"


def screen_reader() -> ChildScreenReader | None:
    """Return the reader; None where the optional library is not installed (requirements-ocr.txt)."""
    return ChildScreenReader() if importlib.util.find_spec("rapidocr") is not None else None


class ChildScreenReader:
    """Fulfils `domain.planfiles.ports.ScreenReader`.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._child = Child("screenshots", code, timeout_s, SIDE_BY_SIDE)

    async def read(self, picture: bytes) -> Sequence[Piece]:
        if len(picture) > LARGEST:
            raise PictureRefused(PictureFault.TOO_LARGE)
        try:
            said = await self._child.said_of(picture)
            if "fault" in said:
                raise PictureRefused(PictureFault(said["fault"]))
            return [Piece(str(words), *map(int, place)) for words, *place in said["pieces"]]
        except (ChildFailed, ValueError, KeyError, TypeError):
            raise PictureRefused(PictureFault.FAILED) from None
