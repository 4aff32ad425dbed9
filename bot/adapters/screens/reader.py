"""Reads screenshots on this machine, each in a process of its own (`bot.adapters.screens.worker`)."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
from collections.abc import Sequence

from bot.adapters.child import ChildFailed, answer_of, python
from domain.identity.card import PictureFault, PictureRefused
from domain.planfiles.pictures import Piece

logger = logging.getLogger(__name__)
LARGEST = 10_000_000  # bytes
TIMEOUT_S = 30.0
SIDE_BY_SIDE = 1  # one uses every core there is
WORKER = "from bot.adapters.screens.worker import main; main()"


def screen_reader() -> ChildScreenReader | None:
    """Return the reader; None where the optional library is not installed (requirements-ocr.txt)."""
    return ChildScreenReader() if importlib.util.find_spec("rapidocr") is not None else None


class ChildScreenReader:
    """Fulfils `domain.planfiles.ports.ScreenReader`. The picture goes to the child through a pipe and is in no file.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._code = code
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def read(self, picture: bytes) -> Sequence[Piece]:
        if len(picture) > LARGEST:
            raise PictureRefused(PictureFault.TOO_LARGE)
        async with self._places:
            out = await self._run(picture)
        try:
            said = json.loads(out)
            if "fault" in said:
                raise PictureRefused(PictureFault(said["fault"]))
            return [Piece(str(words), *map(int, place)) for words, *place in said["pieces"]]
        except (ValueError, KeyError, TypeError):
            raise PictureRefused(PictureFault.FAILED) from None

    async def _run(self, picture: bytes) -> bytes:
        try:
            return await answer_of(python(self._code), picture, self._timeout_s)
        except ChildFailed as failed:
            logger.warning("a picture %s", failed)
            raise PictureRefused(PictureFault.FAILED) from None
