"""Reads photos of ID cards on this machine, each in a process of its own (`bot.adapters.cards.worker`)."""

from __future__ import annotations

import importlib.util
from datetime import date

from bot.adapters.child import Child, ChildFailed
from domain.identity.card import CardFields, CardSide, PictureFault, PictureRefused

LARGEST = 10_000_000  # bytes
TIMEOUT_S = 30.0
SIDE_BY_SIDE = 1  # one uses every core there is
WORKER = "from bot.adapters.cards.worker import main; main()"


def card_reader() -> ChildCardReader | None:
    """Return the reader; None where the optional library is not installed (requirements-ocr.txt)."""
    return ChildCardReader() if importlib.util.find_spec("rapidocr") is not None else None


class ChildCardReader:
    """Fulfils `domain.identity.ports.CardReader`.

    `code`: what the child runs.
    """

    def __init__(self, code: str = WORKER, timeout_s: float = TIMEOUT_S) -> None:
        self._child = Child("photos", code, timeout_s, SIDE_BY_SIDE)

    async def read(self, picture: bytes) -> CardFields:
        if len(picture) > LARGEST:
            raise PictureRefused(PictureFault.TOO_LARGE)
        try:
            said = await self._child.said_of(picture)
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
        except (ChildFailed, ValueError, KeyError, TypeError):
            raise PictureRefused(PictureFault.FAILED) from None
