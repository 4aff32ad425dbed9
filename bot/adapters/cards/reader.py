"""Reads photos of ID cards on this machine, each in a process of its own (`bot.adapters.cards.worker`)."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
from datetime import date

from bot.adapters.child import ChildFailed, answer_of, python
from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused

logger = logging.getLogger(__name__)
LARGEST = 10_000_000  # bytes
TIMEOUT_S = 30.0
SIDE_BY_SIDE = 1  # one uses every core there is
WORKER = "from bot.adapters.cards.worker import main; main()"


def card_reader() -> ChildCardReader | None:
    """Return the reader; None where the optional library is not installed (requirements-ocr.txt)."""
    return ChildCardReader() if importlib.util.find_spec("rapidocr") is not None else None


class ChildCardReader:
    """Fulfils `domain.identity.ports.CardReader`. The picture goes to the child through a pipe and is in no file.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._command = python(code)
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._said_open = False

    async def read(self, picture: bytes) -> CardFields:
        if len(picture) > LARGEST:
            raise PictureRefused(PictureFault.TOO_LARGE)
        async with self._places:
            out = await self._run(picture)
        try:
            said = json.loads(out)
            self._note(bool(said["cut_off"]))
            if "fault" in said:
                raise PictureRefused(PictureFault(said["fault"]))
            until = said["valid_until"]
            return CardFields(
                CardSide(said["side"]),
                said["name"],
                said["id_number"],
                None if until is None else date.fromisoformat(until),
                bool(said["long_term"]),
            )
        except (ValueError, KeyError, TypeError):
            raise PictureRefused(PictureFault.FAILED) from None

    def _note(self, cut_off: bool) -> None:
        if not cut_off and not self._said_open:
            self._said_open = True
            logger.warning(
                "photos are read in a process that has a network: this system lets no filter of system calls be set"
            )

    async def _run(self, picture: bytes) -> bytes:
        try:
            return await answer_of(self._command, picture, self._timeout_s)
        except ChildFailed as failed:
            logger.warning("a photo %s", failed)
            raise PictureRefused(PictureFault.FAILED) from None
